import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Params } from "./contract.ts";
import type { Lab } from "./lab.ts";
import { ask, createLab, fixed } from "./lab.ts";

/** Actions that come before the forward: a login that is really asked for, and rewrites of what the target sees. */

let lab: Lab;
let targets: string;
beforeAll(async () => {
  lab = await createLab();
  targets = await lab.targetGroup([lab.instances.a1]);
});
afterAll(() => lab.close());

const CERTIFICATE = { CertificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/shop" };
const HTTPS: Params = { Protocol: "HTTPS", Certificates: [CERTIFICATE] };
const OIDC: Params = {
  ...{ Issuer: "https://login.example", AuthorizationEndpoint: "https://login.example/authorize" },
  ...{ TokenEndpoint: "https://login.example/token", UserInfoEndpoint: "https://login.example/me", ClientId: "shop" },
};
const oidc = (more: Params = {}): Params => ({
  ...{ Type: "authenticate-oidc", Order: 1, AuthenticateOidcConfig: { ...OIDC, ClientSecret: "hush", ...more } },
});
const cognito = (more: Params = {}): Params => ({
  ...{ Type: "authenticate-cognito", Order: 1 },
  AuthenticateCognitoConfig: {
    UserPoolArn: "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_x",
    ...{ UserPoolClientId: "shop", UserPoolDomain: "shop", ...more },
  },
});
const jwt: Params = {
  ...{ Type: "jwt-validation", Order: 1 },
  JwtValidationConfig: {
    ...{ JwksEndpoint: "https://login.example/keys", Issuer: "https://login.example" },
    AdditionalClaims: [{ Format: "single-string", Name: "team", Values: ["shop"] }],
  },
};
const forward = (): Params => ({ Type: "forward", TargetGroupArn: targets, Order: 2 });

/** A listener with the action before the forward to a target that answers. */
async function guarded(action: Params) {
  const listener = await lab.listener(fixed("nobody"), "application", HTTPS);
  const rule = await lab.elb("CreateRule", {
    ...{ ListenerArn: listener.arn, Priority: 1, Actions: [action, forward()] },
    Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/*"] } }],
  });
  await lab.inState("healthy", targets, [lab.instances.a1]);
  await lab.obeyed(listener.arn);
  return { ...listener, rule: (rule.Rules as Params[])[0] as Params };
}

describe("a login", () => {
  test.each([
    ["OIDC", () => oidc(), /^https:\/\/login\.example\/authorize\?client_id=shop&/],
    ["Cognito", () => cognito(), /^https:\/\/shop\.auth\.amazoncognito\.com\/oauth2\/authorize\?client_id=shop&/],
  ])("with %s sends who has not logged in to the provider, and never to a target", async (_name, action, place) => {
    const { url, rule, arn } = await guarded(action());
    const before = lab.aws.elb.traffic(targets).requests;
    const answer = await ask(url);
    expect([answer.status, answer.version]).toEqual([302, undefined]);
    expect(answer.headers.location).toMatch(place);
    expect((await ask(url, { headers: { cookie: "AWSELBAuthSessionCookie-0=made-up" } })).status).toBe(302);
    expect(lab.aws.elb.traffic(targets).requests).toBe(before);
    const cookie = lab.aws.elb.session();
    expect(await ask(url, { headers: { cookie } })).toMatchObject({ status: 200, version: "a" });
    // A rule of its own without the login would let everybody in.
    expect(rule.Actions).toHaveLength(2);
    await lab.elb("DeleteListener", { ListenerArn: arn });
  });

  test("can be asked for with a refusal, or not at all, and under a cookie of its own name", async () => {
    const denied = await guarded(oidc({ OnUnauthenticatedRequest: "deny", SessionCookieName: "Shop" }));
    expect((await ask(denied.url)).status).toBe(401);
    expect((await ask(denied.url, { headers: { cookie: lab.aws.elb.session() } })).status).toBe(401);
    expect((await ask(denied.url, { headers: { cookie: lab.aws.elb.session("Shop") } })).status).toBe(200);
    await lab.elb("DeleteListener", { ListenerArn: denied.arn });
    const { url, arn } = await guarded(cognito({ OnUnauthenticatedRequest: "allow" }));
    expect((await ask(url)).status).toBe(200);
    await lab.elb("DeleteListener", { ListenerArn: arn });
  });

  test("by token lets in who has one of the issuer with the claims that are asked for", async () => {
    const { url, arn } = await guarded(jwt);
    const bearer = (issuer: string, claims: Record<string, unknown>) => ({
      headers: { authorization: `Bearer ${lab.aws.elb.token(issuer, claims)}` },
    });
    expect((await ask(url)).status).toBe(401);
    expect((await ask(url, bearer("https://other.example", { team: "shop" }))).status).toBe(401);
    expect((await ask(url, bearer("https://login.example", { team: "other" }))).status).toBe(401);
    expect((await ask(url, bearer("https://login.example", { team: "shop", exp: 1 }))).status).toBe(401);
    expect((await ask(url, bearer("https://login.example", { team: "shop" }))).status).toBe(200);
    await lab.elb("DeleteListener", { ListenerArn: arn });
  });

  test("needs HTTPS", async () => {
    for (const action of [oidc(), cognito(), jwt])
      await expect(
        lab.listener(fixed("plain"), "application", { DefaultActions: [action, forward()] }),
      ).rejects.toThrow("need an HTTPS listener");
  });

  test("keeps its client secret to itself: a new rule must be given it, a change may leave it as it is", async () => {
    const { arn, rule } = await guarded(oidc());
    expect(JSON.stringify(rule)).not.toMatch(/hush|ClientSecret/);
    const shown = rule.Actions as Params[];
    const copy = { ListenerArn: arn, Priority: 2, Conditions: [{ Field: "path-pattern", Values: ["/copy"] }] };
    await expect(lab.elb("CreateRule", { ...copy, Actions: shown })).rejects.toThrow("must specify a client secret");
    const kept = { ...oidc(), AuthenticateOidcConfig: { ...OIDC, UseExistingClientSecret: true } };
    await expect(lab.elb("CreateRule", { ...copy, Actions: [kept, forward()] })).rejects.toThrow("client secret");
    const { Rules } = await lab.elb("ModifyRule", { RuleArn: rule.RuleArn, Actions: [kept, forward()] });
    expect((Rules as Params[])[0]?.Actions).toEqual(shown);
    await lab.elb("DeleteListener", { ListenerArn: arn });
  });
});

describe("a rule's transforms", () => {
  const rewrite = (Regex: string, Replace: string) => ({ Rewrites: [{ Regex, Replace }] });
  const Transforms = [
    { Type: "url-rewrite", UrlRewriteConfig: rewrite("^/old/(.*)$", "/?status=$1") },
    { Type: "host-header-rewrite", HostHeaderRewriteConfig: rewrite("^(.*)\\.example$", "$1.internal") },
  ];

  test("are shown, kept by a change that does not name them, and reset", async () => {
    const { arn } = await lab.listener(fixed("nobody"));
    const Conditions = [{ Field: "path-pattern", PathPatternConfig: { Values: ["/old/*"] } }];
    const made = await lab.elb("CreateRule", {
      ...{ ListenerArn: arn, Priority: 1, Conditions, Transforms, Actions: [forward()] },
    });
    const [rule] = made.Rules as Params[];
    expect(rule?.Transforms).toEqual(Transforms);
    const change = async (more: Params) =>
      ((await lab.elb("ModifyRule", { RuleArn: rule?.RuleArn, ...more })).Rules as Params[])[0]?.Transforms;
    expect(await change({ Actions: [forward()] })).toEqual(Transforms);
    await expect(change({ Transforms, ResetTransforms: true })).rejects.toThrow("cannot specify both");
    const [first] = Transforms;
    await expect(change({ Transforms: [first, first] })).rejects.toThrow("one transform of each type");
    expect(await change({ ResetTransforms: true })).toBeUndefined();
    await lab.elb("DeleteListener", { ListenerArn: arn });
  });

  test("rewrite what the target sees, of the requests that the rule is for", async () => {
    const { arn, url } = await lab.listener(forward());
    const Conditions = [{ Field: "path-pattern", PathPatternConfig: { Values: ["/old/*"] } }];
    await lab.elb("CreateRule", {
      ...{ ListenerArn: arn, Priority: 1, Conditions, Transforms, Actions: [forward()] },
    });
    await lab.inState("healthy", targets, [lab.instances.a1]);
    await lab.obeyed(arn);
    const headers = { host: "shop.example" };
    expect(await ask(url, { path: "/old/418", headers })).toMatchObject({
      ...{ status: 418, version: "a" },
      headers: { "x-host": "shop.internal" },
    });
    expect(await ask(url, { path: "/new", headers })).toMatchObject({
      status: 200,
      headers: { "x-host": "shop.example" },
    });
    await lab.elb("DeleteListener", { ListenerArn: arn });
  });
});
