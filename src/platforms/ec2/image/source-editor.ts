import { AutoScalingClient, EnterStandbyCommand, ExitStandbyCommand } from "@aws-sdk/client-auto-scaling";
import { CreateTagsCommand, DeleteTagsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { DeliveryError } from "../../../delivery/errors.ts";
import type { Clock } from "../../../engine/clock.ts";
import { poll } from "../../../engine/poll.ts";
import { call, clientConfig } from "../../aws.ts";
import type { Ec2Reader } from "../groups/observe.ts";
import { Registrations } from "../groups/registrations.ts";
import { portKeys, portTags, readPorts } from "../in-place/ports.ts";
import type { ImageChange } from "./changes.ts";
import type { FoundInstance } from "./editor.ts";
import { ASIDE_TAG } from "./source.ts";

/** How long is waited for who is on its way to Standby, in milliseconds: `post` has less than five minutes. */
const OUT_PATIENCE_MS = 180_000;
const OUT_PAUSE_MS = 1_000;

interface Tools {
  reader: Pick<Ec2Reader, "groupsNamed" | "targetGroup">;
  clock: Clock;
}

/** Takes the instance of an image out of service and puts it back. What was done to it is noted on it before. */
export class SourceEditor {
  readonly #ec2: EC2Client;
  readonly #autoScaling: AutoScalingClient;
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #registrations: Registrations;
  readonly #signal: AbortSignal;

  constructor(region: string, signal: AbortSignal) {
    this.#ec2 = new EC2Client(clientConfig(region));
    this.#autoScaling = new AutoScalingClient(clientConfig(region));
    this.#elb = new ElasticLoadBalancingV2Client(clientConfig(region));
    this.#registrations = new Registrations(this.#elb, signal);
    this.#signal = signal;
  }

  async takeOut(
    { instanceId, rollout, owner: group, ports }: Extract<ImageChange, { kind: "take-source-out" }>,
    tools: Tools,
  ): Promise<void> {
    const tags = { [ASIDE_TAG]: rollout, ...(ports.length === 0 ? {} : portTags(ports)) };
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await call("ec2:CreateTags", this.#signal, () =>
      this.#ec2.send(new CreateTagsCommand({ Resources: [instanceId], Tags }), this.#abort),
    );
    if (group === undefined) {
      for (const { targetGroup, port } of ports)
        await this.#registrations.deregister(await arnOf(targetGroup, tools), [{ id: instanceId, port }]);
      return;
    }
    if ((await lifecycleOf(instanceId, group, tools)) !== "InService") return;
    const request = {
      AutoScalingGroupName: group,
      InstanceIds: [instanceId],
      ShouldDecrementDesiredCapacity: true,
    };
    await call("autoscaling:EnterStandby", this.#signal, () =>
      this.#autoScaling.send(new EnterStandbyCommand(request), this.#abort),
    );
  }

  /** One that was not taken out by us is left as it is. */
  async putBack(instanceId: string, found: FoundInstance | undefined, tools: Tools): Promise<void> {
    if (found?.tags[ASIDE_TAG] === undefined) return;
    const { group, tags } = found;
    if (group === undefined) {
      for (const { targetGroup, port } of readPorts(tags) ?? [])
        await this.#registrations.register(await arnOf(targetGroup, tools), [{ id: instanceId, port }]);
      return;
    }
    // Who is on its way out cannot turn round before it is there.
    const pace = { pauseMs: OUT_PAUSE_MS, until: tools.clock.now() + OUT_PATIENCE_MS };
    const lifecycle = await poll(
      { clock: tools.clock, signal: this.#signal, ...pace },
      () => lifecycleOf(instanceId, group, tools),
      (now) => now !== "EnteringStandby",
    );
    if (lifecycle !== "Standby") return;
    const request = { AutoScalingGroupName: group, InstanceIds: [instanceId] };
    await call("autoscaling:ExitStandby", this.#signal, () =>
      this.#autoScaling.send(new ExitStandbyCommand(request), this.#abort),
    );
  }

  async forget(instanceId: string, found: FoundInstance | undefined): Promise<void> {
    const Tags = [ASIDE_TAG, ...portKeys(found?.tags ?? {})].map((Key) => ({ Key }));
    await call("ec2:DeleteTags", this.#signal, () =>
      this.#ec2.send(new DeleteTagsCommand({ Resources: [instanceId], Tags }), this.#abort),
    );
  }

  close(): void {
    for (const client of [this.#ec2, this.#autoScaling, this.#elb]) client.destroy();
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

async function lifecycleOf(instanceId: string, name: string, { reader }: Tools): Promise<string | undefined> {
  const [group] = await reader.groupsNamed([name]);
  return group?.instances.find(({ id }) => id === instanceId)?.lifecycle;
}

async function arnOf(name: string, { reader }: Tools): Promise<string> {
  const { TargetGroupArn } = await reader.targetGroup(name);
  if (TargetGroupArn === undefined) throw new DeliveryError("not-found", `The target group ${name} was not found.`);
  return TargetGroupArn;
}
