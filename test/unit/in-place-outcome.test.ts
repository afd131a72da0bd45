import { describe, expect, it } from "vitest";
import type { Invocation } from "../../src/platforms/ec2/in-place/outcome.ts";
import { judge, lastLines, SKEW_MS, START_MS } from "../../src/platforms/ec2/in-place/outcome.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

function invocation(status: string, more: Partial<Invocation> = {}): Invocation {
  return { status, output: "", responseCode: -1, requestedAt: NOW - 10_000, ...more };
}

describe("what became of a command on a machine", () => {
  it("is not known right after it was sent, when AWS does not list it yet", () => {
    expect(judge(undefined, NOW)).toEqual({ state: "sent" });
  });

  it.each(["Pending", "Delayed"])("is not known for a minute while it is %s", (status) => {
    const since = START_MS + SKEW_MS;
    expect(judge(invocation(status, { requestedAt: NOW - since }), NOW).state).toBe("sent");
    expect(judge(invocation(status, { requestedAt: NOW - since - 1 }), NOW)).toEqual({
      state: "never-ran",
      because: `the agent has not answered for 60 s (${status})`,
    });
  });

  it.each(["InProgress", "In Progress", "Cancelling", "SomethingNew"])("is still open while it is %s", (status) => {
    expect(judge(invocation(status, { requestedAt: 0 }), NOW)).toEqual({ state: "running" });
  });

  it("is a success only with the script's own word", () => {
    expect(judge(invocation("Success", { output: "exit=0 bytes=3\nup\n" }), NOW)).toEqual({ state: "succeeded" });
    expect(judge(invocation("Success", { output: "up" }), NOW)).toMatchObject({ state: "failed", tail: "up" });
    expect(judge(invocation("Success", { output: "exit=2 bytes=0\n" }), NOW).state).toBe("failed");
  });

  it("is a failure with the exit code and the end of the output", () => {
    expect(judge(invocation("Failed", { output: "exit=7 bytes=60009\nthe last" }), NOW)).toEqual({
      state: "failed",
      because: "the commands ended with exit code 7",
      tail: "the last",
    });
    expect(judge(invocation("ExecutionTimedOut"), NOW).state).toBe("failed");
  });

  it.each(["exit=late bytes=0\n", "exit=nowhere bytes=0\n"])("is nothing when the machine refused it: %j", (output) => {
    expect(judge(invocation("Failed", { output }), NOW).state).toBe("never-ran");
  });

  it.each(["Undeliverable", "InvalidPlatform", "AccessDenied", "Terminated"])("is nothing after %s", (status) => {
    expect(judge(invocation(status), NOW).state).toBe("never-ran");
  });

  it("is unknown where the agent could not report, or a script that ran was cancelled", () => {
    expect(judge(invocation("DeliveryTimedOut"), NOW).state).toBe("unknown");
    expect(judge(invocation("Cancelled", { responseCode: 137 }), NOW).state).toBe("unknown");
    expect(judge(invocation("Canceled"), NOW).state).toBe("never-ran");
  });

  it("is told with the last lines of the output", () => {
    expect(lastLines("a\n\nb  \nc\n", 2)).toEqual(["b", "c"]);
  });
});
