import { MAX_STEP_MS } from "./common.ts";
import type { InputRow } from "./row.ts";
import { duration, flag, pattern, wholeNumber } from "./types.ts";

/** How many images a region holds at most by default (EC2 User Guide, "AMI quotas"). */
const MAX_IMAGES = 50_000;

/** The inputs of a deploy that makes its image of an instance. */
export const IMAGES = {
  "source-instance": {
    kind: "argument",
    type: pattern(
      /^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/,
      "is not the id of an instance: `i-` and 8 or 17 hexadecimal digits.",
    ),
    steps: ["deploy"],
    config: true,
    description:
      "The instance of which `deploy` makes the image that green runs, instead of `image-id`. Making it reboots the instance, see `no-reboot`.",
    example: "i-0abcdef1234567890",
  },
  "no-reboot": {
    kind: "setting",
    type: flag,
    steps: ["deploy"],
    fallback: "false",
    description:
      "With `true`, the `source-instance` runs on while its image is made. Its disks are then as after a power failure: what it has not written yet is missing.",
    example: "true",
  },
  "image-timeout": {
    kind: "setting",
    type: duration({ from: 60_000, to: MAX_STEP_MS, problem: "must lie between 1m and 6h." }),
    steps: ["deploy"],
    fallback: "60m",
    description:
      "How long `deploy` waits for the image of a `source-instance`, beside its `timeout` unless that is given. Run again, it waits for the same image.",
    example: "2h",
  },
  "keep-images": {
    kind: "setting",
    type: wholeNumber(1, MAX_IMAGES),
    steps: ["deploy"],
    description:
      "How many images that this action made of instances for the same launch template `deploy` leaves: before it makes another, it deletes the oldest beyond these, with their snapshots, that no instance runs, no Auto Scaling group's version names, and neither the default nor the newest version. By default none is deleted.",
    example: "5",
  },
} as const satisfies Record<string, InputRow>;
