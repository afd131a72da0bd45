import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { wildcard } from "../iam.ts";
import { structure, structures, text, texts } from "../params.ts";
import type { Condition } from "./model.ts";

const CONFIGS: Record<string, string> = {
  "host-header": "HostHeaderConfig",
  "path-pattern": "PathPatternConfig",
  "http-header": "HttpHeaderConfig",
  "http-request-method": "HttpRequestMethodConfig",
  "query-string": "QueryStringConfig",
  "source-ip": "SourceIpConfig",
};

/** The fields whose values are shown as `Values` too: those that were there before the others. */
const IN_BOTH_FORMS = ["host-header", "path-pattern"];
const WITH_REGEXES = ["host-header", "path-pattern", "http-header"];
/** The others may come several times ("Condition types for listener rules"). */
const ONCE = ["host-header", "http-request-method", "path-pattern", "source-ip"];
/** Quotas of an application load balancer's rule. */
const [MAX_VALUES, MAX_WILDCARDS] = [5, 5];
/** API Reference, RuleCondition. */
const [MAX_LENGTH, MAX_NAME] = [128, 40];

/** The conditions of a rule, as CreateRule and ModifyRule read them. @throws AwsError for what they refuse. */
export function readConditions(params: Params): Condition[] {
  const conditions = structures(params, "Conditions").map(readCondition);
  if (conditions.length === 0) throw refused("A condition must be specified");
  const [twice] = ONCE.filter((name) => conditions.filter(({ field }) => field === name).length > 1);
  if (twice !== undefined) throw refused(`Only one condition with field '${twice}' can be specified`);
  const values = conditions.flatMap(({ values, regexes, query }) => [
    ...values,
    ...regexes,
    ...query.map(({ key, value }) => `${key ?? ""}${value}`),
  ]);
  if (values.length > MAX_VALUES) throw refused(`A rule can only have '${MAX_VALUES}' condition values`);
  const patterns = conditions.flatMap(({ values, query }) => [...values, ...query.map(({ value }) => value)]);
  const wildcards = patterns.join("").match(/[*?]/g)?.length ?? 0;
  if (wildcards > MAX_WILDCARDS) throw refused(`A rule can only have '${MAX_WILDCARDS}' condition wildcards`);
  return conditions;
}

/** One condition of a rule. */
export function readCondition(params: Params): Condition {
  const field = text(params, "Field") ?? "";
  const member = CONFIGS[field];
  if (member === undefined)
    throw refused(`Condition field '${field}' must be one of '[${Object.keys(CONFIGS).join(", ")}]'`);
  const config = structure(params, member);
  const [old, oldRegexes] = [texts(params, "Values"), texts(params, "RegexValues")];
  if (config !== undefined && old.length + oldRegexes.length > 0)
    throw refused(`You cannot provide both Values and '${member}' for a condition of type '${field}'`);
  if (config === undefined && !IN_BOTH_FORMS.includes(field)) throw refused(`A '${member}' must be specified`);
  if (old.length > 1) throw refused(`The '${field}' field contains too many values; the limit is '1'`);
  const given = config ?? {};
  const condition: Condition = {
    field,
    values: field === "query-string" ? [] : [...old, ...texts(given, "Values")],
    regexes: WITH_REGEXES.includes(field) ? [...oldRegexes, ...texts(given, "RegexValues")] : [],
    headerName: field === "http-header" ? (text(given, "HttpHeaderName") ?? "") : undefined,
    query:
      field === "query-string"
        ? structures(given, "Values").map((pair) => ({ key: text(pair, "Key"), value: text(pair, "Value") ?? "" }))
        : [],
  };
  judge(condition);
  return condition;
}

function judge({ field, values, regexes, headerName, query }: Condition): void {
  const all = [...values, ...regexes, ...query.map(({ value }) => value)];
  if (all.length === 0 || all.includes("")) throw refused("A condition value must be specified");
  const long = [...all, ...query.map(({ key }) => key ?? "")].find((value) => value.length > MAX_LENGTH);
  if (long !== undefined) throw refused(`The '${field}' value is too long; the limit is '${MAX_LENGTH}'`);
  if (field === "http-header") {
    if (headerName === undefined || headerName === "") throw refused("A 'HttpHeaderName' must be specified");
    if (headerName.length > MAX_NAME) throw refused(`The 'HttpHeaderName' is too long; the limit is '${MAX_NAME}'`);
    if (headerName.toLowerCase() === "host") throw refused("The host is matched by conditions of type 'host-header'");
  }
  const method = field === "http-request-method" ? values.find((value) => !/^[A-Z_-]{1,40}$/.test(value)) : undefined;
  if (method !== undefined)
    throw refused(
      `The 'HttpRequestMethodConfig' value '${method}' must match '[A-Z_-]' and have 40 characters at most`,
    );
  const range = field === "source-ip" ? values.find((value) => !isRange(value)) : undefined;
  if (range !== undefined) throw refused(`The 'SourceIpConfig' value '${range}' must be in CIDR format`);
}

function isRange(value: string): boolean {
  const [address = "", bits = ""] = value.split("/");
  const version = isIP(address);
  return version !== 0 && /^\d+$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

function refused(message: string): AwsError {
  return new AwsError("ValidationError", message);
}

export function describeCondition({ field, values, regexes, headerName, query }: Condition): Params {
  const member = CONFIGS[field] ?? "";
  if (field === "query-string")
    return { Field: field, [member]: { Values: query.map(({ key, value }) => ({ Key: key, Value: value })) } };
  const patterns = regexes.length > 0 ? { RegexValues: regexes } : { Values: values };
  const config = { [member]: { HttpHeaderName: headerName, ...patterns } };
  return IN_BOTH_FORMS.includes(field) ? { Field: field, ...patterns, ...config } : { Field: field, ...config };
}

/** Whether a request meets all conditions of a rule (Elastic Load Balancing user guide, "Condition types for listener rules"). */
export function matches(conditions: readonly Condition[], request: IncomingMessage): boolean {
  return conditions.every((condition) => meets(condition, request));
}

function meets({ field, values, regexes, headerName, query }: Condition, request: IncomingMessage): boolean {
  const url = new URL(request.url ?? "/", "http://localhost");
  const fits = (subject: string, options = {}) =>
    values.some((value) => wildcard(value, subject, options)) ||
    regexes.some((regex) => new RegExp(regex).test(subject));
  switch (field) {
    case "host-header":
      return fits((request.headers.host ?? "").replace(/:\d+$/, ""));
    case "path-pattern":
      return fits(url.pathname, { caseSensitive: true });
    case "http-header":
      // A header that comes several times is looked at field by field (API Reference, HttpHeaderConditionConfig).
      return (request.headersDistinct[(headerName ?? "").toLowerCase()] ?? []).some((value) => fits(value));
    case "http-request-method":
      return values.includes(request.method ?? "");
    case "query-string":
      return query.some((pair) =>
        [...url.searchParams].some(
          ([key, value]) => (pair.key === undefined || wildcard(pair.key, key)) && wildcard(pair.value, value),
        ),
      );
    case "source-ip":
      return values.some((range) => within(range, request.socket.remoteAddress ?? ""));
    default:
      return false;
  }
}

function within(range: string, address: string): boolean {
  const [network = "", bits = "32"] = range.split("/");
  const list = new BlockList();
  list.addSubnet(network, Number(bits), network.includes(":") ? "ipv6" : "ipv4");
  return list.check(address.replace(/^::ffff:/, ""), address.includes(".") ? "ipv4" : "ipv6");
}
