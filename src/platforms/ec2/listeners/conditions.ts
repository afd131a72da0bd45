import { isIP } from "node:net";
import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";

/** Which requests a cohort or a preview is about. */
export type Condition =
  | { by: "header" | "cookie" | "query"; name: string; value: string }
  | { by: "source"; range: string };

/** A header's or cookie's name (RFC 9110, token); values as listener rules take them. */
const NAMED =
  /^(header|cookie|query)\s+([A-Za-z0-9!#$%&'+.^_|~-]{1,40})\s*=\s*([\x21\x23-\x29\x2b-\x3e\x40-\x5b\x5d-\x7e]{1,100})$/;
const SOURCE = /^source\s+([0-9a-fA-F:.]+\/(?:0|[1-9]\d{0,2}))$/;
/** Characters of one string that a condition compares with (ELBv2 API Reference, HttpHeaderConditionConfig). */
const MAX_STRING = 128;

/**
 * Reads `header X-Beta = 1`, `cookie beta = 1`, `query beta = 1` or `source 203.0.113.0/24`. The wildcards of listener
 * rules (`*`, `?`), quotes and backslashes are not taken: a condition means what it says, but that ELB compares without
 * regard to case.
 *
 * @returns undefined when it is none of these, when the header is Host, which has conditions of another kind, when a source is not a network by its own address (no bit is set behind
 * the prefix), or when a cookie has a semicolon or is too long for a rule (name and value together 122 characters).
 */
export function parseCondition(text: string): Condition | undefined {
  const source = SOURCE.exec(text.trim())?.[1];
  if (source !== undefined) return isNetwork(source) ? { by: "source", range: source } : undefined;
  const match = NAMED.exec(text.trim());
  if (match === null) return undefined;
  const [, by, name = "", value = ""] = match;
  if (by === "header" && name.toLowerCase() === "host") return undefined;
  const unfit = value.includes(";") || cookiePatterns(name, value).some(({ length }) => length > MAX_STRING);
  if (by === "cookie" && unfit) return undefined;
  return { by: by as "header" | "cookie" | "query", name, value };
}

/**
 * Whether it is a network that a listener rule takes: an address of either family, a prefix length of that family, and
 * no bit behind it: whoever sets one there most likely means another network.
 */
function isNetwork(range: string): boolean {
  const [address = "", prefix = ""] = range.split("/");
  const family = isIP(address);
  const bits = Number(prefix);
  if (family === 0 || bits > (family === 4 ? 32 : 128)) return false;
  const [number, width] = family === 4 ? [bitsOfV4(address), 32n] : [bitsOfV6(address), 128n];
  return (number & ((1n << (width - BigInt(bits))) - 1n)) === 0n;
}

function bitsOfV4(address: string): bigint {
  return address.split(".").reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

function bitsOfV6(address: string): bigint {
  // The end may be written as an IPv4 address (RFC 4291, section 2.2).
  const dotted = /[\d.]*\.[\d.]*$/.exec(address)?.[0];
  const tail =
    dotted === undefined
      ? ""
      : bitsOfV4(dotted)
          .toString(16)
          .padStart(8, "0")
          .replace(/(.{4})/, "$1:");
  const [head = "", rest] = (dotted === undefined ? address : address.slice(0, -dotted.length) + tail).split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const [before, after] = [groups(head), groups(rest ?? "")];
  const zeros = Array.from({ length: rest === undefined ? 0 : 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/**
 * What a Cookie header looks like that has the cookie: alone, first, in the middle, last. A header is `a=1; b=2`
 * (RFC 6265, section 4.2.1), and a rule has no other pattern than wildcards: `*beta=1*` would find `beta=10` too.
 */
function cookiePatterns(name: string, value: string): string[] {
  const cookie = `${name}=${value}`;
  return [cookie, `${cookie};*`, `*; ${cookie};*`, `*; ${cookie}`];
}

export function describeCondition(condition: Condition): string {
  return condition.by === "source"
    ? `source ${condition.range}`
    : `${condition.by} ${condition.name} = ${condition.value}`;
}

/** As a listener rule has it (ELBv2 API Reference, RuleCondition). A cookie is looked for in the Cookie header. */
export function toRuleCondition(condition: Condition): RuleCondition {
  switch (condition.by) {
    case "header":
      return { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: condition.name, Values: [condition.value] } };
    case "cookie": {
      const Values = cookiePatterns(condition.name, condition.value);
      return { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "Cookie", Values } };
    }
    case "query":
      return {
        Field: "query-string",
        QueryStringConfig: { Values: [{ Key: condition.name, Value: condition.value }] },
      };
    case "source":
      return { Field: "source-ip", SourceIpConfig: { Values: [condition.range] } };
  }
}

/** Reads back what `toRuleCondition` wrote, also as versions before wrote a cookie; undefined when it is none of ours. */
export function fromRuleCondition({
  Field,
  HttpHeaderConfig,
  QueryStringConfig,
  SourceIpConfig,
}: RuleCondition): Condition | undefined {
  if (Field === "source-ip") return parseCondition(`source ${SourceIpConfig?.Values?.[0]}`);
  if (Field === "query-string") {
    const { Key, Value } = QueryStringConfig?.Values?.[0] ?? {};
    return parseCondition(`query ${Key} = ${Value}`);
  }
  const { HttpHeaderName = "", Values = [] } = HttpHeaderConfig ?? {};
  if (Field !== "http-header") return undefined;
  if (HttpHeaderName.toLowerCase() !== "cookie") return parseCondition(`header ${HttpHeaderName} = ${Values[0]}`);
  // The API promises no order of the values.
  const [, name, value] = /^\*?([^=*;]+)=([^*;]+)\*?$/.exec(Values.find((text) => !text.includes(";")) ?? "") ?? [];
  return parseCondition(`cookie ${name} = ${value}`);
}

/** Strings and wildcards that the conditions of a rule have together, of which ELB counts both. */
export function sizeOfConditions(conditions: readonly RuleCondition[]): { values: number; wildcards: number } {
  const strings = conditions.flatMap((condition) => {
    const { HostHeaderConfig, PathPatternConfig, HttpHeaderConfig, HttpRequestMethodConfig, SourceIpConfig } =
      condition;
    const configs = [HostHeaderConfig, PathPatternConfig, HttpHeaderConfig, HttpRequestMethodConfig, SourceIpConfig];
    const named = configs.flatMap((config) => config?.Values ?? []);
    const pairs = (condition.QueryStringConfig?.Values ?? []).map(({ Key = "", Value = "" }) => `${Key}=${Value}`);
    return named.length + pairs.length > 0 ? [...named, ...pairs] : (condition.Values ?? []);
  });
  return { values: strings.length, wildcards: strings.join("").match(/[*?]/g)?.length ?? 0 };
}

/** What a request needs so that it meets the condition; undefined for a source address, which it cannot choose. */
export function asRequest(condition: Condition): { headers: Record<string, string>; query: string } | undefined {
  switch (condition.by) {
    case "header":
      return { headers: { [condition.name]: condition.value }, query: "" };
    case "cookie":
      return { headers: { cookie: `${condition.name}=${condition.value}` }, query: "" };
    case "query":
      return { headers: {}, query: `${encodeURIComponent(condition.name)}=${encodeURIComponent(condition.value)}` };
    case "source":
      return undefined;
  }
}
