import { AsyncLocalStorage } from "node:async_hooks";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { vi } from "vitest";
import { runStep } from "../../src/engine/run.ts";
import { singlePlatform } from "../../src/platforms/ec2/single/index.ts";
import type { SingleSettings } from "../../src/platforms/ec2/single/settings.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { End, Model, Run } from "./runs.ts";
import { START } from "./runs.ts";
import type { FleetCloud } from "./single-cloud.ts";
import { advance, CALLS, runningIn } from "./single-cloud.ts";

/** The product's own reader and writer of a single fleet, down to every call that they send to AWS. */

interface Command {
  constructor: { name: string };
  input: object;
}
type Send = (command: Command) => Promise<unknown>;

/** Whose calls these are: each run sends its own. */
const SENDS = new AsyncLocalStorage<Send>();

/** The SDK's clients send nothing from here on: each call is one thing that happens in the model. */
export function interceptCalls(): void {
  for (const client of [AutoScalingClient, ElasticLoadBalancingV2Client, EC2Client]) {
    vi.spyOn(client.prototype, "send").mockImplementation((command: unknown) => {
      const send = SENDS.getStore();
      if (send === undefined) throw new Error("A call was made outside of a run.");
      return send(command as Command);
    });
  }
}

export const singleModel: Model<FleetCloud> = {
  strategy: "rolling",
  runner: (held, scheduler, actor, run) => (intent, options, tools) => {
    const send: Send = (command) => {
      const name = command.constructor.name.replace(/Command$/, "");
      const what = CALLS[name];
      if (what === undefined) {
        held.now = { ...held.now, faults: [...held.now.faults, `The model knows no ${name}.`] };
        throw new Error(`The model knows no ${name}.`);
      }
      return scheduler.call(actor, name, () => {
        const cloud = structuredClone(held.now);
        try {
          return what(cloud, structuredClone(command.input) as never, scheduler.now);
        } finally {
          held.now = cloud;
        }
      });
    };
    return SENDS.run(send, () => {
      const platform = singlePlatform(settingsFor(run), intent.step, tools.clock, tools.signal);
      return runStep(platform, intent, options, tools);
    });
  },
  faults: ({ faults }) => faults,
  key: (cloud) => JSON.stringify(cloud),
  timeless,
  judge,
};

function settingsFor({ revision }: Run): SingleSettings {
  return {
    ...{ region: "eu-west-1", strategy: "rolling", group: "web", targetGroups: ["web"] },
    revision: revision === undefined ? undefined : { kind: "version", version: Number(revision) },
    ...{ keepVersions: undefined, batch: undefined, minHealthy: undefined, warmUpSeconds: 0 },
    ...{ batchTimeoutMs: undefined, checkpoints: [], checkpointSeconds: undefined, bakeSeconds: 0 },
    ...{ alarms: [], standby: "wait", protected: "wait" },
  };
}

/** Two machines of version 1. */
export function idleFleet(): FleetCloud {
  const machines = ["i-a", "i-b"].map((id) => ({ id, version: 1 }));
  return { version: 1, desired: 2, machines, tags: {}, refreshes: [], made: 0, faults: [], stripped: false };
}

/** What runs and what is on record, but for who wrote it and when, and which refresh it was. */
function timeless({ version, machines, tags }: FleetCloud): string {
  const { [TAG.refresh]: _refresh, ...kept } = tags;
  const told = JSON.stringify({ version, machines: machines.map((each) => each.version), kept });
  return told.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "then").replace(/(nonce-)?runs[/-]\d+/g, "a run");
}

/** Nothing stays half-changed, two runs did not both win, and the way back leads to what there was before. */
async function judge(
  { held, outcomes, hands, kills }: End<FleetCloud>,
  alone: (run: Run) => Promise<string | undefined>,
): Promise<string[]> {
  const ended = structuredClone(held.now);
  for (let count = 0; runningIn(ended) !== undefined && count < 100; count += 1) advance(ended, START);
  const wrong = hands + kills > 0 ? [] : halfChanged(ended);
  const deploys = outcomes.filter(({ step, how }) => step === "deploy" && how === "done");
  const stays = outcomes.every(({ step }) => step === "deploy");
  if (hands + kills === 0 && stays && deploys.length > 0 && ended.version === 1 && outcomes.length > 1)
    wrong.push("a deploy succeeded and nothing is deployed");
  const former = held.now.tags[TAG.former];
  if (held.now.tags[TAG.rollout] === undefined || former === undefined) return wrong;
  const version = Number(/\/(\d+) /.exec(former)?.[1]);
  const failed = await alone({ step: "rollback" });
  if (failed !== undefined) return [...wrong, `rollback afterwards: ${failed}`];
  const { machines, version: named } = held.now;
  if (named !== version || machines.some((each) => each.version !== version))
    wrong.push(`rollback left ${JSON.stringify(machines)}, and the group at ${named} instead of ${version}`);
  return wrong;
}

function halfChanged({ version, machines }: FleetCloud): string[] {
  if (machines.every((each) => each.version === version)) return [];
  return [`half-changed: ${JSON.stringify(machines)}, and the group names ${version}`];
}
