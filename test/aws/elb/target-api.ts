import type { Operation, Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import type { Lambda } from "../lambda/index.ts";
import { integer, required, structures, texts } from "../params.ts";
import type { Balancers } from "./balancers.ts";
import { mayCall } from "./functions.ts";
import type { Target, TargetGroup } from "./model.ts";

/** Targets of target groups, and tags of everything. */
export function targetOperations(state: Balancers, ec2: Ec2, lambda: Lambda): Record<string, Operation> {
  return {
    RegisterTargets: (params) => {
      const group = state.group(required(params, "TargetGroupArn"));
      const targets = structures(params, "Targets");
      if (group.targetType === "lambda") {
        registerFunction(state, lambda, group, targets);
        return {};
      }
      const absent = targets.filter(({ Id }) => ec2.instances.all.get(String(Id))?.state !== "running");
      if (absent.length > 0) {
        throw new AwsError(
          "InvalidTarget",
          `The following targets are not in a running state and cannot be registered: '${absent.map(({ Id }) => Id).join(", ")}'`,
        );
      }
      for (const target of targets) state.register(group, String(target.Id), integer(target, "Port"));
      return {};
    },
    DeregisterTargets: (params) => {
      const group = state.group(required(params, "TargetGroupArn"));
      for (const target of structures(params, "Targets"))
        void state.deregister(group, String(target.Id), integer(target, "Port"));
      return {};
    },
    DescribeTargetHealth: (params) => {
      const group = state.group(required(params, "TargetGroupArn"));
      const asked = structures(params, "Targets").map((target) => ({
        id: required(target, "Id"),
        port: integer(target, "Port"),
      }));
      // What Include asks for, anomaly detection and overrides, nothing here has.
      texts(params, "Include");
      const meant = (target: Target) =>
        asked.some(({ id, port }) => id === target.id && (port === undefined || port === target.port));
      const known = [...new Set([...group.targets.values(), ...group.departed])].filter((target) =>
        asked.length === 0 ? !group.departed.has(target) : meant(target),
      );
      const unknown = asked.filter(({ id }) => !known.some((target) => target.id === id));
      return {
        TargetHealthDescriptions: [
          ...known.map((target) => describeHealth(group, target, ec2)),
          ...unknown.map(({ id, port }) => ({
            ...describeTarget(group, id, port ?? group.port),
            TargetHealth: {
              State: "unused",
              Reason: "Target.NotRegistered",
              Description: "Target is not registered to the target group",
            },
          })),
        ],
      };
    },
    AddTags: (params) => {
      const arns = texts(params, "ResourceArns");
      for (const arn of arns) state.requireResource(arn);
      for (const arn of arns) state.tag(arn, params);
      return {};
    },
    RemoveTags: (params) => {
      for (const arn of texts(params, "ResourceArns")) {
        state.requireResource(arn);
        for (const key of texts(params, "TagKeys")) state.tags.get(arn)?.delete(key);
      }
      return {};
    },
    DescribeTags: (params) => {
      const arns = texts(params, "ResourceArns");
      for (const arn of arns) state.requireResource(arn);
      return {
        TagDescriptions: arns.map((arn) => ({
          ResourceArn: arn,
          Tags: [...(state.tags.get(arn) ?? [])].map(([Key, Value]) => ({ Key, Value })),
        })),
      };
    },
  };
}

/** One function in a group, which must let the group in by then. The words of the refusal are known from error reports. */
function registerFunction(state: Balancers, lambda: Lambda, group: TargetGroup, targets: readonly Params[]): void {
  const [{ Id = "" } = {}, ...more] = targets;
  const arn = String(Id);
  const others = [...group.targets.values()].filter(({ id }) => id !== arn);
  if (more.length + others.length > 0)
    throw new AwsError("TooManyTargets", `Only one target can be registered in the target group '${group.arn}'`);
  if (lambda.find(arn) === undefined) throw new AwsError("InvalidTarget", `The target '${arn}' is not valid`);
  if (!mayCall(lambda, arn, group.arn))
    throw new AwsError(
      "AccessDenied",
      `elasticloadbalancing principal does not have permission to invoke ${arn} from target group ${group.arn}`,
      403,
    );
  state.register(group, arn);
}

/** A function has no port. */
function describeTarget({ targetType, check }: TargetGroup, Id: string, Port: number): Params {
  if (targetType === "lambda") return { Target: { Id } };
  return { Target: { Id, Port }, HealthCheckPort: check.port === "traffic-port" ? String(Port) : check.port };
}

function describeHealth(group: TargetGroup, target: Target, ec2: Ec2): Params {
  return {
    ...describeTarget(group, target.id, target.port),
    TargetHealth: healthOf(group, target, ec2),
  };
}

function healthOf(group: TargetGroup, { id, state, reason, description }: Target, ec2: Ec2): Params {
  if (state === "draining") return { State: state, Reason: reason, Description: description };
  if (!group.checking) {
    return {
      State: "unused",
      Reason: "Target.NotInUse",
      Description: "Target group is not configured to receive traffic from the load balancer",
    };
  }
  if (!group.check.enabled) {
    return {
      State: "unavailable",
      Reason: "Target.HealthCheckDisabled",
      Description: "Health checks are not enabled for this target",
    };
  }
  if (group.targetType !== "lambda" && ec2.instances.all.get(id)?.state !== "running") {
    return { State: "unused", Reason: "Target.InvalidState", Description: "Target is in the stopped state" };
  }
  return { State: state, Reason: reason, Description: description };
}
