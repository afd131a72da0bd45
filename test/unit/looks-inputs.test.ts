import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Given } from "./fixtures.ts";
import { EC2, ec2Of, failureOf, listenerArn, parse, told } from "./fixtures.ts";

const DEPLOY: Given = { ...EC2, step: "deploy", "image-id": "ami-0abcdef1234567890" };
const PROMOTE: Given = { ...EC2, step: "promote" };
const ROLLBACK: Given = { ...EC2, step: "rollback" };
const SHIFT: Given = { ...EC2, step: "shift", strategy: "canary" };
const PROBE: Given = { "probe-url": "https://shop.example/health?full=1", "probe-match": "header X-Version = v2" };
const PREVIEW: Given = { preview: "header X-Preview = green" };
const SMOKE: Given = { "smoke-test": "/, /old = 301", url: "https://shop.example" };
const LISTENER = listenerArn(9);

const settings = (given: Given, config: Given = {}) => ec2Of(parse(given, { config }));
const refusal = (given: Given, config: Given = {}) => told(failureOf(() => parse(given, { config }))).join("\n");

describe("the probe", () => {
  test("is of shift, promote and rollback, by workflow or config file", () => {
    const probe = { url: "https://shop.example/health?full=1", mark: { in: "header", name: "X-Version", value: "v2" } };
    for (const step of [SHIFT, PROMOTE, ROLLBACK]) expect(settings(step, PROBE).probe).toEqual(probe);
    expect(settings({ ...PROMOTE, ...PROBE }).probe).toEqual(probe);
    expect(settings(DEPLOY, PROBE).probe).toBeUndefined();
  });

  test("needs both inputs, but never stands in the way of a rollback", () => {
    const [url = "", match = ""] = [PROBE["probe-url"], PROBE["probe-match"]];
    expect(refusal(PROMOTE, { "probe-url": url })).toContain("probe-match: is required with `probe-url`");
    expect(refusal(SHIFT, { "probe-match": match })).toContain(
      'probe-match: "header X-Version = v2" needs `probe-url`.',
    );
    expect(settings(ROLLBACK, { "probe-url": url }).probe).toBeUndefined();
    expect(settings(ROLLBACK, { "probe-match": match }).probe).toBeUndefined();
  });

  test.each([
    ["shop.example"],
    ["ftp://shop.example/"],
    ["https://"],
    ["https://shop.example/#top"],
    ["javascript:alert(1)"],
  ])("does not go to %s", (url) => {
    const said = `probe-url: "${url}" is not an http or https URL`;
    expect(refusal({ ...PROMOTE, ...PROBE, "probe-url": url })).toContain(said);
  });

  test("takes no user and no password, and does not repeat them", () => {
    for (const input of ["probe-url", "url"] as const) {
      const said = refusal({ ...PROMOTE, ...PROBE, [input]: "https://ann:hunter2@shop.example/" });
      expect(said).toContain(`${input}: must have no user and no password`);
      expect(said).not.toMatch(/hunter2|ann:/);
    }
  });

  test("cannot ask as one of a cohort that is told by its address", () => {
    const cohort = { strategy: "ab-test", cohort: "source 10.0.0.0/8" };
    expect(refusal({ ...SHIFT, ...cohort, ...PROBE })).toContain("cannot be combined with a `cohort` by source");
    expect(settings({ ...PROMOTE, ...cohort, ...PROBE }).probe).toBeDefined();
  });

  test("of any text is read without a crash, and without a password", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()), (url) => {
        try {
          const { username, password } = new URL(settings({ ...PROMOTE, ...PROBE, "probe-url": url }).probe?.url ?? "");
          expect([username, password]).toEqual(["", ""]);
        } catch (error) {
          expect(error).toHaveProperty("code", "input");
        }
      }),
    );
  });
});

describe("the smoke test", () => {
  test("is of deploy, shift and promote, and a config file may hold it for all steps", () => {
    const checks = [
      { path: "/", status: undefined },
      { path: "/old", status: 301 },
    ];
    for (const step of [DEPLOY, SHIFT, PROMOTE]) {
      expect(settings(step, { ...SMOKE, ...PREVIEW }).smoke).toEqual({ url: "https://shop.example/", checks });
    }
    expect(settings(ROLLBACK, { ...SMOKE, ...PREVIEW }).smoke).toBeUndefined();
    expect(settings({ ...PROMOTE, ...SMOKE }).smoke).toBeDefined();
  });

  test("needs to know where to ask, and at deploy how to reach green", () => {
    expect(refusal({ ...PROMOTE, "smoke-test": "/" })).toContain("url: must say where testers reach the load balancer");
    expect(refusal({ ...DEPLOY, ...SMOKE })).toContain("smoke-test: ");
    expect(refusal({ ...DEPLOY, ...SMOKE, preview: "source 10.0.0.0/8" })).toContain("needs a `preview` by header");
    expect(refusal({ ...DEPLOY, ...SMOKE, ...PREVIEW, "smoke-test": "/old = 99" })).toContain(
      '"/old = 99" is not a path',
    );
    expect(refusal({ ...DEPLOY, ...SMOKE, ...PREVIEW, url: "https://shop.example/x" })).toContain(
      "without path and query",
    );
  });

  test("and the URL for testers need a preview at deploy", () => {
    expect(refusal({ ...DEPLOY, url: "https://shop.example/" })).toContain(
      "needs `preview`: it is where testers reach green.",
    );
    expect(settings({ ...DEPLOY, ...PREVIEW, url: "https://shop.example" }).url).toBe("https://shop.example/");
    expect(settings(PROMOTE, { url: "https://shop.example" }).url).toBe("https://shop.example/");
  });
});

describe("a test listener", () => {
  test("is a listener of the same load balancer, on either kind", () => {
    const { testListener, preview } = settings({ ...DEPLOY, preview: `listener  ${LISTENER}` });
    expect(testListener).toMatchObject({ arn: LISTENER, kind: "listener", loadBalancerType: "application" });
    expect(preview).toBeUndefined();
    const network = (arn: string) => arn.replace("/app/", "/net/");
    const given = { ...DEPLOY, listeners: network(listenerArn()), preview: `listener ${network(LISTENER)}` };
    expect(settings(given).testListener?.loadBalancerType).toBe("network");
    expect(settings({ ...DEPLOY, ...SMOKE, preview: `listener ${LISTENER}` }).smoke).toBeDefined();
  });

  test.each([
    ["listener", "names a listener, but not by `listener ARN`"],
    ["listener web", "names a listener, but not by `listener ARN`"],
    [`listener ${LISTENER}/0123456789abcdef`.replace(":listener/", ":listener-rule/"), "names a listener, but not by"],
    [`listener ${listenerArn()}`, "is one of `listeners`: a test listener has no users"],
    [`listener ${LISTENER.replace("/web/", "/blog/")}`, "is not a listener of the load balancer app/web/"],
    [`listener ${LISTENER.replace("eu-west-1", "us-east-1")}`, "in eu-west-1."],
  ])("is not %j", (preview, problem) => {
    expect(refusal({ ...DEPLOY, preview })).toContain(problem);
  });
});
