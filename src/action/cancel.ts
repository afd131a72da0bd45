import { DeliveryError } from "../delivery/errors.ts";

/**
 * Cancellation as the runner does it: SIGINT, SIGTERM 7.5 s later, and 2.5 s after that the process tree is killed
 * (actions/runner, ProcessInvoker.cs). Without a handler the first signal would end Node on the spot, in the middle of
 * a change; with this one every wait and call is aborted and the step reports where it stopped.
 */
export function cancellation(): { signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const cancel = () => {
    controller.abort(
      new DeliveryError("cancelled", "The run was cancelled.", {
        remedy: "Run `status` to see where the rollout stands; every step can be run again.",
      }),
    );
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, cancel);
  return {
    signal: controller.signal,
    dispose() {
      for (const name of signals) process.off(name, cancel);
    },
  };
}
