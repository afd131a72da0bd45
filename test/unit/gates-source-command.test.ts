import { describe, expect, test } from "vitest";
import { readAnswer } from "../../src/gates/sources/command-answer.ts";
import { totalsOf } from "../../src/gates/sources/totals.ts";

const FROM = Date.parse("2026-05-03T12:00:00Z");
const SPAN = { from: FROM, to: FROM + 600_000 };
const T = FROM / 1_000;
const SIDE = { requests: 600, errors: 3 };

const read = (answer: unknown) => readAnswer(JSON.stringify(answer), SPAN);
const faults = (answer: unknown) => {
  const found = read(answer);
  return "faults" in found ? found.faults.join("; ") : "";
};

describe("what a command prints", () => {
  test("is read as counts of whole minutes; a side that is missing stays missing", () => {
    const green = { ...SIDE, slow: 9, clientErrors: 4 };
    expect(read({ minutes: [{ t: T, green, blue: SIDE }, { t: T + 60, blue: SIDE }, { t: T + 120 }] })).toEqual({
      minutes: [
        {
          at: FROM,
          complete: true,
          green: { requests: 600, errors: 3, clientErrors: 4, timing: { requests: 600, slow: 9 } },
          blue: SIDE,
        },
        { at: FROM + 60_000, complete: true, blue: SIDE },
        { at: FROM + 120_000, complete: true },
      ],
    });
  });

  test("may be no minute at all", () => {
    expect(read({ minutes: [] })).toEqual({ minutes: [] });
  });

  test.each([
    ["no JSON", "", "no JSON object"],
    ["a list", "[]", "no JSON object"],
    ["JSON that is cut", '{"minutes":[', "no JSON object"],
    ["two answers", '{"minutes":[]}{"minutes":[]}', "no JSON object"],
    ["NaN", `{"minutes":[{"t":${T},"green":{"requests":NaN,"errors":0}}]}`, "no JSON object"],
  ])("is refused when it is %s", (_, text, said) => {
    const found = readAnswer(text, SPAN);
    expect("faults" in found && found.faults.join()).toContain(said);
  });

  test.each([
    ["no minutes", {}, "no list `minutes`"],
    ["a misspelt name", { minutes: [{ t: T, green: { ...SIDE, eror: 1 } }] }, "minutes[0].green: `eror`"],
    ["a misspelt side", { minutes: [{ t: T, Green: SIDE }] }, "minutes[0]: `Green`"],
    ["a fraction", { minutes: [{ t: T, green: { requests: 10.5, errors: 0 } }] }, "10.5 is not a whole number"],
    ["a negative", { minutes: [{ t: T, blue: { requests: 10, errors: -1 } }] }, "-1 is not a whole number"],
    ["text", { minutes: [{ t: T, blue: { requests: "10", errors: 0 } }] }, '"10" is not a whole number'],
    ["no errors", { minutes: [{ t: T, blue: { requests: 10 } }] }, "blue.errors: missing"],
    ["more errors than requests", { minutes: [{ t: T, green: { requests: 1, errors: 2 } }] }, "2 errors of 1 requests"],
    ["more slow than requests", { minutes: [{ t: T, green: { ...SIDE, slow: 601 } }] }, "601 slow of 600 requests"],
    ["milliseconds", { minutes: [{ t: FROM, green: SIDE }] }, "outside of what was asked for"],
    ["a minute too late", { minutes: [{ t: T + 600, green: SIDE }] }, "outside of what was asked for"],
    ["half a minute", { minutes: [{ t: T + 30, green: SIDE }] }, "not the start of a minute"],
    ["no time", { minutes: [{ green: SIDE }] }, "nothing is not the start of a minute"],
    ["a minute twice", { minutes: [{ t: T }, { t: T }] }, "minute 12:00 is given twice"],
    ["null for a side", { minutes: [{ t: T, green: null }] }, "minutes[0].green is not an object"],
  ])("is refused for %s, and says where", (_, answer, said) => {
    expect(faults(answer)).toContain(said);
  });
});

test("a history is the sum of both sides in the minutes that are complete", () => {
  const one = { requests: 10, errors: 1, clientErrors: 2, timing: { requests: 9, slow: 3 } };
  expect(
    totalsOf([
      { at: 0, complete: true, green: one, blue: one },
      { at: 60_000, complete: true, blue: { requests: 5, errors: 0 }, green: one },
      { at: 120_000, complete: false, blue: one },
      { at: 180_000, complete: true },
    ]),
  ).toEqual([
    { at: 0, total: { requests: 20, errors: 2, clientErrors: 4, timing: { requests: 18, slow: 6 } } },
    { at: 60_000, total: { requests: 15, errors: 1, clientErrors: 2, timing: { requests: 9, slow: 3 } } },
  ]);
});
