import { formatDuration } from "../delivery/duration.ts";
import { DeliveryError } from "../delivery/errors.ts";

/** Milliseconds beyond `timeout` for the last look of a wait, which knows better than the clock what is missing. */
const LAST_LOOK_MS = 2_000;

/** What ends a step from outside: the runner's signals, or its own `timeout`. */
interface Cancellation {
  signal: AbortSignal;
  /** From now on the step may take so many milliseconds, whatever it is doing. */
  expireAfter(timeoutMs: number): void;
  dispose(): void;
}

/**
 * Cancellation as the runner does it: SIGINT, SIGTERM 7.5 s later, and 2.5 s after that the process tree is killed
 * (actions/runner, ProcessInvoker.cs). Without a handler the first signal would end Node on the spot, in the middle of
 * a change; with this one every wait and call is aborted and the step reports where it stopped.
 */
export function cancellation(): Cancellation {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
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
    expireAfter(timeoutMs) {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(overtime(timeoutMs)), timeoutMs + LAST_LOOK_MS);
    },
    dispose() {
      clearTimeout(timer);
      for (const name of signals) process.off(name, cancel);
    },
  };
}

function overtime(timeoutMs: number): DeliveryError {
  return new DeliveryError("timeout", `The step did not end within ${formatDuration(timeoutMs)} (timeout).`, {
    remedy: "Run `status` to see where the rollout stands; the step can be run again, with a longer `timeout`.",
  });
}

/**
 * Ends the process once all is said. A call that nobody waits for any more may hold a connection open for as long as
 * the other side likes.
 */
export function leave(): void {
  process.stdout.write("", () => process.exit());
}
