import { expect, test } from "vitest";
import type { StepResult } from "../../src/action/outputs.ts";
import { summaryOf } from "../../src/action/summary/index.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { SideView, View } from "../../src/delivery/plan.ts";
import type { LastSwitch, Standing } from "../../src/delivery/standing.ts";
import type { Phase } from "../../src/delivery/vocabulary.ts";
import { gateLookOf } from "../../src/gates/gate-look.ts";
import { judge } from "../../src/gates/judge.ts";
import { linkTo } from "../../src/platforms/console.ts";
import type { Given } from "../unit/fixtures.ts";
import { parse, REGION, sideStanding, sideView, standingIn, stepLog, stepResult, view } from "../unit/fixtures.ts";
import { lookAfter, repeat } from "../unit/gates-rollout.ts";
import { CountedGates, PLACE } from "./scenes.ts";

/** What a person is shown where there is no second fleet, and on the platforms that the scenes have no world of. */

const AT = "2026-03-03T13:42:00.000Z";
const shown = (name: string, result: StepResult) =>
  expect(summaryOf(result, PLACE)).toMatchFileSnapshot(`./${name}.md`);
const rolloutOf = (revision: string) => ({ id: "octo/shop/runs/20", revision, startedAt: AT });

const NEW = "image-id=ami-0a1b2c3d4e5f60718";
const ROLLING: Given = {
  ...{ platform: "ec2", "target-groups": "shop", "auto-scaling-groups": "shop" },
  ...{ strategy: "rolling", "batch-size": "2", "image-id": "ami-0a1b2c3d4e5f60718" },
};

/** Ten machines of one group, some of them on the new version. */
function fleet(phase: Phase, { on, off, more = {} }: { on: number; off: number; more?: Partial<View> }): View {
  const all = 10;
  const weight = Math.round((100 * on) / (on + off));
  const standing: Standing = standingIn(phase, {
    ...{ weight, whole: undefined, units: "machines", oneFleet: true },
    green: sideStanding("shop", { capacity: { have: on, want: all }, state: on === all ? "ready" : "pending" }),
  });
  const side = (healthy: number, revision: string, share: number) =>
    sideView("shop", { target: "shop", healthy, wanted: all, revision, weight: share });
  return view({
    ...{ phase, standing, weight },
    blue: side(off, "launch-template-version=4", 100 - weight),
    green: side(on, `${NEW} (version 5)`, weight),
    rollout: rolloutOf(NEW),
    links: [
      ...linkTo(REGION, "Auto Scaling group", "shop", { autoScalingGroup: "shop" }),
      ...linkTo(REGION, "target group", "shop", {
        targetGroup: `arn:aws:elasticloadbalancing:${REGION}:111122223333:targetgroup/shop/73e2d6bc24d8a067`,
      }),
    ],
    ...more,
  });
}

const BATCHES =
  "shop: 10 machines, 2 at a time, never fewer than 8 healthy and never more than 10 (MinHealthyPercentage 80, " +
  "MaxHealthyPercentage 100); about 7m 5s to 9m 35s for machines that boot within 1m.";

test("a rolling deploy", async () => {
  const before = fleet("idle", { on: 0, off: 10, more: { rollout: undefined, green: undefined } });
  const now = fleet("promoted", { on: 10, off: 0 });
  const done = [
    { summary: "Mark shop with the rollout octo/shop/runs/20, and what it runs now", durationMs: 100 },
    { summary: `Replace the 10 machines of shop by ${NEW}, 2 at a time, never fewer than 8 healthy`, durationMs: 400 },
    { summary: "Wait until all machines of shop run the new version and are healthy", durationMs: 480_000 },
  ];
  const log = stepLog({ before, now, done, notes: [BATCHES] });
  await shown("rolling-deploy", stepResult({ inputs: parse({ ...ROLLING, step: "deploy" }), changed: true, log }));
});

test("a rolling deploy before it begins, as a dry run", async () => {
  const now = fleet("idle", { on: 0, off: 10, more: { rollout: undefined, green: undefined } });
  const planned = ["Mark shop with the rollout octo/shop/runs/20, and what it runs now"];
  const decided = { do: "begin", revision: NEW } as const;
  const log = stepLog({ before: now, now, planned, decided, notes: [BATCHES] });
  const inputs = parse({ ...ROLLING, step: "deploy", "dry-run": "true" });
  await shown("rolling-dry-run", stepResult({ inputs, log }));
});

test("a rolling deploy that ran out of time with some machines on the new version", async () => {
  const before = fleet("idle", { on: 0, off: 10, more: { rollout: undefined, green: undefined } });
  const now = fleet("deploying", { on: 4, off: 5 });
  const error = new DeliveryError("timeout", "After 10m (timeout): machines of shop on version 5, healthy: 4 of 10.", {
    reasons: ["1 × target initial (Elb.InitialHealthChecking: Initial health checks in progress)"],
    remedy: "Run `deploy` again to go on waiting, perhaps with a longer `timeout`.",
  });
  const current = "Wait until all machines of shop run the new version and are healthy";
  const log = stepLog({ before, now, current, touched: true, notes: [BATCHES] });
  await shown(
    "rolling-timeout",
    stepResult({ inputs: parse({ ...ROLLING, step: "deploy" }), changed: true, error, log }),
  );
});

test("a deploy to all machines at once, with its outage", async () => {
  const before = fleet("idle", { on: 0, off: 10, more: { rollout: undefined, green: undefined } });
  const look = "an outage of 1m 4s, from 2026-03-03T13:42:10.252Z to 2026-03-03T13:43:14.358Z: no machine was healthy";
  const now = fleet("promoted", { on: 10, off: 0, more: { look } });
  const inputs = parse({ ...ROLLING, "batch-size": "", strategy: "all-at-once", step: "deploy" });
  await shown("all-at-once", stepResult({ inputs, changed: true, log: stepLog({ before, now }) }));
});

const IN_PLACE: Given = {
  ...{ platform: "ec2", "target-groups": "shop", "auto-scaling-groups": "shop", strategy: "in-place" },
  ...{
    commands: "sudo systemctl stop shop\nsudo /opt/shop/install $REVISION\nsudo systemctl start shop",
    revision: "v8",
  },
};

test("a deploy in place whose commands fail on the second machine", async () => {
  const sides = {
    blue: sideView("shop on v7", { target: "shop", revision: "v7", healthy: 10, wanted: 10, weight: 100 }),
    green: sideView("shop on v8", { target: "shop", revision: "v8", healthy: 0, wanted: 0, weight: 0 }),
  };
  const now = fleet("rolled-back", { on: 0, off: 10, more: { ...sides, rollout: rolloutOf("v8"), links: [] } });
  const error = new DeliveryError("platform", "The commands failed on i-0196ebc6ec3e16c6e.", {
    reasons: [
      "i-0196ebc6ec3e16c6e: the commands ended with exit code 9",
      "i-0196ebc6ec3e16c6e: Job for shop.service failed because the control process exited with error code.",
    ],
    remedy: "The former version serves again. Fix the version and `deploy` it.",
  });
  const notes = [
    "10 machines in 10 batches of 1: 9 stay in service meanwhile, each with ×1.11 of its load. Draining alone takes up to 50m (deregistration delay 300s).",
  ];
  const log = stepLog({ before: { ...now, phase: "idle", rollout: undefined }, now, touched: true, notes });
  await shown(
    "in-place-fail",
    stepResult({ inputs: parse({ ...IN_PLACE, step: "deploy" }), changed: true, error, log }),
  );
});

/** A side whose health nobody measures. */
const unmeasured = (phase: Phase, more: Partial<Standing> = {}): Standing => {
  const standing = standingIn(phase, { whole: undefined, units: "units", ...more });
  const side = { ...standing.green, capacity: undefined };
  return { ...standing, blue: { ...standing.blue, capacity: undefined }, green: side };
};

function aliasView(phase: Phase, weight: number, more: Partial<View> = {}): View {
  const side = (version: string, code: string, share: number): SideView =>
    sideView(`version ${version}`, { target: "live", revision: code, healthy: undefined, wanted: 1, weight: share });
  return view({
    ...{ phase, weight, standing: unmeasured(phase, { weight }) },
    blue: side("41", "sha256:b0063e17dde2f75e", 100 - weight),
    green: side("42", "sha256:2ff1e1ef622326e8", weight),
    rollout: rolloutOf("sha256:2ff1e1ef622326e8"),
    links: linkTo(REGION, "function", "checkout", { lambdaFunction: "checkout" }),
    ...more,
  });
}

const LAMBDA: Given = { platform: "lambda", function: "checkout", alias: "live", strategy: "canary" };
/** Green that fails by what was counted. */
const failing = () => {
  const look = lookAfter({ minutes: repeat(2, [30, 600], [5, 5_400]), settings: { maxErrorRate: 0.01 } });
  const { settings, changes } = look;
  const judged = gateLookOf(judge(look), { settings, delayMs: 0, changes }, []);
  const error = new DeliveryError("gates", `Green failed its gates: ${judged.because}`, {
    ...{
      verdict: "fail",
      remedy: "Blue has all the traffic again. Fix the version and `deploy` it, or `teardown` green.",
    },
  });
  return { gates: new CountedGates(look), judged, error };
};

test("a deploy on Lambda", async () => {
  const before = aliasView("idle", 0, { rollout: undefined, green: undefined });
  const log = stepLog({ before, now: aliasView("deployed", 0) });
  const inputs = parse({ ...LAMBDA, step: "deploy", "function-version": "42" });
  await shown("lambda-deploy", stepResult({ inputs, changed: true, log }));
});

test("a shift on Lambda that fails its gates", async () => {
  const { judged, error, gates } = failing();
  const last: LastSwitch = { by: "rollback", to: 0, at: Date.parse("2026-03-03T14:09:00.000Z"), verified: true };
  const now = aliasView("rolled-back", 0);
  const back = { ...now, standing: { ...now.standing, last } };
  const log = stepLog({ before: aliasView("deployed", 0), now: back, judged, touched: true });
  const inputs = parse({ ...LAMBDA, step: "shift", "max-error-rate": "1%", "bake-time": "10m" });
  await shown("lambda-fail", stepResult({ inputs, changed: true, error, log, gates }));
});

const API: Given = { platform: "api-gateway", "rest-api": "a1b2c3d4e5", stage: "prod", strategy: "canary" };

function stageView(phase: Phase, weight: number, more: Partial<View> = {}): View {
  const side = (name: string, revision: string, share: number): SideView =>
    sideView(name, { target: "prod", revision, healthy: undefined, wanted: 1, weight: share });
  return view({
    ...{ phase, weight, standing: unmeasured(phase, { weight }) },
    blue: side("6rxbck", "deployment 6rxbck", 100 - weight),
    green: side("dxlh7d", "mathFloor with colour=green, size=xl sha256:7a1e3142b19c", weight),
    rollout: rolloutOf("mathFloor with colour=green, size=xl sha256:7a1e3142b19c"),
    links: linkTo(REGION, "API", "a1b2c3d4e5", { restApi: "a1b2c3d4e5" }),
    ...more,
  });
}

test("a deploy on API Gateway", async () => {
  const before = stageView("idle", 0, { rollout: undefined, green: undefined });
  const inputs = parse({
    ...API,
    step: "deploy",
    integration: "GET /math = arn:aws:lambda:eu-west-1:111122223333:function:mathFloor",
  });
  const log = stepLog({ before, now: stageView("deployed", 0) });
  await shown("api-gateway-deploy", stepResult({ inputs, changed: true, log }));
});

test("a shift on API Gateway that another run's rollout forbids", async () => {
  const now = stageView("shifting", 10);
  const error = new DeliveryError(
    "conflict",
    "The stage prod was changed by somebody else right before this step's call.",
    {
      remedy: "Run `status` to see where the rollout stands, then the step again.",
    },
  );
  const inputs = parse({ ...API, step: "shift" });
  await shown("api-gateway-conflict", stepResult({ inputs, error, log: stepLog({ before: now, now }) }));
});

const NGINX: Given = {
  ...{ platform: "nginx", app: "shop", url: "https://shop.example/", "health-check": "/healthz", ports: "7001, 7002" },
  ...{ strategy: "canary" },
};

function machineView(phase: Phase, weight: number, more: Partial<View> = {}): View {
  const side = (port: number, revision: string, healthy: number, share: number): SideView =>
    sideView(`shop on ${port}`, { target: `127.0.0.1:${port}`, revision, healthy, wanted: 1, weight: share });
  return view({
    ...{ phase, weight, standing: standingIn(phase, { weight, whole: 1, units: "processes" }) },
    blue: side(7001, "1f0c2a9d4e5b6c7d8e9f0a1b2c3d4e5f60718293", 1, 100 - weight),
    green: side(7002, "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3", 1, weight),
    rollout: rolloutOf("a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"),
    ...more,
  });
}

test("a deploy on a machine with nginx, with a preview", async () => {
  const before = machineView("idle", 0, { rollout: undefined, green: undefined });
  const preview = {
    url: "https://shop.example/",
    who: "requests with the secret of `preview` in X-Shop-Route",
    headers: ["X-Shop-Route: SECRET"],
  };
  const log = stepLog({ before, now: machineView("deployed", 0, { preview }) });
  const inputs = parse({
    ...NGINX,
    step: "deploy",
    start: "exec node server.js",
    revision: "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
  });
  await shown("nginx-deploy", stepResult({ inputs, changed: true, log }));
});

test("a deploy on a machine with nginx whose green does not come up", async () => {
  const before = machineView("idle", 0, { rollout: undefined, green: undefined });
  const dead = machineView("deploying", 0);
  const now = { ...dead, green: { ...(dead.green as SideView), healthy: 0 } };
  const error = new DeliveryError("unhealthy", "For 1m nothing answered on 127.0.0.1:7002.", {
    reasons: ["connect ECONNREFUSED 127.0.0.1:7002", "the last line of its log: Error: Cannot find module 'express'"],
    remedy: "Fix the version and `deploy` it.",
  });
  const inputs = parse({
    ...NGINX,
    step: "deploy",
    start: "exec node server.js",
    revision: "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
  });
  const current = "Wait until shop on 7002 is healthy";
  await shown(
    "nginx-fail",
    stepResult({ inputs, changed: true, error, log: stepLog({ before, now, current, touched: true }) }),
  );
});
