import { describe, expect, test } from "vitest";
import { parseInputs } from "../../src/action/inputs.ts";
import type { Given } from "./fixtures.ts";
import { EC2, failureOf, parse, rawInputs, told } from "./fixtures.ts";

const ROLLOUT: Given = { ...EC2, step: "rollout", strategy: "canary" };
const NGINX: Given = { platform: "nginx", app: "shop", strategy: "canary" };
const refusalsOf = (given: Given) => told(failureOf(() => parse(given)));

describe("when the credentials end", () => {
  const end = (given: Given, job?: number) => {
    const context = { region: "eu-west-1", workspace: "/nowhere", credentialsEnd: job };
    return parseInputs(rawInputs(given), new Map(), context).credentialsEnd;
  };
  const AT = Date.parse("2026-01-02T15:04:05Z");

  test.each([
    ["as AWS writes it", "2026-01-02T15:04:05Z"],
    ["as configure-aws-credentials puts it out", '"2026-01-02T15:04:05.000Z"'],
    ["with an offset", "2026-01-02T16:04:05+01:00"],
  ])("a moment %s", (_, given) => {
    expect(end({ ...ROLLOUT, "credentials-expire-at": given })).toBe(AT);
  });

  test.each(["5", "tomorrow", "2026-01-02", '"2026-01-02T15:04:05Z', "2026-13-02T15:04:05Z"])(
    "no moment: %s",
    (given) => {
      expect(refusalsOf({ ...ROLLOUT, "credentials-expire-at": given })).toEqual([
        expect.stringMatching(/^credentials-expire-at: ".*" is not a moment such as/),
      ]);
    },
  );

  test("the job knows where nobody says; on nginx it matters to alarms alone", () => {
    expect(end(ROLLOUT, AT)).toBe(AT);
    expect(end({ ...NGINX, step: "rollout" }, AT)).toBeUndefined();
    expect(end({ ...NGINX, step: "rollout", alarms: "shop-5xx" }, AT)).toBe(AT);
  });
});
