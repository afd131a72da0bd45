import { readReport } from "./wrapper.ts";

/** What became of a command on one machine. Each invocation is judged by itself, never the command over all of them. */
export type Outcome =
  /** Sent, and nothing heard of the machine's agent yet. */
  | { state: "sent" }
  | { state: "running" }
  | { state: "succeeded" }
  /** It may have changed the machine, and did not end well. */
  | { state: "failed"; because: string; tail: string }
  /** It surely changed nothing: the machine is as it was. */
  | { state: "never-ran"; because: string }
  /** It ran or did not: only the machine can tell. */
  | { state: "unknown"; because: string };

/** An invocation as ListCommandInvocations tells it. */
export interface Invocation {
  /** `StatusDetails`, on the wire without spaces. */
  status: string;
  /** The plugin's output: empty until the end. */
  output: string;
  /** The plugin's exit code; −1: not started (API Reference, CommandPlugin). */
  responseCode: number | undefined;
  /** Milliseconds since the epoch at which it was requested. */
  requestedAt: number;
}

/** Milliseconds within which an agent has to take a command up; the machine refuses a delivery that comes later. */
export const START_MS = 60_000;
/** Milliseconds by which the machine's clock may differ from the runner's. */
export const SKEW_MS = 5_000;

/**
 * Judges one invocation (Systems Manager API Reference, CommandInvocation; User Guide, "Understanding command statuses").
 * `Success` is believed only with the wrapper's own word: without it, it was another script's, or was cut off.
 *
 * @param now milliseconds since the epoch.
 */
export function judge(invocation: Invocation | undefined, now: number): Outcome {
  if (invocation === undefined) return { state: "sent" };
  const { status, output, responseCode, requestedAt } = invocation;
  switch (status.replaceAll(" ", "")) {
    case "Pending":
    case "Delayed":
      return now > requestedAt + START_MS + SKEW_MS
        ? { state: "never-ran", because: `the agent has not answered for ${START_MS / 1_000} s (${status})` }
        : { state: "sent" };
    case "Success":
    case "Failed":
      return judgeReport(status, output);
    case "ExecutionTimedOut":
      return { state: "failed", because: "the command took longer than command-timeout and was ended", tail: output };
    case "DeliveryTimedOut":
      return { state: "unknown", because: "the agent did not report in time (DeliveryTimedOut)" };
    case "Undeliverable":
    case "InvalidPlatform":
    case "AccessDenied":
    case "Terminated":
      return { state: "never-ran", because: `it was not delivered (${status})` };
    case "Cancelled":
    case "Canceled":
      return responseCode === -1
        ? { state: "never-ran", because: "the agent did not answer, and the command was cancelled" }
        : { state: "unknown", because: "the command was cancelled" };
    default:
      // InProgress, Cancelling, and whatever is new: only a final status ends a wait.
      return { state: "running" };
  }
}

function judgeReport(status: string, output: string): Outcome {
  const report = readReport(output);
  if (report === undefined) {
    return { state: "failed", because: `no result came back with ${status}`, tail: output };
  }
  if (report.exit === "late") return { state: "never-ran", because: "the command reached the machine too late" };
  if (report.exit === "nowhere") {
    return { state: "never-ran", because: "the machine has no place for our notes (/var/lib/progressive-delivery)" };
  }
  if (report.exit === 0 && status === "Success") return { state: "succeeded" };
  const because =
    report.exit === 0 ? `exit code 0, but the status is ${status}` : `the commands ended with exit code ${report.exit}`;
  return { state: "failed", because, tail: report.tail };
}

/** The end of an output as reasons: the last lines, the last one last. */
export function lastLines(tail: string, most = 5): string[] {
  const lines = tail.split("\n").map((line) => line.trimEnd());
  return lines.filter((line) => line !== "").slice(-most);
}
