import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  AddTagsCommand,
  DescribeTagsCommand,
  DescribeTargetHealthCommand,
  paginateDescribeTargetGroups,
  RemoveTagsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { call } from "../../aws.ts";
import type { Tags } from "../groups/changes.ts";

/** ELBv2 API Reference, DescribeTags: up to 20 resources in a call. */
const TAGS_PER_CALL = 20;

/** What of target groups only a fleet without a group needs: their tags, and who is registered elsewhere. */
export class TargetGroups {
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

  #call<T>(action: string, send: () => Promise<T>): Promise<T> {
    return call(`elasticloadbalancing:${action}`, this.#signal, send);
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}
