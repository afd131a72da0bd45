import type { Params } from "../contract.ts";
import type { Entrance } from "./entrance.ts";

/** What the load balancers are made of. Control-plane state; what the data plane obeys is in `Listener.live`. */

export interface LoadBalancer {
  arn: string;
  name: string;
  type: "application" | "network";
  scheme: string;
  subnets: string[];
  securityGroups: string[];
  ipAddressType: string;
  vpcId: string;
  createdAt: Date;
  attributes: Map<string, string>;
  /** What it was created with. */
  request: string;
}

export interface Listener {
  arn: string;
  loadBalancer: LoadBalancer;
  protocol: string;
  port: number;
  tls: TlsSettings;
  actions: Action[];
  rules: Rule[];
  /** What the default actions are called among the rules. */
  defaultRuleArn: string;
  /** The routing that requests obey now; it follows the control plane after a while. */
  live: Routing;
  entrance: Entrance | undefined;
  url: string;
  /** What it was created with. */
  request: string;
}

/** What a listener has that speaks TLS; all undefined or empty for others. */
export interface TlsSettings {
  sslPolicy: string | undefined;
  /** The default certificate first. */
  certificates: string[];
  alpn: string | undefined;
  mutualAuthentication: Params | undefined;
}

export interface Rule {
  arn: string;
  priority: number;
  conditions: Condition[];
  actions: Action[];
  transforms: Transform[];
}

/** A rewrite of the path and query, or of the host, of requests that a rule is for. */
export interface Transform {
  type: string;
  regex: string;
  replace: string;
}

export interface Routing {
  rules: Pick<Rule, "conditions" | "actions" | "transforms">[];
  actions: Action[];
}

export interface Condition {
  field: string;
  values: string[];
  /** Regular expressions, which stand in the place of values. */
  regexes: string[];
  headerName: string | undefined;
  query: { key: string | undefined; value: string }[];
}

export interface Action {
  type: string;
  order: number | undefined;
  forward: Forward | undefined;
  /** Members of every other type, as they came. */
  other: Params;
}

export interface Forward {
  groups: { arn: string; weight: number }[];
  sticky: { enabled: boolean; seconds: number | undefined };
}

export interface TargetGroup {
  arn: string;
  name: string;
  protocol: string;
  port: number;
  /** Undefined where the protocol is not HTTP. */
  protocolVersion: string | undefined;
  vpcId: string;
  targetType: string;
  ipAddressType: string;
  controlPort: number | undefined;
  check: HealthCheck;
  attributes: Map<string, string>;
  targets: Map<string, Target>;
  /** Those whose instance was terminated: no list has them, and who asks by id is told that they drain, for good. */
  departed: Set<Target>;
  /** Set while its targets are checked, which is while an action names it. */
  checking: boolean;
  /** What the data plane did with it. */
  traffic: { requests: number; failed: number };
  roundRobin: number;
  /** What it was created with. */
  request: string;
}

export interface HealthCheck {
  enabled: boolean;
  protocol: string;
  /** A port of its own, or `traffic-port`: each target's. */
  port: string;
  path: string;
  /** AWS seconds. */
  interval: number;
  timeout: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  matcher: string;
  /** Whether the matcher is about gRPC's codes. */
  grpc: boolean;
}

export interface Target {
  id: string;
  port: number;
  state: "initial" | "healthy" | "unhealthy" | "draining";
  reason: string | undefined;
  description: string | undefined;
  /** Checks in a row with the same result. */
  passes: number;
  fails: number;
  /** Real milliseconds since the epoch; undefined until first healthy. */
  healthySince: number | undefined;
  /** Whether it goes into slow start when it gets healthy. */
  startsSlowly: boolean;
  /** When it went into slow start, in real milliseconds since the epoch; undefined: it did not. */
  slowSince: number | undefined;
  stopChecks: (() => void) | undefined;
  /** Cuts what is still in flight. */
  inFlight: Set<() => void>;
}

export function attribute(group: TargetGroup, key: string): string {
  return group.attributes.get(key) ?? "";
}

/** The target groups that a list of actions names. */
export function groupsOf(actions: readonly Action[]): string[] {
  return actions.flatMap(({ forward }) => forward?.groups.map(({ arn }) => arn) ?? []);
}
