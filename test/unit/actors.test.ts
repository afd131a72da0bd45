import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requireAllowedActors } from "../../src/action/actors.ts";
import type { InputName } from "../../src/action/inputs/table.ts";

const refusal = (allowed: string, actor?: string, triggeringActor: string | undefined = actor): string => {
  try {
    requireAllowedActors(new Map<InputName, string>([["allowed-actors", allowed]]), { actor, triggeringActor });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("allowed-actors", () => {
  test("lets who is on the list run the step, whatever the case of the letters", () => {
    expect(refusal("octocat", "octocat")).toBe("");
    expect(refusal("hubot, OctoCat", "octocat")).toBe("");
    expect(refusal("hubot\noctocat", "OCTOCAT")).toBe("");
    expect(refusal("mona_acme, dependabot[bot]", "dependabot[bot]")).toBe("");
  });

  test("takes logins whole: no part of one, and none that has it as a part", () => {
    expect(refusal("octocat-admin, hubot", "octocat")).toContain("octocat may not run this step");
    expect(refusal("octo, cat", "octocat")).toContain("octocat may not");
    expect(refusal("octocat", "octo")).toContain("octo may not");
  });

  test("refuses a run that somebody else runs again, either way round", () => {
    expect(refusal("octocat", "octocat", "mallory")).toContain("mallory may not");
    expect(refusal("octocat", "mallory", "octocat")).toContain("mallory may not");
    expect(refusal("octocat, hubot", "octocat", "hubot")).toBe("");
  });

  test("refuses when GitHub does not say who asks", () => {
    expect(refusal("octocat")).toContain("an unknown user may not");
    expect(refusal("octocat", "")).toContain("an unknown user may not");
  });

  test("lets anybody with *, but not with * among logins", () => {
    expect(refusal("*", "mallory")).toBe("");
    expect(refusal("octocat, *", "octocat")).toContain("must be logins");
  });

  test("refuses everybody but who is on the list", () => {
    const login = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    fc.assert(
      fc.property(fc.array(login, { minLength: 1, maxLength: 5 }), login, login, (list, actor, again) => {
        const allowed = list.includes(actor) && list.includes(again);
        expect(refusal(list.join(", "), actor, again) === "").toBe(allowed);
      }),
    );
  });

  test("asks nobody when it is not given", () => {
    expect(() => requireAllowedActors(new Map(), { actor: undefined, triggeringActor: undefined })).not.toThrow();
  });
});
