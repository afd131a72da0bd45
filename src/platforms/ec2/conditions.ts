import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";

/** Which requests a cohort or a preview is about. */
export type Condition =
  | { by: "header" | "cookie" | "query"; name: string; value: string }
  | { by: "source"; range: string };

/** A header's or cookie's name (RFC 9110, token); values as listener rules take them. */
const NAMED =
  /^(header|cookie|query)\s+([A-Za-z0-9!#$%&'+.^_|~-]{1,40})\s*=\s*([\x21\x23-\x29\x2b-\x3e\x40-\x5b\x5d-\x7e]{1,100})$/;
const SOURCE = /^source\s+((?:\d{1,3}\.){3}\d{1,3}\/\d{1,2}|[0-9a-fA-F:]+\/\d{1,3})$/;

/**
 * Reads `header X-Beta = 1`, `cookie beta = 1`, `query beta = 1` or `source 203.0.113.0/24`. The wildcards of listener
 * rules (`*`, `?`), quotes and backslashes are not taken: a condition means what it says.
 */
export function parseCondition(text: string): Condition | undefined {
  const source = SOURCE.exec(text.trim())?.[1];
  if (source !== undefined) return { by: "source", range: source };
  const match = NAMED.exec(text.trim());
  if (match === null) return undefined;
  const [, by, name = "", value = ""] = match;
  return { by: by as "header" | "cookie" | "query", name, value };
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
      const Values = [`*${condition.name}=${condition.value}*`];
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
