import { refusing } from "../../delivery/registry.ts";

/** Every refusal that only the platform nginx knows, once. docs/troubleshooting.md lists them. */
export const NGINX_REFUSALS = {
  "not-linux": {
    code: "unsuitable",
    sentence: "The platform nginx needs Linux; this runner has {platform}.",
    remedy: "Run the job on the machine that has the nginx.",
  },
  "alone-without-start": {
    code: "unsuitable",
    sentence: "strategy: all-at-once stops one process and starts the other, and no input says how.",
    remedy: "Give `unit`, `compose-file` or `start` (and `stop`), in the config file so that `rollback` has it too.",
  },
  "step-at-work": {
    code: "refused",
    sentence: "Another step is at work on {directory}: {holder}.",
    remedy: "Run this one again when that one is over; give the workflows one `concurrency` group.",
  },
  "not-set-up": {
    code: "refused",
    sentence: "{app} is not set up: there is no state in {directory}.",
    remedy: "Run `setup` once, as root.",
  },
  "another-app": {
    code: "unsuitable",
    sentence: "state-dir: {directory} belongs to {app} on ports {ports}, not to {given}.",
    remedy: "Give each app a state directory of its own, and keep its ports.",
  },
  "state-lost": {
    code: "platform",
    sentence: "The state in {directory} is gone.",
    remedy: "Somebody removed it while the step ran. nginx now sends everything to the first port: run `setup`.",
  },
  "not-our-state": {
    code: "unsuitable",
    sentence: "state-dir: {file} is not a state that a step of this action wrote.",
    remedy: "nginx goes on as before. See docs/nginx.md, undoing by hand.",
  },
  "not-our-link": {
    code: "unsuitable",
    sentence: "state-dir: {link} leads to {target}, not to a state of ours.",
    remedy: "nginx goes on as before. See docs/nginx.md, undoing by hand.",
  },
  "no-link": {
    code: "unsuitable",
    sentence: "state-dir: {link} exists but is not managed by this action.",
    remedy: "Give a directory of its own, or move that away.",
  },
  "state-denied": {
    code: "denied",
    sentence: "state-dir: {directory} cannot be read: {message}",
    remedy: "The user of the runner has to own it: run `setup` as root by sudo, see docs/nginx.md.",
  },
  "state-unreadable": {
    code: "unsuitable",
    sentence: "state-dir: {directory} cannot be read: {message}",
    remedy: "nginx goes on as before. See docs/nginx.md, undoing by hand.",
  },
  "write-denied": {
    code: "denied",
    sentence: "{path} may not be written: {message}",
    remedy:
      "The user of the runner has to own it: run `setup` as root by sudo, see docs/nginx.md. Traffic goes on as before.",
  },
  "disk-full": {
    code: "platform",
    sentence: "{path} could not be written: {message}",
    remedy: "The disk is full: make room, then run the step again. Traffic goes on as before.",
  },
  "write-failed": {
    code: "platform",
    sentence: "{path} could not be written: {message}",
    remedy: "Fix that, then run the step again. Traffic goes on as before.",
  },
  "routing-not-followed": {
    code: "unsuitable",
    sentence: "{problem}",
    remedy: "Run `setup` again, which says what it finds, or see docs/nginx.md.",
  },
  "switch-taken-back": {
    code: "platform",
    sentence: "nginx did not follow the change, which was taken back: {problem}",
    remedy: "Traffic goes on as before. Run `status`, check what it finds, then run the step again.",
  },
  "way-back-not-followed": {
    code: "platform",
    sentence: "The way back is written, but nginx does not follow: {problem}",
    remedy: "It holds from the moment that nginx sees it. Check nginx, then run the step again.",
  },
  "port-in-use": {
    code: "unsuitable",
    sentence: "ports: {port} is in use by {owner}.",
    remedy: "Green needs it: stop what listens there, or give another port.",
  },
  "green-fails-through-nginx": {
    code: "unhealthy",
    sentence: "{green} does not answer as it should through nginx.",
    remedy: "Fix it and run `deploy` again, or run `rollback`, then `teardown`, to give it up.",
  },
  "not-ours-to-stop": {
    code: "denied",
    sentence: "Cannot tear down {name}: {owner} listens there, which no step of this runner's user started.",
    remedy: "Give `stop` a command that ends it, or stop it by hand; then run `teardown` again.",
  },
  "cohort-not-set-up": {
    code: "unsuitable",
    sentence: "cohort: nginx was set up to look at {laid}, not at {given}.",
    remedy: "Run `setup` with this cohort once: it is laid down there.",
  },
  "open-file-cache": {
    code: "unsuitable",
    sentence: "nginx remembers marker files that are gone (`open_file_cache`): users would stay on the wrong side.",
    remedy: "Put `open_file_cache off;` into the server block of the site, reload nginx, and run `setup` again.",
  },
  "nginx-too-old": {
    code: "unsuitable",
    sentence: "{version} is too old: upstreams need keepalive_timeout, from 1.15.3 on.",
    remedy: "Every release of Debian and Ubuntu that is still supported has a newer one.",
  },
  "foreign-file": {
    code: "unsuitable",
    sentence: "app: {path} already exists and is not managed by this action.",
    remedy: "Choose another name for `app`, or move that file away.",
  },
  "nginx-broken-before": {
    code: "unsuitable",
    sentence: "nginx's configuration was already broken before this step.",
    remedy: "nginx would not come up after a restart: fix that first.",
  },
  "setup-moves-users": {
    code: "refused",
    sentence: "This setup would move users who are on green now: {what} was {before}, and would be {now}.",
    remedy: "Give what it was before, or finish the rollout first (`promote` or `rollback`, then `teardown`).",
  },
  "no-nginx-conf": {
    code: "not-found",
    sentence: "nginx-conf: {path} not found.",
    remedy: "Give the path of nginx's main configuration file.",
  },
  "not-loaded": {
    code: "unsuitable",
    sentence: "{problem}",
    remedy: "{fix} The former files are back in place, and nginx serves what it served; run the step again then.",
  },
  "loaded-as-edited": {
    code: "unsuitable",
    sentence: "{problem}",
    remedy:
      "{fix} nginx has loaded the site as it is on disk, and our files stay: to undo it, take its includes out and reload nginx.",
  },
  "site-harmed": {
    code: "unsuitable",
    sentence: "{problem}",
    remedy: "{fix} Reload nginx, then run `setup` again.",
  },
  "program-missing": {
    code: "not-found",
    sentence: "{program} is not installed on this machine.",
    remedy: "Install it, or put it on the PATH of the runner.",
  },
  "process-not-ours": {
    code: "denied",
    sentence: "{process} belongs to another user and cannot be stopped.",
    remedy: "Give `stop` a command that may, or stop it by hand; then run the step again.",
  },
  "still-listening": {
    code: "timeout",
    sentence: "Port {port} is still in use after the stop.",
    remedy: "It gets no requests any more. Stop what listens there, then run the step again.",
  },
  "unit-missing": {
    code: "not-found",
    sentence: "unit: {unit} not found.",
    remedy: "Put the template into /etc/systemd/system, as docs/nginx.md has it, and run `systemctl daemon-reload`.",
  },
  "unit-rights-missing": {
    code: "denied",
    sentence: "unit: the user of the runner may not do what this rollout needs: {commands}.",
    remedy: "Allow exactly these commands in sudoers, see docs/nginx.md.",
  },
  "command-failed": {
    code: "platform",
    sentence: "The command `{command}` ended with exit code {code}.",
    remedy: "Fix what it says and run the step again.",
  },
} as const;

/** States one of the platform's refusals. */
export const refuse = refusing(NGINX_REFUSALS);
