import { parseAmount } from "../../delivery/batches.ts";
import type { Step } from "../../delivery/vocabulary.ts";
import type { InputRow } from "./row.ts";
import { duration, grammar, list, mapped, pattern, wholeNumber, word } from "./types.ts";

/** The inputs of the strategies without a second fleet: one Auto Scaling group, whose machines are replaced or changed. */

const DEPLOY: readonly Step[] = ["deploy"];
const BOTH: readonly Step[] = ["deploy", "rollback"];
/** A command takes two days at most (Systems Manager user guide, AWS-RunShellScript `executionTimeout`). */
const MAX_COMMAND_MS = 172_800_000;
/** A script and what it is told have to fit into one document of 64 KB (Systems Manager quotas), in base64. */
const MAX_SCRIPT = 30_000;

const amount = grammar(parseAmount, "is neither a number of machines, as `2`, nor a percentage from 1% to 100%.", {
  anyOf: [
    { type: "integer", minimum: 1, maximum: 9_999 },
    { type: "string", pattern: "^\\d{1,4}( ?%)?$" },
  ],
});

const percent = grammar(
  (given) => {
    const value = Number(/^(\d{1,3}) ?%?$/.exec(given)?.[1] ?? Number.NaN);
    return value >= 1 && value <= 100 ? value : undefined;
  },
  "is not a whole percentage from 1 to 100.",
  { anyOf: [{ type: "integer", minimum: 1, maximum: 100 }, { type: "string" }] },
);

/** Each once, rising (EC2 Auto Scaling API Reference, RefreshPreferences). */
const rising = mapped(
  list(percent),
  (given) => (given.every((each, index) => each > (given[index - 1] ?? 0)) ? given : undefined),
  "must rise, each percentage once.",
);

const script = grammar(
  (given) => (given.length <= MAX_SCRIPT && !given.includes("\0") ? given : undefined),
  (given) => (given.includes("\0") ? "has a NUL character." : `is longer than ${MAX_SCRIPT} characters.`),
);

const LEFT_ALONE = ["wait", "ignore", "replace"] as const;

export const SINGLE = {
  "batch-size": {
    kind: "setting",
    type: amount,
    steps: BOTH,
    description:
      "Of `rolling`, `rolling-with-additional-batch` and `in-place`, how many machines at a time: a number, or a percentage of the group's desired capacity, rounded down. By default as many as `min-healthy` allows, otherwise `1`.",
    example: "20%",
  },
  "min-healthy": {
    kind: "setting",
    type: amount,
    steps: BOTH,
    description:
      "Of `rolling` and `in-place`, how many machines have to stay healthy meanwhile: a percentage of the desired capacity, rounded up, or a number. What the group cannot keep is refused before anything is changed.",
    example: "90%",
  },
  "warm-up": {
    kind: "setting",
    type: duration({ from: 0, to: 3_600_000, problem: "must be 1h at most." }),
    steps: BOTH,
    description:
      "Without a second fleet, how long a new machine has to be in service before the next batch begins. By default the group's own instance warm-up, or its health check grace period.",
    example: "2m",
  },
  "batch-timeout": {
    kind: "setting",
    type: duration({ from: 5_000, to: 3_600_000, problem: "must lie between 5s and 1h." }),
    steps: BOTH,
    description:
      "Without a second fleet, how long no machine may get healthy before all are put back. By default twice what one takes, five minutes at least; of `in-place`, how long a machine may take to be healthy again, five minutes. EC2 Auto Scaling itself gives up after an hour.",
    example: "10m",
  },
  checkpoints: {
    kind: "setting",
    type: rising,
    steps: DEPLOY,
    description:
      "Of `rolling` and `rolling-with-additional-batch`, the percentages of new machines at which the replacing pauses for `checkpoint-delay`, rising, e.g. `10, 50`.",
    example: "10, 50",
  },
  "checkpoint-delay": {
    kind: "setting",
    type: duration({ from: 1_000, to: 172_800_000, problem: "must lie between 1s and 2d." }),
    steps: DEPLOY,
    description: "How long each of the `checkpoints` lasts. By default an hour, which is AWS's default.",
    example: "15m",
  },
  "standby-instances": {
    kind: "setting",
    type: word(LEFT_ALONE),
    steps: BOTH,
    description:
      "What becomes of machines in Standby when the others are replaced: `replace` ends them, `ignore` leaves them as they are, `wait` (the default) refuses to begin while there are any.",
    example: "ignore",
  },
  "protected-instances": {
    kind: "setting",
    type: word(LEFT_ALONE),
    steps: BOTH,
    description:
      "The same for machines that are protected from scale-in. `wait`, the default, refuses to begin while there are any.",
    example: "replace",
  },
  commands: {
    kind: "setting",
    type: script,
    steps: BOTH,
    description:
      "Of `in-place`, the lines that bring the new version onto a machine, run there as root while it gets no requests; `bash` with `-eo pipefail` where there is one. `REVISION` and `FORMER_REVISION` are variables. No secrets: whoever may list commands can read it.",
    example: "systemctl stop shop && /opt/shop/install && systemctl start shop",
  },
  "rollback-commands": {
    kind: "setting",
    type: script,
    steps: BOTH,
    description:
      "Of `in-place`, the lines that bring the former version back, in `REVISION`. By default `commands` with the former revision.",
    example: "/opt/shop/restore && systemctl restart shop",
  },
  "command-timeout": {
    kind: "setting",
    type: duration({ from: 5_000, to: MAX_COMMAND_MS, problem: "must lie between 5s and 2d." }),
    steps: BOTH,
    description: "Of `in-place`, how long the commands may take on one machine. By default `10m`.",
    example: "20m",
  },
  "health-command": {
    kind: "setting",
    type: script,
    steps: BOTH,
    description:
      "Of `in-place`, a command that succeeds on a machine once the app is up there, run before the machine gets requests again.",
    example: "curl -fsS http://127.0.0.1:8080/health",
  },
  "max-errors": {
    kind: "setting",
    type: wholeNumber(0, 999),
    steps: DEPLOY,
    description:
      "Of `in-place`, on how many machines the commands may fail before all is rolled back. By default on none.",
    example: "1",
  },
  revision: {
    kind: "argument",
    type: pattern(/^[^\0\r\n]{1,128}$/, "is longer than 128 characters, or has more than one line."),
    steps: DEPLOY,
    config: true,
    description: "Of `in-place`, what the new version is called. By default the commit.",
    example: "v2.4.1",
  },
} as const satisfies Record<string, InputRow>;

/** Those that only `in-place` has. */
export const IN_PLACE_NAMES = [
  "commands",
  "rollback-commands",
  "command-timeout",
  "health-command",
  "max-errors",
  "revision",
] as const satisfies readonly (keyof typeof SINGLE)[];

/** Those of the strategies that replace machines. */
export const REPLACING_NAMES = [
  "warm-up",
  "batch-timeout",
  "checkpoints",
  "checkpoint-delay",
  "standby-instances",
  "protected-instances",
] as const satisfies readonly (keyof typeof SINGLE)[];

/** Those of both. */
export const BATCH_NAMES = ["batch-size", "min-healthy"] as const satisfies readonly (keyof typeof SINGLE)[];
