import { createHash } from "node:crypto";

/**
 * The script that Run Command hands to a machine: it carries the user's script and values as base64, so that no shell,
 * no document parameter (`{{ssm:…}}`) and no quoting ever reads them, and it ends with a line of ours that tells how it
 * went. AWS-RunShellScript runs it as `sh _script.sh`, as root (source of the agent): it is plain POSIX shell.
 */

/** `deploy` brings a version, `rollback` the former one. */
export type Kind = "deploy" | "rollback";

export interface Wrapped {
  kind: Kind;
  /** The rollout, as its mark says it. */
  rollout: string;
  /** Tells a second try from a second delivery of the first: only the latter is answered with the first result. */
  attempt: string;
  /** Milliseconds since the epoch after which a delivery is refused by the machine. */
  notAfter: number;
  /** The user's commands, as they are. */
  commands: string;
  /** Has to succeed on the machine after them; undefined: nothing is asked. */
  healthCommand: string | undefined;
  /** Environment variables of both. Names are ours. */
  variables: Readonly<Record<string, string>>;
}

/** How much of the output comes back: its last characters, because an error is at the end, and the API keeps the head. */
export const TAIL_CHARACTERS = 2_000;
/** A document with its parameters has at most 64 KB (Systems Manager User Guide, quotas); the document itself needs some. */
export const MAX_SCRIPT_BYTES = 60_000;
/** How often the health command is tried, and the seconds between two tries. */
export const HEALTH_TRIES = 30;
const HEALTH_PAUSE_S = 2;
/** So many attempts are kept on a machine. */
const KEPT = 10;

/** What a machine keeps an attempt under: a name that is safe as a directory, whatever the rollout is called. */
export function keyOf({ kind, rollout, attempt }: Pick<Wrapped, "kind" | "rollout" | "attempt">): string {
  return createHash("sha256").update(`${kind}\n${rollout}\n${attempt}`).digest("hex").slice(0, 32);
}

/** The wrapper's lines. Only base64, hexadecimal and decimal text of ours is ever filled in. */
export function wrap(wrapped: Wrapped): string[] {
  const { notAfter, commands, healthCommand, variables } = wrapped;
  const values = Object.entries(variables).flatMap(([name, value]) => [
    `${name}=$(printf %s '${base64(value)}' | base64 -d && printf .) && ${name}=\${${name}%.} && export ${name}`,
  ]);
  return [
    "umask 077",
    // A delivery that comes late finds a machine that may be back in service.
    `if [ "$(date +%s)" -gt ${Math.floor(notAfter / 1_000)} ]; then echo 'exit=late bytes=0'; exit 1; fi`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's.
    "all=${PROGRESSIVE_DELIVERY_DIR:-/var/lib/progressive-delivery}",
    `home=$all/${keyOf(wrapped)}`,
    `mkdir -p "$home" && cd "$home" || { echo 'exit=nowhere bytes=0'; exit 1; }`,
    ...LOCKED,
    `printf %s '${base64(commands)}' | base64 -d >script`,
    `printf %s '${base64(healthCommand ?? "")}' | base64 -d >health`,
    ...values,
    ...RUN,
    ...(healthCommand === undefined ? [] : HEALTH),
    ...REPORT,
  ];
}

/** Undefined when the script fits, else how many bytes it has. */
export function tooLong(wrapped: Wrapped): number | undefined {
  const bytes = Buffer.byteLength(wrap(wrapped).join("\n"));
  return bytes > MAX_SCRIPT_BYTES ? bytes : undefined;
}

/**
 * Whoever makes the link runs; who finds it waits for the result, and prints that. A link whose process is gone, or that is of
 * before a reboot, is of an attempt that was cut off: it is run again.
 */
const LOCKED = [
  "boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo none)",
  'until ln -s "$$.$boot" lock 2>/dev/null; do',
  '  if [ -e result ]; then cat result; exit "$(cat code)"; fi',
  "  holder=$(readlink lock || echo 0.)",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's.
  '  if [ "${holder#*.}" = "$boot" ] && kill -0 "${holder%%.*}" 2>/dev/null; then sleep 1; else rm -f lock; fi',
  "done",
];

/** As GitHub runs `shell: bash`; a shebang of the user's would be ignored by the agent as well. */
const RUN = [
  "run() {",
  '  if command -v bash >/dev/null 2>&1; then (cd / && exec bash --noprofile --norc -eo pipefail "$home/$1")',
  '  else (cd / && exec sh -e "$home/$1"); fi',
  "}",
  "run script </dev/null >output 2>&1",
  "code=$?",
];

const HEALTH = [
  "tries=0",
  'while [ "$code" -eq 0 ]; do',
  "  run health </dev/null >>output 2>&1 && break",
  "  failed=$?",
  "  tries=$((tries + 1))",
  `  if [ "$tries" -lt ${HEALTH_TRIES} ]; then sleep ${HEALTH_PAUSE_S}; continue; fi`,
  "  code=$failed",
  `  echo "health-command failed ${HEALTH_TRIES} times" >>output`,
  "done",
];

/** Exit codes of 194 and 3010 would have the agent reboot the machine and run the script again: there are only 0 and 1. */
const REPORT = [
  "bytes=$(($(wc -c <output)))",
  `{ echo "exit=$code bytes=$bytes"; tail -c ${TAIL_CHARACTERS} output; } >result.new`,
  'if [ "$code" -eq 0 ]; then echo 0 >code; else echo 1 >code; fi',
  "mv result.new result",
  "rm -f script health",
  `ls -1t "$all" | tail -n +${KEPT + 1} | while read -r old; do rm -rf "$all/$old"; done`,
  "cat result",
  'exit "$(cat code)"',
];

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** What the wrapper's first line says; undefined: it never got so far. */
export interface Report {
  /** The exit code of the user's commands; `late`: the delivery came too late; `nowhere`: no place for the notes. */
  exit: number | "late" | "nowhere";
  /** How many bytes the output has in all. */
  bytes: number;
  tail: string;
}

export function readReport(output: string): Report | undefined {
  const [line, exit, bytes] = /^exit=(\d{1,3}|late|nowhere) bytes=(\d{1,15})(?:\n|$)/.exec(output) ?? [];
  if (line === undefined || exit === undefined) return undefined;
  const told = exit === "late" || exit === "nowhere" ? exit : Number(exit);
  // What follows is the agent's: another stream, or its word on the exit code.
  const rest = Buffer.from(output.slice(line.length)).subarray(0, Math.min(Number(bytes), TAIL_CHARACTERS));
  return { exit: told, bytes: Number(bytes), tail: rest.toString() };
}
