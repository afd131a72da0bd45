import { expect, test } from "vitest";
import { poll, retry } from "../../src/engine/poll.ts";

/** A clock that stands still but for sleep. */
function pace(until: number) {
  let now = 0;
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  return { clock, signal: new AbortController().signal, pauseMs: 10, until };
}

const counting = () => {
  let count = 0;
  return async () => ++count;
};

test("what is awaited ends the asking; the end of the time does too, with the last answer", async () => {
  expect(await poll(pace(1_000), counting(), (count) => count === 3)).toBe(3);
  expect(await poll(pace(25), counting(), () => false)).toBe(4);
  expect(await poll(pace(-1), counting(), () => false)).toBe(1);
});

test("only what passes is tried again, and each time is told of", async () => {
  const heard: unknown[] = [];
  const busy = (times: number) => {
    let left = times;
    return async () => {
      if (left-- > 0) throw new Error("busy");
      return "done";
    };
  };
  expect(
    await retry(
      pace(1_000),
      () => true,
      busy(2),
      (error) => heard.push(error),
    ),
  ).toBe("done");
  expect(heard).toHaveLength(2);
  await expect(retry(pace(25), () => true, busy(9))).rejects.toThrow("busy");
  await expect(retry(pace(1_000), () => false, busy(1))).rejects.toThrow("busy");
});
