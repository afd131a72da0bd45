import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import fc from "fast-check";
import { targetGroupArn } from "./fixtures.ts";

export const BLUE = targetGroupArn("web-blue");
export const GREEN = targetGroupArn("web-green");
export const THIRD = targetGroupArn("web-third");

const stickiness = fc.option(
  fc.oneof(
    fc.constant({ Enabled: false }),
    fc.record({ Enabled: fc.boolean(), DurationSeconds: fc.integer({ min: 1, max: 604_800 }) }),
  ),
  { nil: undefined },
);
const weight = fc.integer({ min: 0, max: 999 });
export const percent = fc.integer({ min: 0, max: 100 });

/** What may stand before a forward: as the API returns it, which for OIDC is without the client's secret. */
const login = fc.constantFrom<Action[]>(
  [],
  [
    {
      Type: "authenticate-oidc",
      Order: 1,
      AuthenticateOidcConfig: {
        Issuer: "https://idp.example",
        AuthorizationEndpoint: "https://idp.example/authorize",
        TokenEndpoint: "https://idp.example/token",
        UserInfoEndpoint: "https://idp.example/me",
        ClientId: "shop",
        Scope: "openid",
        SessionTimeout: 604_800,
        OnUnauthenticatedRequest: "authenticate",
        AuthenticationRequestExtraParams: { display: "page" },
      },
    },
  ],
  [
    {
      Type: "authenticate-cognito",
      Order: 1,
      AuthenticateCognitoConfig: { UserPoolArn: "arn:x", UserPoolClientId: "c", UserPoolDomain: "d" },
    },
  ],
);

const oneTarget = fc
  .record({ arn: fc.constantFrom(BLUE, GREEN), weight: fc.option(weight, { nil: undefined }), sticky: stickiness })
  .chain(({ arn, weight: Weight, sticky }) => {
    const tuple = { TargetGroupArn: arn, ...(Weight === undefined ? {} : { Weight }) };
    const config = { TargetGroups: [tuple], ...(sticky && { TargetGroupStickinessConfig: sticky }) };
    return fc.constantFrom<Action>(
      { Type: "forward", TargetGroupArn: arn },
      { Type: "forward", TargetGroupArn: arn, ForwardConfig: config },
      { Type: "forward", ForwardConfig: config },
    );
  });

const twoTargets = fc
  .record({ weights: fc.tuple(weight, weight), swapped: fc.boolean(), named: fc.boolean(), sticky: stickiness })
  .map(
    ({ weights, swapped, named, sticky }): Action => ({
      Type: "forward",
      ...(named ? { TargetGroupArn: BLUE } : {}),
      ForwardConfig: {
        TargetGroups: (swapped ? [GREEN, BLUE] : [BLUE, GREEN]).map((TargetGroupArn, index) => ({
          TargetGroupArn,
          Weight: weights[index] ?? 0,
        })),
        ...(sticky && { TargetGroupStickinessConfig: sticky }),
      },
    }),
  );

/** What a listener may do that a weight can govern, in every form that the API returns it in. */
export const actions = fc
  .tuple(login, fc.oneof(oneTarget, twoTargets), fc.boolean())
  .map(([before, forward, ordered]): Action[] => [
    ...before,
    { ...forward, ...(ordered ? { Order: before.length + 1 } : {}) },
  ]);
