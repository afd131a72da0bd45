import { afterEach, expect, test, vi } from "vitest";
import { systemClock } from "../../src/engine/clock.ts";
import { poll } from "../../src/engine/poll.ts";
import { groupClients } from "../../src/platforms/ec2/groups/clients.ts";
import { GroupWriter } from "../../src/platforms/ec2/groups/group-writer.ts";
import { returnSource } from "../../src/platforms/ec2/image/aside.ts";
import { observeBaking, observeImages } from "../../src/platforms/ec2/image/observe.ts";
import { bake, imageProgress } from "../../src/platforms/ec2/image/plan.ts";
import type { Revision } from "../../src/platforms/ec2/settings.ts";
import type { Shop } from "../aws/shop.ts";
import { createShop } from "../aws/shop.ts";
import { until } from "../aws/until.ts";

/** The way of an instance out of service for its image and back, against the local AWS, cut off before each of its calls. */

const REGION = "eu-west-1";
const PATIENCE_MS = 120_000;
const DENIED = { kind: "error", code: "AccessDenied", message: "not now", status: 403 } as const;

let shop: Shop;
afterEach(async () => {
  vi.unstubAllEnvs();
  await shop.close();
});

async function begin() {
  shop = await createShop({ timeScale: 100, group: { MinSize: 2 } });
  shop.aws.ec2.imaging.pendingSeconds = 20;
  for (const [name, value] of Object.entries(shop.aws.env())) vi.stubEnv(name, value);
  const member = shop.group("shop-a")?.instances[0];
  if (member === undefined) throw new Error("Nobody serves");
  return member;
}

type Tools = ReturnType<typeof groupClients> & { writer: GroupWriter; signal: AbortSignal };

async function withTools<T>(work: (tools: Tools) => Promise<T>): Promise<T> {
  const { signal } = new AbortController();
  const clients = groupClients(REGION, signal);
  const writer = new GroupWriter({ ...clients, clock: systemClock, signal });
  return work({ ...clients, writer, signal }).finally(clients.close);
}

/** What a deploy does for its image: planned anew after every change, each wait to its end. */
function makeImage(instanceId: string, rollout: string): Promise<void> {
  const source = { instanceId, noReboot: false, keep: undefined, timeoutMs: PATIENCE_MS };
  const revision: Revision = {
    ...{ kind: "template", imageId: undefined, userData: undefined, userDataHash: undefined, source },
  };
  const template = { id: shop.templateId, name: "shop", version: "1", mixed: false };
  return withTools(async ({ reader, editors, writer, signal }) => {
    for (;;) {
      const groups = await reader.groupsNamed(["shop-a", "shop-b"]);
      const seen = await observeBaking(revision, groups, editors, reader);
      const [change] = bake(revision, { rollout, template, targets: [], standsAside: true }, seen).changes;
      if (change === undefined) return;
      if (change.kind === "wait-image") {
        const look = () => observeImages(change, seen, groups, editors, reader);
        const isOver = (now: typeof seen) => imageProgress(change, now, 0, 0).state === "done";
        const pace = { clock: systemClock, signal, pauseMs: 100, until: Date.now() + PATIENCE_MS };
        expect(isOver(await poll(pace, look, isOver))).toBe(true);
      } else await writer.apply(change, { groups });
    }
  });
}

type Member = Awaited<ReturnType<typeof begin>>;

async function expectInService({ instance, lifecycle }: Member): Promise<void> {
  expect([instance.id, lifecycle]).toEqual([instance.id, "InService"]);
  await shop.healthy(shop.blueTg, 2);
  const { min, desired, suspended } = shop.group("shop-a") ?? {};
  expect({ min, desired, suspended: [...(suspended ?? [])] }).toEqual({ min: 2, desired: 2, suspended: [] });
}

const ownTags = ({ instance }: Member) =>
  [...instance.tags.keys(), ...(shop.group("shop-a")?.tags.keys() ?? [])].filter((key) =>
    key.startsWith("progressive-delivery:"),
  );

test.each([
  ["it is run again", false],
  ["what is half done is undone, then it is run again", true],
])("cut off before any call, nobody is left out, and one image is made: %s", async (_, undoes) => {
  const member = await begin();
  const { aws } = shop;
  const { id } = member.instance;
  const since = aws.calls.length;
  await makeImage(id, "acme/shop/runs/1");
  await expectInService(member);
  expect(ownTags(member)).toEqual([]);
  const calls = aws.mutations(since).map(({ action }) => action);
  expect(calls).toEqual([
    ...[
      "CreateTags",
      "CreateOrUpdateTags",
      "SuspendProcesses",
      "UpdateAutoScalingGroup",
      "EnterStandby",
      "CreateImage",
    ],
    ...["ExitStandby", "ResumeProcesses", "UpdateAutoScalingGroup", "DeleteTags", "DeleteTags"],
  ]);

  for (const [index, action] of calls.entries()) {
    const rollout = `acme/shop/runs/${index + 2}`;
    const before = aws.mutations(since).length;
    const after = calls.slice(0, index).filter((each) => each === action).length;
    aws.faults.add({ action, times: 1, after, effect: DENIED });
    await expect(makeImage(id, rollout), `${index} ${action}`).rejects.toMatchObject({ code: "denied" });
    aws.faults.clear();
    if (undoes) {
      await withTools(({ writer }) => writer.apply(returnSource(id), { groups: [] }));
      await until(`it to be back after ${index} ${action}`, () => member.lifecycle === "InService");
      await expectInService(member);
    }
    await makeImage(id, rollout);
    await expectInService(member);
    expect(ownTags(member)).toEqual([]);
    const made = aws
      .mutations(since)
      .slice(before)
      .filter(({ action, error }) => action === "CreateImage" && !error);
    expect(made, `${index} ${action}`).toHaveLength(1);
  }
});
