import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  AddTagsCommand,
  DeregisterTargetsCommand,
  DescribeTagsCommand,
  DescribeTargetHealthCommand,
  paginateDescribeTargetGroups,
  RegisterTargetsCommand,
  RemoveTagsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { call } from "../../aws.ts";
import type { Tags } from "../groups/changes.ts";

/** ELBv2 API Reference, DescribeTags: up to 20 resources in a call. */
const TAGS_PER_CALL = 20;

/** A target as it is registered: one machine may be so on several ports. */
export interface Port {
  id: string;
  port: number;
}

/** What of target groups only a fleet without a group needs: who is registered there, and their tags. */
export class Registrations {
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #signal: AbortSignal;

  constructor(elb: ElasticLoadBalancingV2Client, signal: AbortSignal) {
    this.#elb = elb;
    this.#signal = signal;
  }

  /** The tags of target groups, by ARN. */
  async tags(arns: readonly string[]): Promise<Map<string, Tags>> {
    const found = new Map<string, Tags>();
    for (let start = 0; start < arns.length; start += TAGS_PER_CALL) {
      const ResourceArns = arns.slice(start, start + TAGS_PER_CALL);
      const { TagDescriptions = [] } = await this.#call("DescribeTags", () =>
        this.#elb.send(new DescribeTagsCommand({ ResourceArns }), this.#abort),
      );
      for (const { ResourceArn = "", Tags = [] } of TagDescriptions)
        found.set(ResourceArn, Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])));
    }
    return found;
  }

  /**
   * Who is registered in other target groups of the same load balancers, by the name of the target group.
   *
   * @param given ARNs of the target groups that are not asked.
   */
  async elsewhere(loadBalancers: readonly string[], given: readonly string[]): Promise<Map<string, string[]>> {
    const groups = new Map<string, string>();
    for (const LoadBalancerArn of loadBalancers) {
      await this.#call("DescribeTargetGroups", async () => {
        const pages = paginateDescribeTargetGroups({ client: this.#elb }, { LoadBalancerArn }, this.#abort);
        for await (const { TargetGroups = [] } of pages)
          for (const { TargetGroupArn = "", TargetGroupName = "" } of TargetGroups)
            if (!given.includes(TargetGroupArn)) groups.set(TargetGroupArn, TargetGroupName);
      });
    }
    const found = await Promise.all(
      [...groups].map(async ([TargetGroupArn, name]) => {
        const { TargetHealthDescriptions = [] } = await this.#call("DescribeTargetHealth", () =>
          this.#elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }), this.#abort),
        );
        return [name, TargetHealthDescriptions.map(({ Target }) => Target?.Id ?? "")] as const;
      }),
    );
    return new Map(found);
  }

  async tag(arn: string, tags: Tags): Promise<void> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    if (Tags.length === 0) return;
    await this.#call("AddTags", () => this.#elb.send(new AddTagsCommand({ ResourceArns: [arn], Tags }), this.#abort));
  }

  async untag(arn: string, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const request = { ResourceArns: [arn], TagKeys: [...keys] };
    await this.#call("RemoveTags", () => this.#elb.send(new RemoveTagsCommand(request), this.#abort));
  }

  /** Requests may still be answered for the deregistration delay. Who is not registered is no error (API Reference). */
  async deregister(arn: string, ports: readonly Port[]): Promise<void> {
    await this.#call("DeregisterTargets", () =>
      this.#elb.send(new DeregisterTargetsCommand({ TargetGroupArn: arn, Targets: toTargets(ports) }), this.#abort),
    );
  }

  /** One that is draining serves again. */
  async register(arn: string, ports: readonly Port[]): Promise<void> {
    await this.#call("RegisterTargets", () =>
      this.#elb.send(new RegisterTargetsCommand({ TargetGroupArn: arn, Targets: toTargets(ports) }), this.#abort),
    );
  }

  #call<T>(action: string, send: () => Promise<T>): Promise<T> {
    return call(`elasticloadbalancing:${action}`, this.#signal, send);
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

function toTargets(ports: readonly Port[]) {
  return ports.map(({ id, port }) => ({ Id: id, Port: port }));
}
