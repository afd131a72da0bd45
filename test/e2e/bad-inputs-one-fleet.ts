import type { Case } from "./bad-inputs.ts";
import { GOOD, IN_PLACE, SINGLE } from "./bad-inputs.ts";

/** Wrong inputs of the strategies without a second fleet, and of images that are made for them. */

const ADDING = { ...SINGLE, strategy: "rolling-with-additional-batch" };
const AT_ONCE = { ...SINGLE, strategy: "all-at-once" };
const BAKING = { ...SINGLE, "image-id": "", "source-instance": "i-0abcdef1234567890" };

export const ONE_FLEET_CASES: Case[] = [
  // What belongs to two fleets, or to the weights between them.
  [
    "desired-capacity",
    { ...SINGLE, "desired-capacity": "4" },
    "desired-capacity: ",
    "it has one fleet, and no weights",
  ],
  ["preview", { ...SINGLE, preview: "header X = 1" }, "preview: ", "it has one fleet, and no weights"],
  ["cohort", { ...ADDING, cohort: "header X = 1" }, "cohort: ", "it has one fleet, and no weights"],
  ["stickiness", { ...IN_PLACE, stickiness: "1h" }, "stickiness: ", "it has one fleet, and no weights"],
  ["step", { ...SINGLE, step: "shift", "image-id": "" }, "step: ", "under which `deploy` replaces the version"],
  ["step", { ...IN_PLACE, step: "rollout", commands: "", revision: "" }, "step: ", "under which `deploy`"],
  // How many at a time, and how few are left.
  ["batch-size", { ...SINGLE, "batch-size": "101%" }, "batch-size: ", "is neither a number of machines"],
  ["batch-size", { ...SINGLE, "batch-size": "half" }, "batch-size: ", "is neither a number of machines"],
  ["batch-size", { ...AT_ONCE, "batch-size": "2" }, "batch-size: ", "it replaces all machines in one batch"],
  ["min-healthy", { ...SINGLE, "min-healthy": "0" }, "min-healthy: ", "from 1% to 100%"],
  ["min-healthy", { ...ADDING, "min-healthy": "90%" }, "min-healthy: ", "it keeps as many machines as the group has"],
  ["min-healthy", { ...AT_ONCE, "min-healthy": "90%" }, "min-healthy: ", "it replaces all machines in one batch"],
  // Pauses.
  ["checkpoints", { ...AT_ONCE, checkpoints: "50" }, "checkpoints: ", "it replaces all machines in one batch"],
  ["checkpoints", { ...SINGLE, checkpoints: "10, 10" }, "checkpoints: ", "must rise, each percentage once"],
  ["checkpoints", { ...IN_PLACE, checkpoints: "50" }, "checkpoints: ", "it launches no machines"],
  ["checkpoint-delay", { ...SINGLE, checkpoints: "50", "checkpoint-delay": "3d" }, "checkpoint-delay: ", "1s and 2d"],
  ["warm-up", { ...SINGLE, "warm-up": "20" }, 'warm-up: "20" is not a duration'],
  ["alarms", { ...SINGLE, alarms: Array.from({ length: 11 }, (_, at) => `a${at}`).join() }, "watches 10 at most"],
  // Commands.
  ["commands", { ...IN_PLACE, commands: "" }, "commands: is required for the strategy in-place"],
  ["commands", { ...IN_PLACE, step: "rollback", commands: "", revision: "" }, "is required to roll back"],
  ["command-timeout", { ...IN_PLACE, "command-timeout": "soon" }, 'command-timeout: "soon" is not a duration'],
  ["max-errors", { ...IN_PLACE, "max-errors": "some" }, "max-errors: ", "is not a whole number from 0 to 999"],
  ["image-id", { ...IN_PLACE, "image-id": "ami-0abcdef1234567890" }, "image-id: ", "it launches no machines"],
  ["commands", { ...GOOD, commands: "true" }, "commands: ", "which has two fleets"],
  // An image that is made for it.
  ["source-instance", { ...BAKING, "source-instance": "web-1" }, "is not the id of an instance"],
  ["source-instance", { ...BAKING, step: "rollback" }, "is not supported by step `rollback`"],
  ["no-reboot", { ...BAKING, "no-reboot": "maybe" }, 'no-reboot: "maybe" must be true or false'],
  ["image-timeout", { ...BAKING, "image-timeout": "7h" }, "must lie between 1m and 6h"],
  ["keep-images", { ...BAKING, "keep-images": "all" }, "keep-images: ", "from 1 to 50000"],
];
