import { CreateTagsCommand, DeleteTagsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { DeliveryError } from "../../../delivery/errors.ts";
import { call, clientConfig } from "../../aws.ts";
import type { Tags } from "../groups/changes.ts";
import type { GroupTools } from "../groups/group-writer.ts";
import { Registrations } from "../groups/registrations.ts";
import { hold, parseHeld } from "../in-place/held.ts";
import { portKeys, portTags, readPorts } from "../in-place/ports.ts";
import { IN_PLACE_TAG } from "../in-place/snapshot.ts";
import { Standby } from "../in-place/standby.ts";
import type { GroupState } from "../snapshot.ts";
import type { ImageChange } from "./changes.ts";
import type { FoundInstance } from "./editor.ts";
import { ASIDE_TAG } from "./source.ts";

type Of<K extends ImageChange["kind"]> = Extract<ImageChange, { kind: K }>;
type SourceChange = Of<"take-source-out"> | Of<"return-source"> | Of<"forget-source">;

/** Takes the instance of an image out of service and puts it back. What is done to it is noted on it before. */
export class SourceEditor {
  readonly #ec2: EC2Client;
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #registrations: Registrations;
  readonly #signal: AbortSignal;

  constructor(region: string, signal: AbortSignal) {
    this.#ec2 = new EC2Client(clientConfig(region));
    this.#elb = new ElasticLoadBalancingV2Client(clientConfig(region));
    this.#registrations = new Registrations(this.#elb, signal);
    this.#signal = signal;
  }

  /** @throws DeliveryError `timeout` when it is to return, and is still on its way out: it can turn round only there. */
  async apply(change: SourceChange, tools: GroupTools): Promise<void> {
    if (change.kind === "take-source-out") return this.#takeOut(change, tools);
    const { instanceId } = change;
    const found = await (await tools.editors.images()).instance(instanceId);
    return change.kind === "return-source"
      ? this.#putBack(instanceId, found, tools)
      : this.#forget(instanceId, found?.tags ?? {});
  }

  async #takeOut({ instanceId, rollout, owner, ports }: Of<"take-source-out">, tools: GroupTools): Promise<void> {
    const tags = { [ASIDE_TAG]: rollout, ...(ports.length === 0 ? {} : portTags(ports)) };
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await call("ec2:CreateTags", this.#signal, () =>
      this.#ec2.send(new CreateTagsCommand({ Resources: [instanceId], Tags }), this.#abort),
    );
    if (owner === undefined) {
      for (const { targetGroup, port } of ports)
        await this.#registrations.deregister(await arnOf(targetGroup, tools), [{ id: instanceId, port }]);
      return;
    }
    const group = await groupNamed(owner, tools);
    if (lifecycleIn(group, instanceId) !== "InService") return;
    const standby = new Standby(owner, tools);
    const held = hold(group, parseHeld(group.tags[IN_PLACE_TAG.held]), group.desired - 1);
    if (held !== undefined) await standby.hold(held, { fleet: { group } });
    await standby.takeOut([instanceId]);
  }

  /** One that was not taken out by us is left as it is. */
  async #putBack(instanceId: string, found: FoundInstance | undefined, tools: GroupTools): Promise<void> {
    if (found?.tags[ASIDE_TAG] === undefined) return;
    const { group: owner, tags } = found;
    if (owner === undefined) {
      for (const { targetGroup, port } of readPorts(tags) ?? [])
        await this.#registrations.register(await arnOf(targetGroup, tools), [{ id: instanceId, port }]);
      return;
    }
    const standby = new Standby(owner, tools);
    await standby.untilReturnable([instanceId]);
    await standby.putBack([instanceId]);
    const group = await groupNamed(owner, tools);
    if (lifecycleIn(group, instanceId) === "EnteringStandby") {
      throw new DeliveryError("timeout", `${instanceId} still answers requests on its way to Standby in ${owner}.`, {
        remedy: "Run `deploy` again: it goes on with the image, and puts the instance back in service.",
      });
    }
    await standby.release({ fleet: { group } });
  }

  async #forget(instanceId: string, tags: Tags): Promise<void> {
    const Tags = [ASIDE_TAG, ...portKeys(tags)].map((Key) => ({ Key }));
    await call("ec2:DeleteTags", this.#signal, () =>
      this.#ec2.send(new DeleteTagsCommand({ Resources: [instanceId], Tags }), this.#abort),
    );
  }

  close(): void {
    for (const client of [this.#ec2, this.#elb]) client.destroy();
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

function lifecycleIn({ instances }: GroupState, instanceId: string): string | undefined {
  return instances.find(({ id }) => id === instanceId)?.lifecycle;
}

async function groupNamed(name: string, { reader }: GroupTools): Promise<GroupState> {
  const [group] = await reader.groupsNamed([name]);
  if (group === undefined) throw new DeliveryError("not-found", `The Auto Scaling group ${name} was not found.`);
  return group;
}

async function arnOf(name: string, { reader }: GroupTools): Promise<string> {
  const { TargetGroupArn } = await reader.targetGroup(name);
  if (TargetGroupArn === undefined) throw new DeliveryError("not-found", `The target group ${name} was not found.`);
  return TargetGroupArn;
}
