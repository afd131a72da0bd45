import type { MethodSetting, Stage } from "@aws-sdk/client-api-gateway";
import type { Difference } from "../../delivery/plan.ts";
import type { Pair } from "./pair.ts";
import { refuse } from "./refusals.ts";
import type { ApiGatewaySettings, ShuttingOut } from "./settings.ts";
import type { Snapshot, StageSetup, StageState, UsagePlanState } from "./snapshot.ts";

/** How the two stages of a pair are set up, apart from what they serve: the switch changes that for users, too. Pure. */

const NONE = "none";
/** `*\/*` is every method; `~1pets~1{id}/GET` one of them (API Reference, MethodSetting). */
const EVERY_METHOD = "*/*";

export function setupOf(stage: Stage): StageSetup {
  const { accessLogSettings, cacheClusterEnabled, cacheClusterSize, methodSettings = {} } = stage;
  return {
    settings: {
      "cache cluster": cacheClusterEnabled === true ? `${cacheClusterSize ?? "?"} GB` : NONE,
      "access log": accessLogSettings?.destinationArn ?? NONE,
      "access log format": accessLogSettings?.format ?? NONE,
      "X-Ray tracing": stage.tracingEnabled === true ? "on" : "off",
      "client certificate": stage.clientCertificateId ?? NONE,
      "WAF ACL": stage.webAclArn ?? NONE,
      ...Object.assign({}, ...Object.entries(methodSettings).map(([key, setting]) => methodRows(key, setting))),
    },
    blocked: Object.entries(methodSettings)
      .filter(
        ([, { throttlingRateLimit, throttlingBurstLimit }]) => throttlingRateLimit === 0 || throttlingBurstLimit === 0,
      )
      .map(([key]) => methodName(key)),
  };
}

export function hasCache({ setup }: StageState): boolean {
  return (setup?.settings["cache cluster"] ?? NONE) !== NONE;
}

function methodRows(key: string, setting: MethodSetting): Record<string, string> {
  const name = methodName(key);
  const { throttlingRateLimit: rate, throttlingBurstLimit: burst } = setting;
  const cached = setting.cachingEnabled === true ? `for ${setting.cacheTtlInSeconds ?? "?"} s` : "off";
  return {
    // Without a limit of its own a method has the account's.
    [`throttling of ${name}`]: (rate ?? -1) < 0 ? "the account's" : `${rate} a second, ${burst ?? "?"} at once`,
    [`cache of ${name}`]: cached,
    [`execution log of ${name}`]: `${setting.loggingLevel ?? "OFF"}${setting.dataTraceEnabled === true ? " with data" : ""}`,
    [`metrics of ${name}`]: setting.metricsEnabled === true ? "on" : "off",
  };
}

function methodName(key: string): string {
  if (key === EVERY_METHOD) return "all methods";
  const [path = "", verb = ""] = key.split(/\/(?=[^/]*$)/);
  return `${verb} ${path.replace(/~1/g, "/").replace(/^(?!\/)/, "/")}`;
}

/** Every setting in which green's stage is not like blue's; their variables by name alone, for a value may be a secret. */
export function differencesOf(
  { blue, green, record, position }: Pick<Pair, "blue" | "green" | "record" | "position">,
  plans: readonly UsagePlanState[] | undefined,
): Difference[] {
  const [ofBlue, ofGreen] = [blue, green].map((stage) => settingsOf(stage, plans));
  const names = [...new Set([...Object.keys(ofBlue ?? {}), ...Object.keys(ofGreen ?? {})])];
  const settings = names
    .map((what) => ({ what, blue: ofBlue?.[what] ?? "not set", green: ofGreen?.[what] ?? "not set" }))
    .filter((row) => row.blue !== row.green);
  // Before it is deployed green has the variables of an older version, which the deploy replaces.
  return record === undefined || position === "begun" ? settings : [...settings, ...variablesApart(blue, green)];
}

function variablesApart({ variables: ofBlue }: StageState, { variables: ofGreen }: StageState): Difference[] {
  const names = [...new Set([...Object.keys(ofBlue), ...Object.keys(ofGreen)])];
  return names
    .filter((name) => ofBlue[name] !== ofGreen[name])
    .map((name) => {
      const [blue, green] = [ofBlue, ofGreen].map((variables) => (variables[name] === undefined ? "not set" : "set"));
      const other = blue === "set" && green === "set";
      return { what: `stage variable ${name}`, blue: blue ?? "", green: other ? "another value" : (green ?? "") };
    });
}

function settingsOf({ name, setup }: StageState, plans: readonly UsagePlanState[] | undefined): Record<string, string> {
  const names = plans?.filter(({ stages }) => stages.includes(name)).map((plan) => plan.name);
  const listed = names === undefined ? {} : { "usage plans": names.length === 0 ? NONE : names.join(", ") };
  return { ...setup?.settings, ...listed };
}

/**
 * Refuses to lead everybody to a stage that answers them 403 or 429.
 *
 * @throws DeliveryError `stage-throttled`, `stage-without-plan` or `stage-other-waf`.
 */
export function requireOpen(
  { allowDifferences: allowed }: ApiGatewaySettings,
  seen: Snapshot,
  { blue, green }: Pair,
): void {
  const isRefused = (what: ShuttingOut) => !allowed.includes(what);
  const stages = { blue: blue.name, green: green.name };
  const blocked = (green.setup?.blocked ?? []).filter((name) => blue.setup?.blocked.includes(name) !== true);
  if (blocked.length > 0 && isRefused("throttling")) {
    throw refuse("stage-throttled", { ...stages, methods: blocked.join(", ") });
  }
  const lacking = (seen.plans ?? []).filter(({ stages: all }) => all.includes(blue.name) && !all.includes(green.name));
  const keyed = seen.keyed ?? [];
  if (lacking.length > 0 && keyed.length > 0 && isRefused("usage-plans")) {
    const plans = lacking.map(({ name }) => name).join(", ");
    throw refuse("stage-without-plan", { ...stages, plans, id: lacking[0]?.id ?? "", methods: keyed.join(", ") });
  }
  const [ours, theirs] = [green, blue].map(({ setup }) => setup?.settings["WAF ACL"] ?? NONE);
  if (ours !== theirs && isRefused("waf")) {
    throw refuse("stage-other-waf", { ...stages, ours: ours ?? NONE, theirs: theirs ?? NONE });
  }
}

/** One sentence for the plan; the table is in the summary. */
export function differenceWarnings({ green, blue }: Pair, differences: readonly Difference[]): string[] {
  if (differences.length === 0) return [];
  const listed = differences.map((row) => `${row.what} (${row.blue} → ${row.green})`).join("; ");
  return [`${green.name} is not set up like ${blue.name}, and users notice that after the switch: ${listed}.`];
}
