import type { IncomingMessage } from "node:http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Condition } from "../../src/platforms/ec2/listeners/conditions.ts";
import {
  asRequest,
  describeCondition,
  fromRuleCondition,
  parseCondition,
  sizeOfConditions,
  toRuleCondition,
} from "../../src/platforms/ec2/listeners/conditions.ts";
import { matches, readCondition } from "../aws/elb/conditions.ts";

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,38}$/);
const value = fc.stringMatching(/^[A-Za-z0-9._~:/@=,;-]{1,99}$/);
const crumb = fc.stringMatching(/^[A-Za-z0-9._~:/@=,-]{1,82}$/);
const network = fc.tuple(fc.nat({ max: 0xffff_ffff }), fc.nat({ max: 31 })).map(([number, bits]): Condition => {
  const base = bits === 0 ? 0 : Math.floor(number / 2 ** (32 - bits)) * 2 ** (32 - bits);
  return { by: "source", range: `${[24, 16, 8, 0].map((shift) => (base >>> shift) & 255).join(".")}/${bits}` };
});
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ by: fc.constantFrom("header" as const, "query" as const), name, value }),
  fc.record({ by: fc.constant("cookie" as const), name, value: crumb }),
  network,
);

describe("a condition", () => {
  test("is read as it is written", () => {
    fc.assert(
      fc.property(condition, (given) => {
        expect(parseCondition(describeCondition(given))).toEqual(given);
        expect(parseCondition(`  ${describeCondition(given)}\n`)).toEqual(given);
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, Condition]>([
    ["header X-Beta=1", { by: "header", name: "X-Beta", value: "1" }],
    ["cookie  beta  =  on", { by: "cookie", name: "beta", value: "on" }],
    ["query v = 2", { by: "query", name: "v", value: "2" }],
    ["source 2001:db8::/32", { by: "source", range: "2001:db8::/32" }],
    ["source ::/0", { by: "source", range: "::/0" }],
    ["source 2001:db8::1/128", { by: "source", range: "2001:db8::1/128" }],
    ["source ::ffff:192.0.2.0/120", { by: "source", range: "::ffff:192.0.2.0/120" }],
    ["source 203.0.113.7/32", { by: "source", range: "203.0.113.7/32" }],
  ])("may be written as %j", (text, expected) => {
    expect(parseCondition(text)).toEqual(expected);
  });

  test.each([
    "",
    "header",
    "header X-Beta",
    "header = 1",
    "header X-Beta = ",
    "X-Beta = 1",
    "Header X-Beta = 1",
    "host example.com = 1",
    "source 203.0.113.7",
    "source anywhere/0",
    "header Host = shop.example",
    "source 999.0.0.0/99",
    "source 203.0.113.0/33",
    "source :::/200",
    "source 2001:db8::/129",
    "source 203.0.113.7/24",
    "source 2001:db8::1/64",
    "source ::ffff:192.0.2.1/120",
    "source 203.0.113.0/024",
    "cookie beta = 1;2",
    `cookie ${"n".repeat(40)} = ${"v".repeat(83)}`,
    `header ${"x".repeat(41)} = 1`,
    `header x = ${"1".repeat(101)}`,
    "header X Beta = 1",
    "header X-Beta = a b",
    'header X-Beta = "1"',
    "header X-Beta = a\\b",
    "header X-Bét = 1",
  ])("is none: %j", (text) => {
    expect(parseCondition(text)).toBeUndefined();
  });

  test("has no wildcard: it means what it says", () => {
    const wild = fc.tuple(value, fc.constantFrom("*", "?"), value).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.constantFrom("header", "cookie", "query"), wild, (by, text) => {
        expect(parseCondition(`${by} beta = ${text}`)).toBeUndefined();
        expect(parseCondition(`${by} ${text} = 1`)).toBeUndefined();
      }),
    );
  });

  test("of any text is read without a crash", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `header ${text}`),
        ),
        (text) => {
          const read = parseCondition(text);
          if (read !== undefined) expect(parseCondition(describeCondition(read))).toEqual(read);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test("a condition becomes the listener rule's condition of its kind", () => {
  expect(toRuleCondition({ by: "header", name: "X-Beta", value: "1" })).toEqual({
    Field: "http-header",
    HttpHeaderConfig: { HttpHeaderName: "X-Beta", Values: ["1"] },
  });
  expect(toRuleCondition({ by: "query", name: "beta", value: "1" })).toEqual({
    Field: "query-string",
    QueryStringConfig: { Values: [{ Key: "beta", Value: "1" }] },
  });
  expect(toRuleCondition({ by: "source", range: "203.0.113.0/24" })).toEqual({
    Field: "source-ip",
    SourceIpConfig: { Values: ["203.0.113.0/24"] },
  });
  const cookie = toRuleCondition({ by: "cookie", name: "beta", value: "1" });
  expect(cookie).toMatchObject({ Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "Cookie" } });
});

test("a listener rule's condition is read back, in whatever order its values come", () => {
  fc.assert(
    fc.property(condition, fc.boolean(), (given, backwards) => {
      const rule = toRuleCondition(given);
      if (backwards) rule.HttpHeaderConfig?.Values?.reverse();
      expect(fromRuleCondition(rule)).toEqual(given);
    }),
  );
  const old = { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "Cookie", Values: ["*beta=1*"] } };
  expect(fromRuleCondition(old)).toEqual({ by: "cookie", name: "beta", value: "1" });
  expect(fromRuleCondition({ Field: "path-pattern", PathPatternConfig: { Values: ["/a"] } })).toBeUndefined();
});

test("a rule for a cookie finds that cookie among others, and no other cookie", () => {
  const rule = readCondition(toRuleCondition({ by: "cookie", name: "beta", value: "1" }) as never);
  const meets = (cookie: string) =>
    matches([rule], { url: "/", headersDistinct: { cookie: [cookie] } } as unknown as IncomingMessage);
  const name = fc.constantFrom("beta", "notbeta", "beta2", "a");
  const pair = fc.tuple(name, fc.constantFrom("1", "10", "01", "", "beta=1")).map((parts) => parts.join("="));
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 4 }), (pairs) => {
      expect(meets(pairs.join("; "))).toBe(pairs.includes("beta=1"));
    }),
    { numRuns: 1_000 },
  );
});

test("what ELB counts of a rule's conditions is counted, however the API wrote them down", () => {
  const path = { Field: "path-pattern", Values: ["/a/*", "/b"], PathPatternConfig: { Values: ["/a/*", "/b"] } };
  expect(sizeOfConditions([path])).toEqual({ values: 2, wildcards: 1 });
  expect(sizeOfConditions([{ Field: "host-header", Values: ["a.example"] }])).toEqual({ values: 1, wildcards: 0 });
  const cookie = toRuleCondition({ by: "cookie", name: "beta", value: "1" });
  expect(sizeOfConditions([path, cookie])).toEqual({ values: 6, wildcards: 5 });
  expect(sizeOfConditions([toRuleCondition({ by: "query", name: "a", value: "1" })])).toEqual({
    values: 1,
    wildcards: 0,
  });
});

test("a request can be made that meets the condition, but for one about where it comes from", () => {
  expect(asRequest({ by: "header", name: "X-Beta", value: "1" })).toEqual({ headers: { "X-Beta": "1" }, query: "" });
  expect(asRequest({ by: "cookie", name: "beta", value: "1" })).toEqual({ headers: { cookie: "beta=1" }, query: "" });
  expect(asRequest({ by: "query", name: "a&b", value: "1=2" })).toEqual({ headers: {}, query: "a%26b=1%3D2" });
  expect(asRequest({ by: "source", range: "203.0.113.0/24" })).toBeUndefined();
});
