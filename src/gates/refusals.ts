import { refusing } from "../delivery/registry.ts";

/** Every refusal of the gates, once. docs/troubleshooting.md lists them. */
export const GATE_REFUSALS = {
  "cannot-compare": {
    code: "refused",
    sentence: "Green cannot be compared with blue (`compare: on`). {because}",
    remedy: "Set `compare: auto`, and judge by `alarms` or limits; or give a `metrics` source that counts both sides.",
  },
  "nothing-counts": {
    code: "refused",
    sentence: "{gates} cannot be judged. {because}",
    remedy: "Give a `metrics` source that counts the requests, or take {gates} out; `alarms` need none.",
  },
  "functions-not-apart": {
    code: "refused",
    sentence: "The functions' own metrics do not tell the sides apart (`metrics: lambda`). {because}",
    remedy:
      "Nothing was moved. Deploy green with a function, version or alias of its own, or count by another `metrics` source.",
  },
  "no-region": {
    code: "refused",
    sentence: "CloudWatch cannot be asked: no region is known.",
    remedy: "Set AWS_REGION, for example by aws-actions/configure-aws-credentials.",
  },
} as const;

/** States one of the gates' refusals. */
export const refuse = refusing(GATE_REFUSALS);
