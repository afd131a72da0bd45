import { afterEach, describe, expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import { parseGates } from "../../src/gates/marks.ts";
import { SERVER_ERROR } from "../aws/faults.ts";
import type { KeeperWorld } from "./keeper-world.ts";
import { ASKED, createKeeper, METER, MINUTE, SECOND, START } from "./keeper-world.ts";

/** The gates of a rollout over target groups, by what CloudWatch counts. */

let world: KeeperWorld;
afterEach(() => world.close());

const failureOf = async (work: Promise<unknown>): Promise<DeliveryError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DeliveryError)) throw new Error(`It did not fail as expected: ${error}`);
  return error;
};

/** Minutes that are judged begin with the third after that of the move. */
function serveFrom(minute: number, count: number, green: [number, number], blue: [number, number]): void {
  for (let index = 0; index < count; index += 1) world.serve(minute + index, { green, blue });
}

describe("a look", () => {
  test("fails a bad green at its second judged minute, within eight minutes of the move, and stays with it", async () => {
    world = await createKeeper({ settings: { ...ASKED.settings, latencyThresholdMs: 500 } });
    world.yesterday([5, 6_000]);
    await world.begin();
    world.move(10);
    serveFrom(0, 6, [30, 600], [5, 5_400]);
    const first = await world.look(6 * MINUTE);
    expect([first.verdict, first.short]).toEqual(["inconclusive", true]);
    const look = await world.look(7 * MINUTE);
    expect(look).toMatchObject({ verdict: "fail", short: false });
    expect(look.because).toContain("green answers 60 of 1,200 requests with an error (5.0 %), blue 10 of 10,800");
    expect(look.line).toMatch(/^gate 14:06 {2}green 30\/600 {2}blue 5\/5400 {2}errors e 20→810 of 40 {2}.*fail$/);
    serveFrom(6, 3, [0, 600_000], [3_000, 5_400]);
    expect(await world.look(12 * MINUTE)).toMatchObject({ verdict: "fail" });
  });

  test("passes a good green by the limit, and names the time before which the weight is not to be left", async () => {
    world = await createKeeper({ settings: { ...ASKED.settings, maxErrorRate: 0.005 } });
    world.yesterday([10, 6_000]);
    await world.begin();
    world.move(10);
    serveFrom(0, 8, [1, 600], [9, 5_400]);
    const ripeAt = START + 10 * SECOND + 7 * MINUTE;
    expect(await world.look(5 * MINUTE)).toMatchObject({ verdict: "inconclusive", short: true });
    expect((await world.look(6 * MINUTE)).ripeAt).toBeLessThanOrEqual(ripeAt);
    expect((await world.look(6 * MINUTE)).ripeAt).toBeGreaterThan(START + 6 * MINUTE);
    expect(await world.look(9 * MINUTE)).toMatchObject({ verdict: "inconclusive", ripeAt: 0 });
    expect(await world.look(10 * MINUTE)).toMatchObject({ verdict: "pass", ripeAt: 0 });
  });

  test("counts minutes without a series of errors as minutes without errors", async () => {
    world = await createKeeper();
    await world.begin();
    world.move(10);
    serveFrom(0, 6, [0, 600], [0, 5_400]);
    const look = await world.look(8 * MINUTE);
    expect(look).toMatchObject({ verdict: "inconclusive", short: true });
    expect(look.because).toContain("green answers 0 of 1,800 requests with an error (0 %), blue 0 of 16,200");
  });

  test("is inconclusive, and not for want of requests, when none reaches green for three minutes", async () => {
    world = await createKeeper();
    await world.begin();
    world.move(10);
    for (let minute = 0; minute < 6; minute += 1) world.serve(minute, { blue: [0, 5_400] });
    const look = await world.look(8 * MINUTE);
    expect(look).toMatchObject({ verdict: "inconclusive", short: false });
    expect(look.because).toContain("no request reached green in the last 3 minutes, although it has 10 %");
  });

  test("counts what comes late, as if it had been there at once", async () => {
    const late = START + 5 * MINUTE + 20 * SECOND;
    const verdicts = async (isLate: boolean) => {
      world = await createKeeper();
      world.yesterday([5, 6_000]);
      await world.begin();
      world.move(10);
      world.serve(2, { green: [0, 600], blue: [5, 5_400] });
      for (let minute = 3; minute < 6; minute += 1) world.serve(minute, { blue: [5, 5_400] });
      world.serve(3, { green: [6, 400] });
      world.serve(3, { green: [24, 200] }, isLate ? late : undefined);
      for (const minute of [4, 5]) world.serve(minute, { green: [30, 600] });
      const seen: string[] = [];
      for (let after = 270; after <= 450; after += 30) {
        const { verdict, line } = await world.look(after * SECOND);
        seen.push(`${verdict} ${line}`);
      }
      return seen;
    };
    const onTime = await verdicts(false);
    await world.close();
    expect(await verdicts(true)).toEqual(onTime);
    expect(onTime[0]).toContain("no judged minute");
    expect(onTime.at(-1)).toContain("fail");
  });

  test("goes on with the evidence of earlier weights and of earlier runs", async () => {
    world = await createKeeper({ settings: { ...ASKED.settings, latencyThresholdMs: 500 } });
    world.yesterday([6, 6_000]);
    await world.begin({ to: 5 });
    world.move(5);
    serveFrom(3, 3, [2, 300], [6, 5_700]);
    expect(await world.look(8 * MINUTE)).toMatchObject({ verdict: "inconclusive" });
    const opening = await world.begin({ to: 25 });
    expect(opening.warnings).toEqual([]);
    world.move(25);
    serveFrom(8, 5, [8, 1_500], [5, 4_500]);
    expect(await world.look(13 * MINUTE)).toMatchObject({ verdict: "inconclusive" });
    expect(await world.look(14 * MINUTE)).toMatchObject({ verdict: "fail" });
  });

  test("that cannot read is an error of that look alone, said once; the next one judges", async () => {
    world = await createKeeper();
    world.yesterday([5, 6_000]);
    await world.begin();
    world.move(10);
    serveFrom(0, 6, [30, 600], [5, 5_400]);
    world.aws.faults.add({ action: "GetMetricData", times: 10, effect: SERVER_ERROR });
    const [first, second] = [await world.look(5 * MINUTE), await world.look(5.5 * MINUTE)];
    expect([first.verdict, second.verdict]).toEqual(["error", "error"]);
    expect(first.because).toContain("CloudWatch could not be read");
    expect([first.warnings?.length, second.warnings?.length]).toEqual([1, 0]);
    expect(await world.look(7 * MINUTE)).toMatchObject({ verdict: "fail", warnings: [] });
  });

  test("when a permission is taken away is an error that names it", async () => {
    world = await createKeeper();
    await world.begin();
    world.move(10);
    world.aws.faults.add({
      effect: { kind: "error", code: "AccessDenied", message: "not authorized", status: 403 },
    });
    const look = await world.look(5 * MINUTE);
    expect(look).toMatchObject({ verdict: "error", remedy: "Allow `cloudwatch:GetMetricData`." });
    expect(look.because).toContain("`cloudwatch:GetMetricData` is not allowed");
  });

  test("of a green with everything goes by limits alone, or by what was seen while both served", async () => {
    world = await createKeeper({ settings: { ...ASKED.settings, maxErrorRate: 0.01 } });
    world.yesterday([5, 6_000]);
    await world.begin({ to: 50 });
    world.move(50);
    serveFrom(0, 4, [1, 3_000], [1, 3_000]);
    world.at.time = START + 5 * MINUTE;
    world.move(100);
    for (let minute = 5; minute < 20; minute += 1) world.serve(minute, { green: [300, 6_000] });
    const look = await world.look(20 * MINUTE);
    expect(look).toMatchObject({ verdict: "fail", ripeAt: 0 });
    expect(look.because).toContain("above the limit of 1 %");
  });

  test("judges a weight that no record tells of from when it was first seen", async () => {
    world = await createKeeper();
    world.yesterday([5, 6_000]);
    await world.begin({}, { weight: 10, last: undefined });
    serveFrom(0, 6, [30, 600], [5, 5_400]);
    expect(await world.look(7 * MINUTE, { weight: 10, last: undefined })).toMatchObject({ verdict: "fail" });
  });
});

describe("before the first move", () => {
  test("settings and the day before are fixed, and what changes later takes effect with the next rollout", async () => {
    world = await createKeeper({ settings: { ...ASKED.settings, maxErrorRate: 0.01 } });
    world.yesterday([6, 6_000]);
    const { mark, warnings, notes } = await world.begin();
    expect(warnings).toEqual([]);
    expect(parseGates(mark)).toMatchObject({
      settings: { compare: true, maxErrorRate: 0.01 },
      source: "cloudwatch",
      history: { errors: { requests: 8_640_000, errors: 8_640 } },
    });
    expect(notes).toEqual([
      "A bake of 10m judges 5 minutes: of each weight the first 3 are left out, and counts are 2m late.",
      expect.stringMatching(/^With 6,000 requests a minute and 0\.10 % errors, .* a green of [\d.]+ times blue's rate/),
    ]);
    const last = { by: "shift", at: START, to: 10, verified: true, memory: { gates: mark } } as const;
    const other = await createKeeper({ settings: { ...ASKED.settings, maxErrorRate: 0.02 } });
    try {
      const later = await other.begin({ to: 25 }, { weight: 10, last });
      expect(later.mark).toBe(mark);
      expect(later.warnings).toEqual([expect.stringContaining("`max-error-rate` changed since this rollout began")]);
    } finally {
      await other.close();
    }
  });

  test("the source is fixed, too: another one takes effect with the next rollout, or says that it has to", async () => {
    const command = "echo '{}'";
    world = await createKeeper({ metrics: { by: "command", command, labels: { green: "2", blue: "1" } } });
    const fixed = "a=0.05 b=0.05 t=1.25 r=2 m=4 c=2 s=2 vs src=cloudwatch";
    const since = (gates: string) =>
      ({ weight: 10, last: { by: "shift", at: START, to: 10, verified: true, memory: { gates } } }) as const;
    const goesOn = await world.begin({ to: 25 }, since(fixed));
    expect(goesOn.mark).toBe(fixed);
    expect(goesOn.warnings).toEqual([expect.stringContaining("`metrics` changed since this rollout began")]);
    const own = await createKeeper();
    try {
      const { warnings } = await own.begin({ to: 25 }, since(fixed.replace("cloudwatch", "prometheus")));
      expect(warnings).toEqual([
        expect.stringContaining("begun with counts by prometheus, which is not given any more"),
      ]);
    } finally {
      await own.close();
    }
  });

  test("a permission that is missing stops the step, and is named", async () => {
    world = await createKeeper({}, { allowed: [{ Action: "cloudwatch:DescribeAlarms", Resource: "*" }] });
    const failure = await failureOf(world.begin());
    expect(failure).toMatchObject({ code: "denied", verdict: "error" });
    expect(failure.remedy).toContain("cloudwatch:GetMetricData");
  });

  test("a bake that is too short to judge anything is announced to be longer", async () => {
    world = await createKeeper();
    const { warnings } = await world.begin({}, { bakeMs: 5 * MINUTE });
    expect(warnings).toEqual([
      "A bake of 5m judges no minute: this weight is kept for at least 7m, until 2 minutes can be judged.",
    ]);
  });

  test.each([
    ["an A/B test", { move: { audience: "cohort" } }, "The users of an A/B test are picked"],
    ["all the traffic at once", { move: { to: 100 } }, "there is no minute in which both serve"],
    [
      "one target group for both",
      { meter: { ...METER, blue: METER.by === "target-groups" ? METER.green : "" } },
      "share",
    ],
    ["nothing that counts", { meter: { by: "nothing", because: "Nobody counts." } }, "Nobody counts."],
    [
      "a network load balancer",
      { meter: { ...METER, loadBalancer: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/a/b" } },
      "A network load balancer counts no requests",
    ],
  ] as const)("of %s green is not compared: `auto` says so, `on` is refused", async (_name, given, because) => {
    world = await createKeeper({ alarms: [] });
    const { move, meter } = { move: {}, meter: METER, ...given };
    const { mark, warnings } = await world.begin(move, { meter });
    expect(mark).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining("Green is not compared with blue, only health is judged.")]);
    expect(warnings[0]).toContain(because);
    world.move(10);
    const look = await world.look(10 * MINUTE, { meter });
    expect(look).toMatchObject({ verdict: "inconclusive", short: false, ripeAt: 0 });
    expect(look.because).toContain("nothing was judged");
    const on = await createKeeper({ compare: "on" });
    try {
      expect(await failureOf(on.begin(move, { meter }))).toMatchObject({ code: "refused", id: "cannot-compare" });
    } finally {
      await on.close();
    }
  });

  test("limits that nothing counts for are refused", async () => {
    world = await createKeeper({ settings: { ...ASKED.settings, maxErrorRate: 0.01 } });
    const failure = await failureOf(world.begin({}, { meter: { by: "nothing", because: "Nobody counts." } }));
    expect(failure).toMatchObject({ code: "refused", id: "nothing-counts" });
    expect(failure.message).toContain("`max-error-rate`");
  });
});

test("the last judgement is told as a section of the summary and as numbers per minute", async () => {
  world = await createKeeper();
  world.yesterday([5, 6_000]);
  await world.begin();
  const escaping = { plain: (text: string) => text, code: (text: string) => `\`${text}\`` };
  expect(world.keeper.told(escaping)).toEqual({ why: "", details: "" });
  expect(world.keeper.numbers()).toBeUndefined();
  world.move(10);
  serveFrom(0, 6, [30, 600], [5, 5_400]);
  await world.look(7 * MINUTE);
  const { why, details } = world.keeper.told(escaping, ["14:09 weight 10 → 0 %, by this step"]);
  expect(why).toContain("**❌ fail:** green answers 60 of 1,200 requests");
  expect(details).toContain("14:09 weight 10 → 0 %, by this step");
  expect(world.keeper.measured()?.green).toEqual({ requests: "1,200", errors: "5.0 % (3.9 % – 6.4 %)" });
  const numbers: unknown = JSON.parse(JSON.stringify(world.keeper.numbers()));
  expect(numbers).toMatchObject({
    verdict: "fail",
    reason: { id: "worse-than-blue" },
    gates: [{ kind: "metric", tests: [{ metric: "errors", by: "comparison", verdict: "fail" }] }],
  });
  const { minutes } = numbers as { minutes: unknown[] };
  expect(minutes[0]).toEqual({
    t: START / 1_000,
    ...{ green: { requests: 600, errors: 30 }, blue: { requests: 5_400, errors: 5 } },
    ...{ judged: false, leftOut: "just-shifted" },
  });
  expect(minutes[3]).toMatchObject({ t: START / 1_000 + 180, judged: true, weight: 10 });
  expect(minutes[5]).toMatchObject({ judged: false, leftOut: "not-complete" });
});
