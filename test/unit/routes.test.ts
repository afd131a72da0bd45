import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RouteState } from "../../src/platforms/ec2/listeners/routes.ts";
import {
  canonicalActions,
  greenShare,
  nameInArn,
  requireForward,
  sameActions,
  shareOfOthers,
  stickySeconds,
  thirdTarget,
  tuplesOf,
  weightsOn,
  withWeights,
  writableActions,
} from "../../src/platforms/ec2/listeners/routes.ts";
import { actions, BLUE, GREEN, percent, THIRD } from "./any-actions.ts";
import { failureOf, listenerArn } from "./fixtures.ts";

function route(list: readonly Action[]): RouteState {
  const ref = {
    arn: listenerArn(),
    kind: "listener",
    loadBalancer: "app/web/1",
    loadBalancerType: "application",
  } as const;
  return { ref, actions: list };
}

function shareOf(list: readonly Action[]): number | undefined {
  return greenShare(weightsOn(route(list), BLUE, GREEN));
}

/** Everything of a list of actions but who gets how much: written without a look at the code under test. */
function apartFromWeights(list: readonly Action[]) {
  return list.map(({ TargetGroupArn: _single, ForwardConfig, ...rest }) => {
    const { TargetGroups = [], ...config } = ForwardConfig ?? {};
    const others = TargetGroups.filter(({ TargetGroupArn = "" }) => ![BLUE, GREEN].includes(TargetGroupArn));
    return { ...rest, config, others };
  });
}

describe("setting weights", () => {
  test("changes the weights of the two target groups and nothing else of the actions", () => {
    fc.assert(
      fc.property(actions, percent, (before, green) => {
        const after = withWeights(before, BLUE, GREEN, green);
        const kept = apartFromWeights(before).map((action) =>
          action.AuthenticateOidcConfig === undefined
            ? action
            : {
                ...action,
                AuthenticateOidcConfig: { ...action.AuthenticateOidcConfig, UseExistingClientSecret: true },
              },
        );
        expect(apartFromWeights(after)).toEqual(kept);
      }),
      { numRuns: 500 },
    );
  });

  test("gives green exactly the percent asked for, whatever the weights were, and the rest to blue", () => {
    fc.assert(
      fc.property(actions, percent, (before, green) => {
        const after = withWeights(before, BLUE, GREEN, green);
        expect(shareOf(after)).toBe(green);
        const tuples = after.flatMap(tuplesOf);
        expect(tuples.map(({ TargetGroupArn }) => TargetGroupArn).sort()).toEqual([BLUE, GREEN]);
        expect(tuples.reduce((sum, { Weight = Number.NaN }) => sum + Weight, 0)).toBe(100);
      }),
      { numRuns: 500 },
    );
  });

  test("twice is as good as once, and the last time counts", () => {
    fc.assert(
      fc.property(actions, percent, percent, (before, first, last) => {
        const once = withWeights(before, BLUE, GREEN, last);
        expect(withWeights(once, BLUE, GREEN, last)).toEqual(once);
        expect(withWeights(withWeights(before, BLUE, GREEN, first), BLUE, GREEN, last)).toEqual(once);
      }),
    );
  });

  test("leaves what was read as it was read", () => {
    fc.assert(
      fc.property(actions, percent, (before, green) => {
        const copy = structuredClone(before);
        withWeights(before, BLUE, GREEN, green);
        writableActions(before);
        expect(before).toEqual(copy);
      }),
    );
  });

  test("keeps the share of a third target group, which is refused before, out of reach", () => {
    const third = { TargetGroupArn: THIRD, Weight: 7 };
    const before: Action[] = [
      { Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: BLUE, Weight: 3 }, third] } },
    ];
    expect(withWeights(before, BLUE, GREEN, 40).flatMap(tuplesOf)).toEqual([
      { TargetGroupArn: BLUE, Weight: 60 },
      third,
      { TargetGroupArn: GREEN, Weight: 40 },
    ]);
  });

  test("keeps the secret of a login that the API never shows", () => {
    const oidc = { ClientId: "shop", ClientSecret: "never shown", Issuer: "https://idp.example" } as const;
    const before = [
      { Type: "authenticate-oidc", AuthenticateOidcConfig: oidc },
      { Type: "forward", TargetGroupArn: BLUE },
    ] as unknown as Action[];
    for (const written of [withWeights(before, BLUE, GREEN, 0), writableActions(before)]) {
      expect(written[0]?.AuthenticateOidcConfig).toEqual({
        ClientId: "shop",
        Issuer: "https://idp.example",
        UseExistingClientSecret: true,
      });
    }
  });
});

describe("actions that are written back as they were read", () => {
  test("never name a single target group beside a list of several, which the API refuses", () => {
    fc.assert(
      fc.property(actions, percent, (before, green) => {
        for (const written of [withWeights(before, BLUE, GREEN, green), writableActions(before)]) {
          for (const action of written) if (tuplesOf(action).length > 1) expect(action.TargetGroupArn).toBeUndefined();
        }
      }),
    );
  });

  test("do the same as before", () => {
    fc.assert(
      fc.property(actions, (before) => {
        expect(sameActions(writableActions(before), before)).toBe(true);
        expect(shareOf(writableActions(before))).toBe(shareOf(before));
      }),
    );
  });
});

describe("two lists of actions are the same", () => {
  const forward = (more: Action["ForwardConfig"] = {}): Action[] => [
    {
      Type: "forward",
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: BLUE, Weight: 100 },
          { TargetGroupArn: GREEN, Weight: 0 },
        ],
        ...more,
      },
    },
  ];

  test.each<[string, Action[], Action[]]>([
    [
      "when only the order of the target groups differs",
      forward(),
      forward({
        TargetGroups: [
          { TargetGroupArn: GREEN, Weight: 0 },
          { TargetGroupArn: BLUE, Weight: 100 },
        ],
      }),
    ],
    [
      "when one names its only target group in the short form",
      [{ Type: "forward", TargetGroupArn: BLUE }],
      [
        {
          Type: "forward",
          ForwardConfig: { TargetGroups: [{ TargetGroupArn: BLUE, Weight: 7 }] },
          TargetGroupArn: BLUE,
        },
      ],
    ],
    [
      "when one says what the other leaves to the default",
      forward(),
      forward({ TargetGroupStickinessConfig: { Enabled: false } }).map((action) => ({ ...action, Order: 1 })),
    ],
  ])("%s", (_what, one, other) => {
    expect(sameActions(one, other)).toBe(true);
    expect(canonicalActions(one)).toBe(canonicalActions(other));
  });

  test("whatever the order of the members is", () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      );
    };
    fc.assert(
      fc.property(actions, (given) => {
        expect(sameActions(given, reversed(given) as Action[])).toBe(true);
      }),
    );
  });

  test("only with the same weights", () => {
    fc.assert(
      fc.property(actions, percent, percent, (given, one, other) => {
        const [a, b] = [withWeights(given, BLUE, GREEN, one), withWeights(given, BLUE, GREEN, other)];
        expect(sameActions(a, b)).toBe(one === other);
      }),
    );
  });

  test.each<[string, Action[]]>([
    ["another stickiness", forward({ TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 } })],
    ["a login before it", [{ Type: "authenticate-cognito" }, ...forward()]],
    ["a redirect instead", [{ Type: "redirect", RedirectConfig: { StatusCode: "HTTP_301", Host: "example.com" } }]],
    ["another place in the order", forward().map((action) => ({ ...action, Order: 2 }))],
    [
      "a third target group",
      forward({ TargetGroups: [BLUE, GREEN, THIRD].map((TargetGroupArn) => ({ TargetGroupArn })) }),
    ],
    ["no action at all", []],
  ])("but not with %s", (_what, other) => {
    expect(sameActions(forward(), other)).toBe(false);
  });

  test("but not when somebody changed the login", () => {
    const oidc = (ClientId: string): Action[] => [
      { Type: "authenticate-oidc", AuthenticateOidcConfig: { ClientId } as never },
      { Type: "forward", TargetGroupArn: BLUE },
    ];
    expect(sameActions(oidc("shop"), oidc("other"))).toBe(false);
  });
});

describe("green's share", () => {
  test.each([
    [{ blue: 100, green: 0 }, 0],
    [{ blue: 0, green: 5 }, 100],
    [{ blue: 1, green: 3 }, 75],
    [{ blue: 1, green: undefined }, 0],
    [{ blue: undefined, green: 1 }, 100],
    [{ blue: 0, green: 0 }, undefined],
    [{ blue: undefined, green: undefined }, undefined],
  ])("of %j is %s percent", (weights, share) => {
    expect(greenShare(weights)).toBe(share);
  });

  test("of a lone target group is everything or nothing, even at weight 0", () => {
    const alone = (arn: string): Action[] => [
      { Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: arn, Weight: 0 }] } },
    ];
    expect(shareOf(alone(BLUE))).toBe(0);
    expect(shareOf(alone(GREEN))).toBe(100);
  });
});

test("stickiness counts only when it is on", () => {
  const sticky = (config: { Enabled: boolean; DurationSeconds?: number }) =>
    stickySeconds(route([{ Type: "forward", ForwardConfig: { TargetGroupStickinessConfig: config } }]));
  expect(sticky({ Enabled: true, DurationSeconds: 300 })).toBe(300);
  expect(sticky({ Enabled: false, DurationSeconds: 300 })).toBe(0);
  expect(stickySeconds(route([{ Type: "forward", TargetGroupArn: BLUE }]))).toBe(0);
});

test("stickiness without a duration, as network load balancers have it, is not taken for none", () => {
  const config = { Enabled: true };
  const sticky: Action = { Type: "forward", ForwardConfig: { TargetGroupStickinessConfig: config } };
  expect(stickySeconds(route([sticky]))).toBeUndefined();
  expect(sameActions([sticky], [{ Type: "forward" }])).toBe(false);
});

test("a target group is shown by its name", () => {
  expect(nameInArn(BLUE)).toBe("web-blue");
  expect(nameInArn("web")).toBe("web");
});

describe("a third target group", () => {
  const named = (weight: number) =>
    route([
      {
        Type: "forward",
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: BLUE, Weight: 1 },
            { TargetGroupArn: THIRD, Weight: weight },
          ],
        },
      },
    ]);

  test("is in the way only by its share, and told of with all that the listener forwards to", () => {
    expect([0, 1, 3].map((weight) => shareOfOthers(named(weight), [BLUE, GREEN]))).toEqual([0, 50, 75]);
    expect(thirdTarget(named(1), [BLUE, GREEN]).message).toContain("forwards to web-blue, web-third; web-third is not");
  });
});

describe("a listener that no weight can govern is refused", () => {
  const require = (list: Action[]) => requireForward(route(list), [BLUE, GREEN], ["web-blue", "web-green"]);
  test.each<[string, Action[], string]>([
    ["a redirect", [{ Type: "redirect" }], "has redirect as its action, not a forward"],
    ["an answer of its own", [{ Type: "fixed-response" }], "has fixed-response as its action"],
    ["nothing", [], "has nothing as its action"],
    [
      "target groups that the inputs do not name",
      [{ Type: "forward", TargetGroupArn: THIRD }],
      "forwards to web-third and to neither of web-blue, web-green",
    ],
  ])("%s", (_what, list, message) => {
    const refusal = failureOf(() => require(list));
    expect(refusal.code).toBe("unsuitable");
    expect(refusal.message).toContain(message);
    expect(refusal.message).toContain(listenerArn());
  });

  test("and every forward to one of the two, or both, is taken with whatever stands before it", () => {
    fc.assert(
      fc.property(actions, (list) => {
        expect(require(list)).toBe(list.at(-1));
      }),
    );
  });
});
