import type { IncomingMessage } from "node:http";
import { BlockList } from "node:net";
import type { Params } from "../contract.ts";
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

export function readCondition(params: Params): Condition {
  const field = text(params, "Field") ?? "";
  const config = structure(params, CONFIGS[field] ?? "") ?? {};
  return {
    field,
    values: field === "query-string" ? [] : [...texts(params, "Values"), ...texts(config, "Values")],
    headerName: text(config, "HttpHeaderName"),
    query: structures(config, "Values").map((pair) => ({ key: text(pair, "Key"), value: text(pair, "Value") ?? "" })),
  };
}

export function describeCondition({ field, values, headerName, query }: Condition): Params {
  const member = CONFIGS[field] ?? "";
  if (field === "query-string")
    return { Field: field, [member]: { Values: query.map(({ key, value }) => ({ Key: key, Value: value })) } };
  const config = { [member]: { HttpHeaderName: headerName, Values: values } };
  return IN_BOTH_FORMS.includes(field) ? { Field: field, Values: values, ...config } : { Field: field, ...config };
}

/** Whether a request meets all conditions of a rule (Elastic Load Balancing user guide, "Condition types for listener rules"). */
export function matches(conditions: readonly Condition[], request: IncomingMessage): boolean {
  return conditions.every((condition) => meets(condition, request));
}

function meets({ field, values, headerName, query }: Condition, request: IncomingMessage): boolean {
  const url = new URL(request.url ?? "/", "http://localhost");
  switch (field) {
    case "host-header":
      return values.some((value) => wildcard(value, (request.headers.host ?? "").replace(/:\d+$/, "")));
    case "path-pattern":
      return values.some((value) => wildcard(value, url.pathname, { caseSensitive: true }));
    case "http-header":
      // A header that comes several times is looked at field by field (API Reference, HttpHeaderConditionConfig).
      return (request.headersDistinct[(headerName ?? "").toLowerCase()] ?? []).some((field) =>
        values.some((value) => wildcard(value, field)),
      );
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
