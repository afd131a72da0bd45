import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { LastSwitch } from "../../src/delivery/standing.ts";
import type { Meter } from "../../src/engine/platform.ts";
import type { GatesAsked } from "../../src/gates/asked.ts";
import { GateKeeper } from "../../src/gates/keeper.ts";
import { standing } from "../unit/fixtures.ts";
import { ASKED, createKeeper, MINUTE, START } from "./keeper-world.ts";

/** A rollout that is judged by something else than a load balancer's metrics. */

let directory: string;
let keeper: GateKeeper | undefined;
let time = START;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "keeper-"));
  time = START;
});
afterEach(() => {
  keeper?.close();
  keeper = undefined;
  rmSync(directory, { recursive: true });
});

function keeperOf(asked: Partial<GatesAsked>): GateKeeper {
  const sleep = async (ms: number) => {
    time += ms;
  };
  const clock = { now: () => time, sleep };
  keeper = new GateKeeper({ ...ASKED, region: undefined, ...asked }, { clock, signal: new AbortController().signal });
  return keeper;
}

const MOVED: LastSwitch = { by: "shift", at: START, to: 10, verified: false };
const about = (meter: Meter, last: LastSwitch | undefined) => ({
  ...{ meter, bakeMs: 10 * MINUTE },
  standing: standing({ now: time, weight: last?.to ?? 0, last }),
});
const TO_TEN = { to: 10, audience: "everyone" } as const;

const minuteOf = (minute: number, errors: number) => ({
  ...{ t: START / 1_000 + minute * 60, green: { requests: 600, errors }, blue: { requests: 5_400, errors: 5 } },
});

describe("a command", () => {
  const NOTHING: Meter = { by: "nothing", because: "Nobody counts." };
  const commandOf = (command: string): Partial<GatesAsked> => ({
    metrics: { by: "command", command, labels: { green: "shop:2", blue: "shop:1" } },
  });
  /** What lies in the file, but for what is outside of the span. */
  const answer = (file: string) =>
    `node -e 'const {FROM, TO} = process.env; const minutes = JSON.parse(require("node:fs").readFileSync("${file}", "utf8"));
      console.log(JSON.stringify({minutes: minutes.filter(({t}) => t >= FROM && t < TO)}))'`;

  test("judges in the place of a platform that counts nothing", async () => {
    const file = join(directory, "minutes.json");
    writeFileSync(file, JSON.stringify([-3, -2, 3, 4].map((minute) => minuteOf(minute, minute < 0 ? 0 : 30))));
    const judging = keeperOf(commandOf(answer(file)));
    const { mark } = await judging.begin(about(NOTHING, undefined), TO_TEN);
    expect(mark).toContain("src=command");
    time = START + 6 * MINUTE;
    expect(await judging.look(about(NOTHING, MOVED))).toMatchObject({ verdict: "fail" });
    const { details } = judging.told({ plain: (text) => text, code: (text) => text });
    expect(details).toContain("Source: command, shop:2, shop:1");
  });

  test("that fails stops the step before the first move, and in the middle is an error of that look", async () => {
    const failing = keeperOf(commandOf("echo no route to the metrics >&2; exit 7"));
    const error = await failing.begin(about(NOTHING, undefined), TO_TEN).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ code: "gates", verdict: "error", reasons: ["no route to the metrics"] });

    const flag = join(directory, "broken");
    const judging = keeperOf(commandOf(`[ ! -e ${flag} ] && echo '{"minutes":[]}'`));
    await judging.begin(about(NOTHING, undefined), TO_TEN);
    writeFileSync(flag, "");
    time = START + 6 * MINUTE;
    const looks = [await judging.look(about(NOTHING, MOVED)), await judging.look(about(NOTHING, MOVED))];
    expect(looks.map(({ verdict }) => verdict)).toEqual(["error", "error"]);
    expect(looks[0]?.because).toContain("metric-command: it ended with exit code 1");
    expect(looks.flatMap(({ warnings = [] }) => warnings)).toHaveLength(1);
  });
});

test("nginx's log is counted, the day before with it, and a missing one stops the step", async () => {
  const path = join(directory, "shop.log");
  const meter: Meter = { by: "access-log", path, ports: { green: 8002, blue: 8001 } };
  const missing = await keeperOf({})
    .begin(about(meter, undefined), TO_TEN)
    .catch((reason: unknown) => reason);
  expect(missing).toMatchObject({ code: "gates", verdict: "error" });
  const seconds = String(time / 1_000 - 30);
  const one = { t: seconds, p: "8001", s: "200", us: "200", ut: "0.1", rt: "0.1", r: "" };
  writeFileSync(path, `${JSON.stringify(one)}\n`);
  const { mark, warnings } = await keeperOf({}).begin(about(meter, undefined), TO_TEN);
  expect(mark).toContain("src=access-log");
  expect(mark).toContain("5xx=1:0:3");
  expect(warnings).toEqual([]);
});

test("alarms without a region are refused", async () => {
  const error = await keeperOf({ alarms: ["shop-5xx"] })
    .begin(about({ by: "nothing", because: "Nobody counts." }, undefined), TO_TEN)
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "refused", id: "no-region" });
});

describe("a stage and its canary", () => {
  const meter: Meter = { by: "stage", apiName: "shöp", apiId: "a1b2", stage: "prod" };

  test.each(["inclusive", "exclusive", "absent"] as const)("are judged when the stage's series is %s", async (form) => {
    const world = await createKeeper();
    try {
      const { sides } = world.aws.cloudWatch;
      for (let minute = -30; minute < 0; minute += 1)
        sides.stage("shp", "prod", { minute: START + minute * MINUTE, requests: 600, errors: 1 });
      for (let minute = 3; minute < 9; minute += 1) {
        const at = START + minute * MINUTE;
        const [requests, errors] = form === "inclusive" ? [610, 17] : [300, 1];
        sides.stage("shp", "prod", { minute: at, requests, errors });
        if (form !== "absent") sides.stage("shp", "prod/Canary", { minute: at, requests: 310, errors: 16 });
      }
      await world.begin({ to: 50 }, { meter });
      world.move(50);
      const look = await world.look(11 * MINUTE, { meter });
      if (form === "absent") {
        expect(look).toMatchObject({ verdict: "inconclusive" });
        expect(look.warnings).toEqual([expect.stringContaining("CloudWatch has no metrics of shp, stage prod/Canary")]);
        return;
      }
      expect(look).toMatchObject({ verdict: "fail", warnings: [] });
      expect(look.because).toContain("green answers 96 of 1,860 requests with an error (5.2 %), blue 6 of 1,800");
    } finally {
      await world.close();
    }
  });
});

test("the functions behind a canary are judged, and their rollout remembers what counted", async () => {
  const versions = {
    blue: { functionName: "math", version: "7" },
    green: { functionName: "math", version: "8" },
  };
  const meter: Meter = { by: "nothing", because: "Two APIs have one name.", functions: versions };
  const world = await createKeeper({ metrics: { by: "lambda" } });
  try {
    const { sides } = world.aws.cloudWatch;
    for (let minute = -30; minute < 0; minute += 1)
      sides.alias("math", "7", undefined, { minute: START + minute * MINUTE, requests: 600, errors: 1 });
    for (let minute = 3; minute < 9; minute += 1) {
      const at = START + minute * MINUTE;
      sides.alias("math", "7", undefined, { minute: at, requests: 300, errors: 1 });
      // Throttled calls are no Invocations: 310 requests, 16 of them failed.
      sides.alias("math", "8", undefined, { minute: at, requests: 300, errors: 6, clientErrors: 10 });
    }
    expect((await world.begin({ to: 50 }, { meter })).mark).toContain("src=lambda");
    world.move(50);
    const look = await world.look(12 * MINUTE, { meter });
    expect(look).toMatchObject({ verdict: "fail", warnings: [] });
    expect(look.because).toContain("green answers 96 of 1,860 requests with an error (5.2 %), blue 6 of 1,800");
  } finally {
    await world.close();
  }
});
