#!/usr/bin/env bash
# A machine in namespaces: systemd as its first process, over a copy-on-write view of this machine's root file system,
# with a network, process ids and control groups of its own. Run as root, in a mount namespace of its own:
#
#   unshare --mount --propagation private bash machine.sh DIRECTORY NAME SHARED_PATH…
#
# Standard input: `boot`, `cut` (as when the power fails), a line each; each is answered by a line. Its end, however it
# comes, takes everything away.
set -euo pipefail
directory=$1 name=$2
shift 2
shared=("$@")
root=$directory/root
init=""

hierarchies() { findmnt --noheadings --raw --output TARGET --types cgroup,cgroup2; }

# Control groups of its own, with nobody else in them: everything below goes with the machine.
confine() {
  local at
  for at in $(hierarchies); do
    mkdir -p "$at/$name"
    if [[ -e $at/cpuset.mems && ! -e $at/cgroup.controllers ]]; then
      cat "$at/cpuset.cpus" >"$at/$name/cpuset.cpus"
      cat "$at/cpuset.mems" >"$at/$name/cpuset.mems"
    fi
    echo 0 >"$at/$name/cgroup.procs"
  done
}

release() {
  local at
  for at in $(hierarchies); do
    find "$at/$name" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
}

cut() {
  [[ -n $init ]] || return 0
  kill -KILL "$init" 2>/dev/null || true
  wait || true
  init=""
}
trap 'cut; release; umount --lazy "$directory"' EXIT

# What the distribution starts at boot is not this machine's; what has no hardware here is masked.
furnish() {
  mkdir "$directory"/{upper,work,root}
  view
  rm -rf "$root"/etc/systemd/system/*
  rm -rf "$root"/etc/sudoers.d/* "$root"/etc/nginx/{conf.d,sites-enabled}/*
  local unit
  for unit in systemd-{udevd,sysctl,remount-fs,random-seed,modules-load,logind,resolved,networkd,timesyncd,binfmt}.service \
    systemd-tmpfiles-clean.timer getty.target; do
    ln -s /dev/null "$root/etc/systemd/system/$unit"
  done
  umount "$root"
}

view() { mount -t overlay overlay -o "lowerdir=/,upperdir=$directory/upper,workdir=$directory/work" "$root"; }

boot() {
  coproc MACHINE {
    exec unshare --pid --mount --uts --ipc --net --fork --kill-child --propagation private \
      bash "${BASH_SOURCE[0]}" --init "$directory" "$name" "${shared[@]}"
  }
  read -r init <&"${MACHINE[0]}"
}

# The first process of the machine, until systemd takes its place.
initialise() {
  local at options kind
  ip link set lo up
  view
  for at in run tmp sys; do mount -t tmpfs tmpfs "$root/$at"; done
  mount -t tmpfs tmpfs "$root/var/tmp"
  mount --rbind /dev "$root/dev"
  # A mount point already, or systemd covers it with controllers in its own arrangement.
  mkdir -p "$root/sys/fs/cgroup"
  [[ -e /sys/fs/cgroup/cgroup.controllers ]] || mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
  findmnt --noheadings --raw --output TARGET,FSTYPE,FS-OPTIONS --types cgroup,cgroup2 | while read -r at kind options; do
    mkdir -p "$root$at"
    if [[ $kind == cgroup2 ]]; then mount -t cgroup2 cgroup2 "$root$at"; else
      mount -t cgroup -o "${options//seclabel,/}" cgroup "$root$at"
    fi
  done
  for at in "${shared[@]}"; do
    mkdir -p "$root$at"
    mount --bind "$at" "$root$at"
  done
  # The number that those outside know it by.
  read -r at _ </proc/self/stat
  echo "$at"
  mount -t proc proc "$root/proc"
  exec chroot "$root" env -i PATH="$PATH" container=docker /lib/systemd/systemd --system --unit=multi-user.target \
    --log-target=null >/dev/null 2>&1 </dev/null
}

case $directory in
  --init)
    trap - EXIT
    directory=$name name=${shared[0]}
    confine
    exec unshare --cgroup bash "${BASH_SOURCE[0]}" --start "$directory" "${shared[@]:1}"
    ;;
  --start)
    trap - EXIT
    directory=$name root=$name/root
    initialise
    ;;
esac

mount -t tmpfs tmpfs "$directory"
furnish
echo furnished
while read -r word; do
  case $word in
    boot) boot && echo "$init" ;;
    cut) cut && echo off ;;
  esac
done
