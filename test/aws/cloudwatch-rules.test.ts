import { describe, expect, test } from "vitest";
import type { CompositeRule } from "./cloudwatch/composite.ts";
import { childrenOf, holds, readCompositeRule } from "./cloudwatch/composite.ts";
import type { Rule, StateValue } from "./cloudwatch/evaluation.ts";
import { evaluate } from "./cloudwatch/evaluation.ts";
import { readStatistic } from "./cloudwatch/statistics.ts";

/** CloudWatch's arithmetic: statistics, what alarms make of points and of missing ones, rules of composite alarms. */

describe("statistics", () => {
  const samples = [0.1, 0.2, 0.2, 0.5, 0.7].map((value) => ({ value, count: 1, visibleAt: 0 }));
  test.each([
    ["SampleCount", 5],
    ["Sum", 1.7],
    ["Average", 0.34],
    ["Minimum", 0.1],
    ["Maximum", 0.7],
    ["p0", 0.1],
    ["p50", 0.2],
    ["p99.9", 0.7],
    ["TC(0.5:)", 1],
    ["TC(:0.5)", 4],
    ["TC(0.1:0.5)", 3],
    ["TC(5:)", 0],
    ["TS(0.2:)", 1.2],
    ["PR(:0.2)", 60],
  ])("%s: the lower bound is exclusive, the upper one is not", (name, expected) => {
    expect(readStatistic(name)(samples)).toBeCloseTo(expected, 10);
  });

  test.each(["Count", "p101", "TC(:)", "TC(a:b)", "average"])("there is no %s", (name) => {
    expect(() => readStatistic(name)).toThrow("not supported");
  });
});

describe("missing data", () => {
  const TREATMENTS = ["missing", "ignore", "breaching", "notBreaching"] as const;
  const rule = (breaches: number, missing: Rule["missing"], periods = 3): Rule => ({
    ...{ comparison: "GreaterThanThreshold", threshold: 5, periods, breaches, missing },
  });
  const range = (text: string) =>
    [...text.replaceAll(" ", "")].map((mark, index) =>
      mark === "-" ? undefined : { at: index * 60_000, value: mark === "X" ? 9 : 1, sampleCount: 1 },
    );
  const state = (given: Rule, text: string, current: StateValue) => evaluate(given, range(text), current).state;

  // User guide, "How alarm state is evaluated when data is missing": three points are judged of a range of five.
  test.each([
    ["0 - X - X", 3, "OK OK OK OK"],
    ["- - - - 0", 3, "OK OK OK OK"],
    ["- - - - -", 3, "INSUFFICIENT_DATA same ALARM OK"],
    ["0 X X - X", 3, "ALARM ALARM ALARM ALARM"],
    ["- - X - -", 3, "ALARM same ALARM OK"],
    ["0 - X - X", 2, "ALARM ALARM ALARM ALARM"],
    ["0 0 X 0 X", 2, "ALARM ALARM ALARM ALARM"],
    ["0 - X - -", 2, "OK OK ALARM OK"],
    ["- - - - 0", 2, "OK OK ALARM OK"],
    ["- - - X -", 2, "ALARM same ALARM OK"],
  ])("%s with %i of 3 comes to what the guide's table says", (points, breaches, table) => {
    for (const current of ["OK", "ALARM", "INSUFFICIENT_DATA"] as const) {
      const states = TREATMENTS.map((missing) => state(rule(breaches, missing), points, current));
      expect(states.join(" ")).toBe(table.replace("same", current));
    }
  });

  test.each(["- - - - X", "- - - X -"])(
    "%s with 3 of 3 is no alarm yet: the next point may be within bounds",
    (points) => {
      expect(state(rule(3, "missing"), points, "OK")).toBe("OK");
      expect(state(rule(3, "ignore"), points, "OK")).toBe("OK");
    },
  );

  test("the last points are judged again for a while when data stops", () => {
    expect(state(rule(3, "missing"), "X - - - -", "ALARM")).toBe("ALARM");
    expect(state(rule(1, "missing", 1), "X - -", "OK")).toBe("ALARM");
    expect(state(rule(1, "notBreaching", 1), "- - -", "ALARM")).toBe("OK");
  });

  test.each([
    ["GreaterThanThreshold", [6], [5]],
    ["GreaterThanOrEqualToThreshold", [5], [4]],
    ["LessThanThreshold", [4], [5]],
    ["LessThanOrEqualToThreshold", [5], [6]],
  ])("%s", (comparison, [breaching = 0], [other = 0]) => {
    const given = { ...rule(1, "missing", 1), comparison };
    const of = (value: number) => evaluate(given, [{ at: 0, value, sampleCount: 1 }], "OK").state;
    expect([of(breaching), of(other)]).toEqual(["ALARM", "OK"]);
  });

  test("the reason tells the points in AWS's words", () => {
    expect(evaluate(rule(1, "missing", 1), range("X"), "OK").reason).toBe(
      "Threshold Crossed: 1 datapoint [9.0 (01/01/70 00:00:00)] was greater than the threshold (5.0).",
    );
    expect(evaluate(rule(2, "missing"), range("0 X 0 X"), "OK").reason).toBe(
      "Threshold Crossed: 2 out of the last 3 datapoints [9.0 (01/01/70 00:03:00), 9.0 (01/01/70 00:01:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).",
    );
    expect(evaluate(rule(2, "breaching", 2), range("- - - -"), "OK").reason).toBe(
      "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].",
    );
    expect(evaluate(rule(1, "missing", 1), range("- -"), "OK").reason).toBe(
      "Insufficient Data: 1 datapoint was unknown.",
    );
  });
});

describe("the rule of a composite alarm", () => {
  const states: Record<string, StateValue> = { a: "ALARM", o: "OK", i: "INSUFFICIENT_DATA", "with space": "ALARM" };
  const truth = (rule: CompositeRule) => holds(rule, (name) => states[name]);

  test.each([
    ["ALARM(a)", true],
    ['ALARM("a")', true],
    ["ALARM('with space')", true],
    ["OK(a)", false],
    ["INSUFFICIENT_DATA(i)", true],
    ["ALARM(o) OR ALARM(a)", true],
    ["ALARM(o) AND ALARM(a)", false],
    ["NOT ALARM(o)", true],
    ["NOT OK(o) OR ALARM(a)", true],
    ["NOT (OK(o) OR ALARM(a))", false],
    ["ALARM(a) OR ALARM(o) AND ALARM(i)", true],
    ["(ALARM(a) OR ALARM(o)) AND ALARM(i)", false],
    ["TRUE AND NOT FALSE", true],
    ["ALARM(none)", false],
  ])("%s is %s", (text, expected) => {
    expect(truth(readCompositeRule(text))).toBe(expected);
  });

  test("names its alarms", () => {
    expect(childrenOf(readCompositeRule('ALARM(a) AND NOT (OK("b c") OR FALSE)'))).toEqual(["a", "b c"]);
  });

  test.each(["", "a", "ALARM(a", "ALARM()", "ALARM(a) ALARM(b)", "ALARM(a) AND", "FINE(a)", 'ALARM("a)'])(
    "cannot be %j",
    (text) => {
      expect(() => readCompositeRule(text)).toThrow("AlarmRule must be a valid composite alarm rule");
    },
  );
});
