import { randomBytes } from "node:crypto";
import type { Operation, Params, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import { integer, paged, required, structure, structures, text, texts } from "../params.ts";
import type { Balancers } from "./balancers.ts";
import type { HealthCheck, Target, TargetGroup } from "./model.ts";

const PAGE = 100;

/** The defaults of the Elastic Load Balancing API Reference, TargetGroupAttribute. */
const DEFAULT_ATTRIBUTES = {
  "deregistration_delay.timeout_seconds": "300",
  "stickiness.enabled": "false",
  "stickiness.type": "lb_cookie",
  "stickiness.lb_cookie.duration_seconds": "86400",
  "slow_start.duration_seconds": "0",
  "load_balancing.algorithm.type": "round_robin",
};

/** Target groups, their targets and attributes, and tags of everything. */
export function targetOperations(config: WorldConfig, state: Balancers, ec2: Ec2): Record<string, Operation> {
  return {
    CreateTargetGroup: (params) => {
      const name = required(params, "Name");
      if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name))
        throw new AwsError("ValidationError", `Target group name '${name}' is not valid`);
      if ([...state.groups.values()].some((group) => group.name === name)) {
        throw new AwsError(
          "DuplicateTargetGroupName",
          `A target group with the same name '${name}' exists, but with different settings`,
        );
      }
      const protocol = text(params, "Protocol") ?? "HTTP";
      const group: TargetGroup = {
        arn: `arn:aws:elasticloadbalancing:${config.region}:${config.accountId}:targetgroup/${name}/${randomBytes(8).toString("hex")}`,
        name,
        protocol,
        port: integer(params, "Port") ?? 80,
        vpcId: text(params, "VpcId") ?? "vpc-0123456789abcdef0",
        targetType: text(params, "TargetType") ?? "instance",
        check: readCheck(params, protocol),
        attributes: new Map(Object.entries(DEFAULT_ATTRIBUTES)),
        targets: new Map(),
        checking: false,
        traffic: { requests: 0, failed: 0 },
        roundRobin: 0,
      };
      state.groups.set(group.arn, group);
      return { TargetGroups: [describeGroup(group, state)] };
    },
    DescribeTargetGroups: (params) => {
      const [arns, names, balancer] = [
        texts(params, "TargetGroupArns"),
        texts(params, "Names"),
        text(params, "LoadBalancerArn"),
      ];
      const all = [...state.groups.values()];
      const named = names.map((name) => all.find((group) => group.name === name));
      if (named.includes(undefined)) throw new AwsError("TargetGroupNotFound", "One or more target groups not found");
      const selected =
        balancer !== undefined
          ? all.filter(({ arn }) => state.usersOf(arn).includes(balancer))
          : arns.length + names.length === 0
            ? all
            : [...arns.map((arn) => state.group(arn)), ...named.filter((group) => group !== undefined)];
      const page = paged(selected, text(params, "Marker"), integer(params, "PageSize") ?? PAGE);
      return { TargetGroups: page.items.map((group) => describeGroup(group, state)), NextMarker: page.next };
    },
    DeleteTargetGroup: (params) => {
      const arn = required(params, "TargetGroupArn");
      if (state.usersOf(arn).length > 0)
        throw new AwsError("ResourceInUse", `Target group '${arn}' is currently in use by a listener or a rule`);
      state.groups.delete(arn);
      return {};
    },
    DescribeTargetGroupAttributes: (params) => ({
      Attributes: describeAttributes(state.group(required(params, "TargetGroupArn"))),
    }),
    ModifyTargetGroupAttributes: (params) => {
      const group = state.group(required(params, "TargetGroupArn"));
      for (const { Key, Value } of structures(params, "Attributes")) group.attributes.set(String(Key), String(Value));
      return { Attributes: describeAttributes(group) };
    },
    RegisterTargets: (params) => {
      const group = state.group(required(params, "TargetGroupArn"));
      const targets = structures(params, "Targets");
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
      const asked = structures(params, "Targets").map(({ Id }) => String(Id));
      const known = [...group.targets.values()].filter(({ id }) => asked.length === 0 || asked.includes(id));
      const unknown = asked.filter((id) => !known.some((target) => target.id === id));
      return {
        TargetHealthDescriptions: [
          ...known.map((target) => describeHealth(group, target, ec2)),
          ...unknown.map((id) => ({
            Target: { Id: id, Port: group.port },
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
      for (const arn of texts(params, "ResourceArns")) {
        const tags = state.tags.get(arn) ?? new Map<string, string>();
        for (const { Key, Value } of structures(params, "Tags")) tags.set(String(Key), String(Value ?? ""));
        state.tags.set(arn, tags);
      }
      return {};
    },
    RemoveTags: (params) => {
      for (const arn of texts(params, "ResourceArns"))
        for (const key of texts(params, "TagKeys")) state.tags.get(arn)?.delete(key);
      return {};
    },
    DescribeTags: (params) => ({
      TagDescriptions: texts(params, "ResourceArns").map((arn) => ({
        ResourceArn: arn,
        Tags: [...(state.tags.get(arn) ?? [])].map(([Key, Value]) => ({ Key, Value })),
      })),
    }),
  };
}

function readCheck(params: Params, protocol: string): HealthCheck {
  const application = protocol === "HTTP" || protocol === "HTTPS";
  return {
    protocol: text(params, "HealthCheckProtocol") ?? (application ? "HTTP" : "TCP"),
    path: text(params, "HealthCheckPath") ?? "/",
    interval: integer(params, "HealthCheckIntervalSeconds") ?? 30,
    timeout: integer(params, "HealthCheckTimeoutSeconds") ?? (application ? 5 : 10),
    healthyThreshold: integer(params, "HealthyThresholdCount") ?? 5,
    unhealthyThreshold: integer(params, "UnhealthyThresholdCount") ?? 2,
    matcher: text(structure(params, "Matcher") ?? {}, "HttpCode") ?? "200",
  };
}

function describeGroup({ arn, name, protocol, port, vpcId, targetType, check }: TargetGroup, state: Balancers): Params {
  const http = check.protocol !== "TCP";
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: protocol,
    Port: port,
    VpcId: vpcId,
    TargetType: targetType,
    HealthCheckProtocol: check.protocol,
    HealthCheckPort: "traffic-port",
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: check.interval,
    HealthCheckTimeoutSeconds: check.timeout,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
    HealthCheckPath: http ? check.path : undefined,
    Matcher: http ? { HttpCode: check.matcher } : undefined,
    LoadBalancerArns: state.usersOf(arn),
    IpAddressType: "ipv4",
  };
}

function describeAttributes(group: TargetGroup): Params[] {
  return [...group.attributes].map(([Key, Value]) => ({ Key, Value }));
}

function describeHealth(group: TargetGroup, target: Target, ec2: Ec2): Params {
  return {
    Target: { Id: target.id, Port: target.port },
    HealthCheckPort: String(target.port),
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
  if (ec2.instances.all.get(id)?.state !== "running") {
    return { State: "unused", Reason: "Target.InvalidState", Description: "Target is in the stopped state" };
  }
  return { State: state, Reason: reason, Description: description };
}
