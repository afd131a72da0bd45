import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Policy } from "../aws/contract.ts";
import { healthySampler } from "../aws/healthy-sampler.ts";
import { until } from "../aws/until.ts";
import { ROOT } from "../runner/runner.ts";
import type { World } from "./world.ts";
import { COMMANDS, createWorld, errorOf } from "./world.ts";

/** The acceptance cases of `in-place`, through the built action on live traffic and real processes. */

let world: World;
let open: World | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function shop(options?: Parameters<typeof createWorld>[0]): Promise<void> {
  world = await createWorld(options);
  open = world;
  await world.noted();
}

const lifecycleOf = (id: string) => world.fleet().instances.find(({ instance }) => instance.id === id)?.lifecycle;

const HOSTILE = "v2'; touch pwn; $(touch pwn) {{ssm:/x}}";
const [, json = ""] =
  /<!-- iam-in-place -->\s*```json\n([\s\S]*?)```/.exec(
    readFileSync(join(ROOT, "docs", "strategies", "in-place.md"), "utf8"),
  ) ?? [];
const policy = JSON.parse(json) as Policy;

test("the client of Systems Manager is a chunk of its own, loaded by in-place alone", () => {
  const dist = readdirSync(join(ROOT, "dist")).filter((file) => file.endsWith(".js"));
  const linesOf = (file: string) => readFileSync(join(ROOT, "dist", file), "utf8").split("\n");
  const clients = dist.filter((file) => linesOf(file).some((line) => line.includes('"AmazonSSM", "SSMClient"')));
  expect(clients).toHaveLength(1);
  const load = `.e(${clients[0]?.replace(".index.js", "")})`;
  const loading = dist.flatMap(linesOf).filter((line) => line.includes(load));
  expect(loading.length).toBeGreaterThan(0);
  for (const line of loading) expect(line).toContain("{ InPlacePlatform, ");
});

test("machines are changed one at a time, with a revision that no shell reads, and are held no longer than that", async () => {
  await shop();
  await world.scaling("SuspendProcesses", { AutoScalingGroupName: "shop", ScalingProcesses: ["AlarmNotification"] });
  const [before, traffic] = [world.ids(), world.traffic()];
  const healthy = healthySampler(world.aws, "shop");
  const out: number[] = [];
  const [minimums, suspended] = [new Set<number>(), new Set<string>()];
  world.aws.hooks.onCall = () => {
    const { instances, min, suspended: processes } = world.fleet();
    out.push(instances.filter(({ lifecycle }) => /Standby$/.test(lifecycle)).length);
    minimums.add(min);
    if (out.at(-1) === 1) suspended.add([...processes].toSorted().join());
  };
  // The policy of the page is enforced on every call.
  const env = world.aws.env(world.aws.principal("deployer", policy));
  const deploy = await world.step("deploy", { revision: HOSTILE }, { env });
  expect(errorOf(deploy)).toBeUndefined();
  const { failed, answered } = await traffic.stop();
  healthy.stop();
  expect({ failed, lowest: healthy.lowest() }).toEqual({ failed: 0, lowest: 3 });
  expect(answered).toBeGreaterThan(0);
  expect(world.versions()).toEqual(before.map(() => HOSTILE));
  expect(world.ids()).toEqual(before);
  for (const id of before) expect(readdirSync(world.disk(id))).not.toContain("pwn");
  expect(Math.max(...out)).toBe(1);
  expect([...minimums].toSorted()).toEqual([3, 4]);
  expect([...suspended]).toEqual(["AZRebalance,AlarmNotification"]);
  expect(world.fleet()).toMatchObject({ min: 4, desired: 4 });
  expect([...world.fleet().suspended]).toEqual(["AlarmNotification"]);
  expect(deploy.outputs).toMatchObject({ phase: "promoted", weight: "100", "next-step": "teardown" });
  const again = await world.step("deploy", { revision: HOSTILE }, { env });
  expect(again).toMatchObject({ conclusion: "success", outputs: { changed: "false" } });
  const teardown = await world.step("teardown", {}, { env });
  expect(teardown).toMatchObject({ conclusion: "success", outputs: { phase: "idle" } });
});

test("where the commands fail, that machine is rolled back while it is out, then the one before, and no other is touched", async () => {
  await shop();
  // On the second machine that is changed.
  const ran = new Set<string>();
  const runs: { id: string; lifecycle: string | undefined }[] = [];
  world.aws.ssm.agents.onRun((id) => {
    if (ran.size === 1 && !ran.has(id)) writeFileSync(join(world.disk(id), "fail"), "");
    ran.add(id);
    runs.push({ id, lifecycle: lifecycleOf(id) });
  });
  const healthy = healthySampler(world.aws, "shop");
  const failing = "head -c 60000 /dev/zero | tr '\\0' x; echo; echo the last line; exit 9";
  const traffic = world.traffic();
  const deploy = await world.step("deploy", {
    revision: "v2",
    commands: `cd "$HOME"\nif [ -e fail ] && [ "$REVISION" = v2 ]; then ${failing}; fi\n${COMMANDS}`,
  });
  const { failed } = await traffic.stop();
  healthy.stop();
  expect([deploy.conclusion, deploy.exitCode]).toEqual(["failure", 1]);
  const { reasons = [] } = errorOf(deploy) ?? {};
  expect(reasons.join("\n")).toMatch(/ended with exit code 9[\s\S]*: the last line$/m);
  expect(deploy.outputs["summary-markdown"]).toContain("the last line");
  expect(deploy.outputs["summary-markdown"]).toContain("exit code 9");
  expect(world.versions()).toEqual(["v1", "v1", "v1", "v1"]);
  // There, and back in the reverse order; each while it is out.
  const [one, two] = ran;
  expect(runs.map(({ id }) => id)).toEqual([one, two, two, one]);
  expect(new Set(runs.map(({ lifecycle }) => lifecycle))).toEqual(new Set(["Standby"]));
  expect({ failed, lowest: healthy.lowest() }).toEqual({ failed: 0, lowest: 3 });
  expect(world.fleet()).toMatchObject({ min: 4, desired: 4 });
  expect([...world.fleet().suspended]).toEqual([]);
  expect(deploy.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
});

test("a runner that was killed while a machine was out is gone on with, and what is launched meanwhile is an extra batch", async () => {
  await shop();
  const killer = new AbortController();
  let standbys = 0;
  world.aws.hooks.onCall = ({ action }) => {
    if (action === "EnterStandby") standbys += 1;
    if (action === "EnterStandby" && standbys === 3) killer.abort();
  };
  await world.step("deploy", { revision: "v2" }, { kill: killer.signal });
  expect(world.fleet().instances.filter(({ lifecycle }) => /Standby$/.test(lifecycle))).toHaveLength(1);
  world.aws.hooks.onCall = ({ action }) => {
    // Somebody scales out while the step is at work, and one machine is out: there will be five.
    if (action !== "ExitStandby") return;
    world.aws.hooks.onCall = undefined;
    void world.scaling("SetDesiredCapacity", { AutoScalingGroupName: "shop", DesiredCapacity: 4 });
  };
  const deploy = await world.step("deploy", { revision: "v2" });
  expect(errorOf(deploy)).toBeUndefined();
  expect(world.versions()).toEqual(["v2", "v2", "v2", "v2", "v2"]);
  for (const id of world.ids()) expect(readFileSync(join(world.disk(id), "history"), "utf8")).toBe("v2\n");
  expect(world.fleet()).toMatchObject({ min: 4, desired: 5 });
  expect(deploy.outputs["summary-markdown"]).toContain("The launch template of shop stays as it is");
  await world.scaling("SetDesiredCapacity", { AutoScalingGroupName: "shop", DesiredCapacity: 6 });
  await until("a sixth machine", () => world.fleet().instances.length === 6);
  const status = await world.step("status");
  expect(status.outputs).toMatchObject({ phase: "degraded" });
  expect(JSON.parse(status.outputs.result ?? "{}").problems.join()).toContain("1 of 6 machines of shop not on v2");
});

test("an agent that is silent is named before anything is changed", async () => {
  await shop({ size: 2 });
  const [, silent = ""] = world.ids();
  world.aws.ssm.agents.set(silent, "offline");
  const since = world.aws.calls.length;
  const refused = await world.step("deploy", { revision: "v2" });
  expect(errorOf(refused)?.message).toContain(`${silent} (ConnectionLost)`);
  expect(world.aws.calls.slice(since).filter(({ action }) => !/^(Describe|List|Get)/.test(action))).toEqual([]);
});

test("an agent that falls silent after the first machine: its command is withdrawn, it goes back as it was, the first is rolled back", async () => {
  await shop({ size: 3 });
  const before = world.ids();
  const [traffic, healthy] = [world.traffic(), healthySampler(world.aws, "shop")];
  let sent = 0;
  let silent = "";
  world.aws.hooks.onCall = ({ action }) => {
    if (action === "SendCommand") sent += 1;
    if (action !== "SendCommand" || sent !== 2) return;
    silent = world.ids().find((id) => lifecycleOf(id) === "Standby") ?? "";
    world.aws.ssm.agents.set(silent, "offline");
  };
  // Long enough for AWS, whose time flies here, not to give the command up before the step does.
  const deploy = await world.step("deploy", { revision: "v2", "command-timeout": "2h" });
  healthy.stop();
  const { failed } = await traffic.stop();
  expect({ failed, lowest: healthy.lowest() }).toEqual({ failed: 0, lowest: 2 });
  expect([deploy.conclusion, deploy.exitCode]).toEqual(["failure", 1]);
  expect(errorOf(deploy)?.reasons.join("\n")).toMatch(new RegExp(`${silent}: .*has not answered for 60 s`));
  const cancels = world.aws.calls.filter(({ action }) => action === "CancelCommand");
  expect(cancels).toHaveLength(1);
  // Nothing ran on the silent one; on the first machine both ways, on the third nothing.
  const ran = world.aws.ssm.agents.executions.map(({ instanceId }) => instanceId);
  expect(ran).toEqual([ran[0], ran[0]]);
  expect([ran[0] === silent, world.versions()]).toEqual([false, ["v1", "v1", "v1"]]);
  expect(world.ids()).toEqual(before);
  expect(before.map(lifecycleOf)).toEqual(["InService", "InService", "InService"]);
  expect(world.fleet()).toMatchObject({ min: 3, desired: 3 });
  expect([...world.fleet().suspended]).toEqual([]);
  expect(deploy.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
});
