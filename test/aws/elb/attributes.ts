import { AwsError } from "../contract.ts";
import type { TargetGroup } from "./model.ts";

/** Target group attributes (Elastic Load Balancing API Reference, TargetGroupAttribute). */

/** The only one of functions. */
const MULTI_VALUE = "lambda.multi_value_headers.enabled";
const COMMON = {
  "deregistration_delay.timeout_seconds": "300",
  "stickiness.enabled": "false",
  "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
};
const HTTP = {
  "stickiness.type": "lb_cookie",
  "stickiness.lb_cookie.duration_seconds": "86400",
  "stickiness.app_cookie.cookie_name": "",
  "stickiness.app_cookie.duration_seconds": "86400",
  "slow_start.duration_seconds": "0",
  "load_balancing.algorithm.type": "round_robin",
  "load_balancing.algorithm.anomaly_mitigation": "off",
};
const TCP = {
  "stickiness.type": "source_ip",
  "deregistration_delay.connection_termination.enabled": "false",
  "proxy_protocol_v2.enabled": "false",
};

/** "For new UDP/TCP_UDP target groups the default is true" (API Reference, TargetGroupAttribute). */
const UDP = { ...TCP, "deregistration_delay.connection_termination.enabled": "true" };

/** Without a default that is shown. */
const TCP_ONLY = [
  ...["preserve_client_ip.enabled", "target_health_state.unhealthy.connection_termination.enabled"],
  "target_health_state.unhealthy.draining_interval_seconds",
];

const WEEK = 604_800;
/** The whole numbers that are accepted; `or` is one outside of the range. */
const NUMBERS: Record<string, { from: number; to: number; or?: number }> = {
  "deregistration_delay.timeout_seconds": { from: 0, to: 3_600 },
  "slow_start.duration_seconds": { from: 30, to: 900, or: 0 },
  "stickiness.lb_cookie.duration_seconds": { from: 1, to: WEEK },
  "stickiness.app_cookie.duration_seconds": { from: 1, to: WEEK },
  "target_health_state.unhealthy.draining_interval_seconds": { from: 0, to: 360_000 },
};

const BOOLEAN = ["true", "false"];
const WORDS: Record<string, readonly string[]> = {
  "stickiness.enabled": BOOLEAN,
  "stickiness.type": ["lb_cookie", "app_cookie", "source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto"],
  "load_balancing.algorithm.type": ["round_robin", "least_outstanding_requests", "weighted_random"],
  "load_balancing.algorithm.anomaly_mitigation": ["on", "off"],
  "load_balancing.cross_zone.enabled": [...BOOLEAN, "use_load_balancer_configuration"],
  "deregistration_delay.connection_termination.enabled": BOOLEAN,
  "preserve_client_ip.enabled": BOOLEAN,
  "proxy_protocol_v2.enabled": BOOLEAN,
  [MULTI_VALUE]: BOOLEAN,
  "target_health_state.unhealthy.connection_termination.enabled": BOOLEAN,
};
const FREE = ["stickiness.app_cookie.cookie_name"];

export function defaultAttributes(targetType: string, protocol: string): Map<string, string> {
  if (targetType === "lambda") return new Map([[MULTI_VALUE, "false"]]);
  const own = protocol.startsWith("HTTP") ? HTTP : protocol.endsWith("UDP") ? UDP : TCP;
  return new Map(Object.entries({ ...COMMON, ...own }));
}

/** @throws AwsError for keys and values that target groups of the protocol do not have. */
export function judgeAttribute(
  key: string,
  value: string,
  { protocol, targetType }: Pick<TargetGroup, "protocol" | "targetType">,
): void {
  if ((targetType === "lambda") !== (key === MULTI_VALUE)) {
    throw new AwsError(
      "InvalidConfigurationRequest",
      `Target group attribute '${key}' is not supported for target groups of type '${targetType}'`,
    );
  }
  const application = protocol.startsWith("HTTP");
  const ownKeys = Object.keys(application ? HTTP : TCP);
  const othersKeys = [...Object.keys(application ? TCP : HTTP), ...(application ? TCP_ONLY : [])];
  if (othersKeys.includes(key) && !ownKeys.includes(key)) {
    throw new AwsError(
      "InvalidConfigurationRequest",
      `Target group attribute '${key}' is not supported for target groups with the ${protocol} protocol`,
    );
  }
  const types = application ? ["lb_cookie", "app_cookie"] : ["source_ip"];
  if (key === "stickiness.type" && WORDS[key]?.includes(value) && !types.includes(value)) {
    throw new AwsError(
      "InvalidConfigurationRequest",
      `Stickiness type '${value}' is not supported for target groups with the ${protocol} protocol`,
    );
  }
  judgeValue(key, value);
}

function judgeValue(key: string, value: string): void {
  const [range, words] = [NUMBERS[key], WORDS[key]];
  if (range !== undefined) {
    const given = Number(value);
    if (/^\d+$/.test(value) && (given === range.or || (range.from <= given && given <= range.to))) return;
    throw new AwsError(
      "ValidationError",
      `Target group attribute '${key}' must be between ${range.from} and ${range.to}, not '${value}'`,
    );
  }
  if (words?.includes(value) || FREE.includes(key) || key.startsWith("target_group_health.")) return;
  throw new AwsError(
    "ValidationError",
    words === undefined
      ? `Target group attribute key '${key}' is not recognized`
      : `Target group attribute '${key}' must be one of ${words.join(", ")}, not '${value}'`,
  );
}
