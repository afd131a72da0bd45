import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Condition } from "../../src/platforms/ec2/conditions.ts";
import { asRequest, describeCondition, parseCondition, toRuleCondition } from "../../src/platforms/ec2/conditions.ts";

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,38}$/);
const value = fc.stringMatching(/^[A-Za-z0-9._~:/@=,;-]{1,99}$/);
const octet = fc.nat({ max: 255 });
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ by: fc.constantFrom("header" as const, "cookie" as const, "query" as const), name, value }),
  fc.tuple(octet, octet, octet, octet, fc.nat({ max: 32 })).map(([a, b, c, d, bits]): Condition => {
    return { by: "source", range: `${a}.${b}.${c}.${d}/${bits}` };
  }),
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

test("a request can be made that meets the condition, but for one about where it comes from", () => {
  expect(asRequest({ by: "header", name: "X-Beta", value: "1" })).toEqual({ headers: { "X-Beta": "1" }, query: "" });
  expect(asRequest({ by: "cookie", name: "beta", value: "1" })).toEqual({ headers: { cookie: "beta=1" }, query: "" });
  expect(asRequest({ by: "query", name: "a&b", value: "1=2" })).toEqual({ headers: {}, query: "a%26b=1%3D2" });
  expect(asRequest({ by: "source", range: "203.0.113.0/24" })).toBeUndefined();
});
