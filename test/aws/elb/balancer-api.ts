import { randomBytes } from "node:crypto";
import type { Operation, Params, WorldConfig } from "../contract.ts";
import { AwsError, VPC } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import { integer, paged, required, structures, text, texts } from "../params.ts";
import { whole } from "../unread.ts";
import type { Balancers } from "./balancers.ts";
import { removeListener, requestOf } from "./balancers.ts";
import type { LoadBalancer } from "./model.ts";

const PAGE = 100;
const COMMON_ATTRIBUTES = { "deletion_protection.enabled": "false", "access_logs.s3.enabled": "false" };
/** API Reference, LoadBalancerAttribute; those that say something about traffic. */
const ATTRIBUTES: Record<LoadBalancer["type"], Record<string, string>> = {
  application: {
    "idle_timeout.timeout_seconds": "60",
    "routing.http2.enabled": "true",
    "load_balancing.cross_zone.enabled": "true",
  },
  network: { "load_balancing.cross_zone.enabled": "false" },
};

/** Load balancers and their attributes. */
export function balancerOperations(config: WorldConfig, state: Balancers, ec2: Ec2): Record<string, Operation> {
  const arn = (path: string) => `arn:aws:elasticloadbalancing:${config.region}:${config.accountId}:${path}`;
  const readSubnets = (params: Params): string[] => {
    const mapped = structures(params, "SubnetMappings").map((mapping) => required(mapping, "SubnetId"));
    const subnets = [...texts(params, "Subnets"), ...mapped];
    const unknown = subnets.find((id) => ec2.subnets.every(({ subnetId }) => subnetId !== id));
    if (unknown !== undefined) throw new AwsError("SubnetNotFound", `The subnet ID '${unknown}' does not exist`);
    return subnets;
  };
  /** Without subnets it is in every zone, which saves worlds from naming them. */
  const describe = (balancer: LoadBalancer): Params =>
    describeLoadBalancer(
      balancer,
      ec2.subnets.filter(({ subnetId }) => balancer.subnets.length === 0 || balancer.subnets.includes(subnetId)),
    );
  return {
    CreateLoadBalancer: (params) => {
      const name = required(params, "Name");
      const existing = [...state.loadBalancers.values()].find((balancer) => balancer.name === name);
      if (existing !== undefined && existing.request !== requestOf(params)) {
        throw new AwsError(
          "DuplicateLoadBalancerName",
          `A load balancer with the same name '${name}' exists, but with different settings`,
        );
      }
      if (existing !== undefined) {
        // The same settings once more: they were read and judged the first time.
        whole(params);
        return { LoadBalancers: [describe(existing)] };
      }
      const type = readType(params);
      const [subnets, securityGroups] = [readSubnets(params), texts(params, "SecurityGroups")];
      const balancer: LoadBalancer = {
        arn: arn(`loadbalancer/${type === "network" ? "net" : "app"}/${name}/${randomBytes(8).toString("hex")}`),
        name,
        type,
        scheme: text(params, "Scheme") ?? "internet-facing",
        subnets,
        securityGroups,
        ipAddressType: text(params, "IpAddressType") ?? "ipv4",
        vpcId: VPC,
        createdAt: new Date(config.clock.now()),
        attributes: new Map(Object.entries({ ...COMMON_ATTRIBUTES, ...ATTRIBUTES[type] })),
        request: requestOf(params),
      };
      state.loadBalancers.set(balancer.arn, balancer);
      state.tag(balancer.arn, params);
      return { LoadBalancers: [describe(balancer)] };
    },
    DescribeLoadBalancers: (params) => {
      const [arns, names] = [texts(params, "LoadBalancerArns"), texts(params, "Names")];
      const all = [...state.loadBalancers.values()];
      const wanted = [
        ...arns.map((given) => state.loadBalancer(given)),
        ...names.map((name) => all.find((balancer) => balancer.name === name)),
      ];
      if (wanted.includes(undefined))
        throw new AwsError("LoadBalancerNotFound", `Load balancers '[${names.join(", ")}]' not found`);
      const page = paged(
        arns.length + names.length === 0 ? all : wanted.filter((balancer) => balancer !== undefined),
        text(params, "Marker"),
        integer(params, "PageSize") ?? PAGE,
      );
      return {
        LoadBalancers: page.items.map((balancer) => describe(balancer)),
        NextMarker: page.next,
      };
    },
    DeleteLoadBalancer: async (params) => {
      const arn = required(params, "LoadBalancerArn");
      const balancer = state.loadBalancers.get(arn);
      if (balancer?.attributes.get("deletion_protection.enabled") === "true") {
        throw new AwsError(
          "OperationNotPermitted",
          `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
        );
      }
      const own = [...state.listeners.values()].filter(({ loadBalancer }) => loadBalancer.arn === arn);
      for (const listener of own) await removeListener(state, listener);
      state.loadBalancers.delete(arn);
      return {};
    },
    DescribeLoadBalancerAttributes: (params) => ({
      Attributes: describeAttributes(state.loadBalancer(required(params, "LoadBalancerArn"))),
    }),
    ModifyLoadBalancerAttributes: (params) => {
      const balancer = state.loadBalancer(required(params, "LoadBalancerArn"));
      for (const { Key, Value } of structures(params, "Attributes"))
        balancer.attributes.set(String(Key), String(Value));
      return { Attributes: describeAttributes(balancer) };
    },
  };
}

function readType(params: Params): LoadBalancer["type"] {
  const type = text(params, "Type") ?? "application";
  if (type === "application" || type === "network") return type;
  throw new AwsError("ValidationError", `Load balancers of type '${type}' are not supported`);
}

function describeAttributes({ attributes }: LoadBalancer): Params[] {
  return [...attributes].map(([Key, Value]) => ({ Key, Value }));
}

function describeLoadBalancer(balancer: LoadBalancer, subnets: Ec2["subnets"]): Params {
  const application = balancer.type === "application";
  return {
    LoadBalancerArn: balancer.arn,
    LoadBalancerName: balancer.name,
    DNSName: `${balancer.name}.elb.localhost`,
    CanonicalHostedZoneId: "Z2IFOLAFXWLO4F",
    CreatedTime: balancer.createdAt,
    Scheme: balancer.scheme,
    Type: balancer.type,
    VpcId: balancer.vpcId,
    IpAddressType: balancer.ipAddressType,
    ...(application || balancer.securityGroups.length > 0 ? { SecurityGroups: balancer.securityGroups } : {}),
    State: { Code: "active" },
    AvailabilityZones: subnets.map(({ availabilityZone, subnetId }) => ({
      ZoneName: availabilityZone,
      SubnetId: subnetId,
    })),
  };
}
