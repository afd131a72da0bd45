import type { Operation, Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Elb } from "../elb/index.ts";
import { integer, paged, text, texts } from "../params.ts";
import type { Fleet } from "./fleet.ts";
import type { Group } from "./model.ts";

const PAGE = 100;

type State = "Adding" | "Added" | "InService" | "Removing";

/**
 * Attaching target groups to groups that live, and detaching them (Auto Scaling API Reference,
 * LoadBalancerTargetGroupState). What a group was created with is `InService` from the start.
 */
export function targetGroupOperations(
  named: (params: Params) => Group,
  requireTargetGroups: (arns: readonly string[]) => void,
  fleet: Fleet,
  elb: Elb,
): Record<string, Operation> {
  /** Of each group, the target groups that were attached later, and those that it is leaving. */
  const added = new WeakMap<Group, Set<string>>();
  const leaving = new WeakMap<Group, Set<string>>();
  const of = (sets: WeakMap<Group, Set<string>>, group: Group) => {
    const set = sets.get(group) ?? new Set();
    sets.set(group, set);
    return set;
  };
  return {
    AttachLoadBalancerTargetGroups: (params) => {
      const group = named(params);
      const arns = texts(params, "TargetGroupARNs").filter((arn) => !group.targetGroupArns.includes(arn));
      requireTargetGroups(arns);
      group.targetGroupArns.push(...arns);
      for (const arn of arns) {
        of(added, group).add(arn);
        of(leaving, group).delete(arn);
        fleet.attach(group, arn);
      }
      return {};
    },
    DetachLoadBalancerTargetGroups: (params) => {
      const [group, arns] = [named(params), texts(params, "TargetGroupARNs")];
      if (!arns.every((arn) => group.targetGroupArns.includes(arn) && !group.sourceArns.includes(arn)))
        throw new AwsError("ValidationError", "Trying to remove Target Groups that are not part of the group");
      group.targetGroupArns = group.targetGroupArns.filter((arn) => !arns.includes(arn));
      for (const arn of arns) {
        of(leaving, group).add(arn);
        void fleet.detach(group, arn).then(() => of(leaving, group).delete(arn));
      }
      return {};
    },
    DescribeLoadBalancerTargetGroups: (params) => {
      const group = named(params);
      const listed = group.targetGroupArns.filter((arn) => !group.sourceArns.includes(arn));
      const states: [string, State][] = [
        ...listed.map((arn): [string, State] => [
          arn,
          of(added, group).has(arn) ? progress(group, arn, elb) : "InService",
        ]),
        ...[...of(leaving, group)].map((arn): [string, State] => [arn, "Removing"]),
      ];
      const page = paged(states, text(params, "NextToken"), integer(params, "MaxRecords") ?? PAGE);
      return {
        LoadBalancerTargetGroups: page.items.map(([LoadBalancerTargetGroupARN, State]) => ({
          LoadBalancerTargetGroupARN,
          State,
        })),
        NextToken: page.next,
      };
    },
  };
}

/** How far attaching has come. `InService` takes health checks of type ELB. */
function progress(group: Group, arn: string, elb: Elb): State {
  const targets = elb.hasGroup(arn) ? [...elb.group(arn).targets.values()] : [];
  const own = targets.filter(({ id }) => group.instances.some(({ instance }) => instance.id === id));
  const checked = String(group.members.HealthCheckType).includes("ELB");
  if (checked && own.some(({ state }) => state === "healthy")) return "InService";
  return own.length >= group.instances.length ? "Added" : "Adding";
}
