import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeMistake } from "../../src/delivery/errors.ts";
import {
  describeRevision,
  judgeGroups,
  judgeRoutes,
  judgeTargetGroups,
  parseRoute,
} from "../../src/platforms/ec2/settings.ts";
import { listenerArn, REGION, ruleArn, targetGroupArn } from "./fixtures.ts";

const partition = fc.constantFrom("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b");
const region = fc.constantFrom("eu-west-1", "ap-northeast-2", "us-gov-west-1", "cn-north-1", "mx-central-1");
const account = fc.stringMatching(/^[0-9]{12}$/);
const hexId = fc.stringMatching(/^[0-9a-f]{16}$/);
/** Names that look like other parts of an ARN are the hard ones. */
const resourceName = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/),
  fc.constantFrom("app", "net", "listener", "targetgroup", "listener-rule"),
);

const route = fc
  .record({
    partition,
    region,
    account,
    rule: fc.boolean(),
    type: fc.constantFrom("app", "net"),
    name: resourceName,
    ids: fc.tuple(hexId, hexId, hexId),
  })
  .map((parts) => {
    const [balancer, listener, rule] = parts.ids;
    const loadBalancer = `${parts.type}/${parts.name}/${balancer}`;
    const prefix = `arn:${parts.partition}:elasticloadbalancing:${parts.region}:${parts.account}`;
    const path = parts.rule
      ? `listener-rule/${loadBalancer}/${listener}/${rule}`
      : `listener/${loadBalancer}/${listener}`;
    return { ...parts, loadBalancer, arn: `${prefix}:${path}` };
  });

/** One character of a text left out, doubled, or replaced. */
function mutationOf(text: string) {
  return fc.tuple(fc.nat({ max: text.length - 1 }), fc.string({ maxLength: 2 })).map(([index, replacement]) => {
    return text.slice(0, index) + replacement + text.slice(index + 1);
  });
}

describe("listeners", () => {
  test("the ARN of every listener and every rule is understood, in every partition", () => {
    fc.assert(
      fc.property(route, (given) => {
        expect(parseRoute(given.arn)).toEqual({
          arn: given.arn,
          region: given.region,
          kind: given.rule ? "rule" : "listener",
          loadBalancer: given.loadBalancer,
          loadBalancerType: given.type === "net" ? "network" : "application",
        });
      }),
      { numRuns: 500 },
    );
  });

  test("an ARN with a typing mistake is refused, or is another ARN of the same form", () => {
    const mutated = route.chain(({ arn, rule }) => fc.tuple(mutationOf(arn), fc.constant(rule)));
    fc.assert(
      fc.property(mutated, ([arn]) => {
        const read = parseRoute(arn);
        if (read === undefined) return;
        const expected = `:${read.kind === "rule" ? "listener-rule" : "listener"}/${read.loadBalancer}/`;
        expect(arn).toContain(`:${read.region}:`);
        expect(arn).toContain(expected);
        expect(arn.slice(arn.indexOf(expected) + expected.length).split("/")).toHaveLength(
          read.kind === "rule" ? 2 : 1,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test("any text is judged without a crash, and a mistake shows what was given", () => {
    const nearly = fc.oneof(
      fc.string(),
      route.map(({ arn }) => arn.slice(3)),
      route.chain(({ arn }) => mutationOf(arn)),
    );
    fc.assert(
      fc.property(fc.array(nearly, { maxLength: 4 }), (arns) => {
        const { routes, mistakes } = judgeRoutes(arns, REGION);
        const wrong = arns.filter((arn) => parseRoute(arn)?.region !== REGION);
        expect(routes).toHaveLength(arns.length - wrong.length);
        for (const arn of wrong) expect(mistakes.map(({ given }) => given)).toContain(arn);
        for (const { input } of mistakes) expect(input).toBe("listeners");
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["a load balancer", listenerArn().replace(/listener.*/, "loadbalancer/app/web/50dc6c495c0c9188")],
    ["a target group", targetGroupArn("web")],
    ["a listener of a gateway load balancer", listenerArn().replace("/app/", "/gwy/")],
    ["a listener without its own id", listenerArn().replace(/\/[0-9a-f]+$/, "")],
    ["a rule without its own id", ruleArn().replace(/\/[0-9a-f]+$/, "")],
    ["a listener with a rule's path", ruleArn().replace("listener-rule", "listener")],
    ["a name", "web"],
    ["a listener with text after it", `${listenerArn()} `],
    ["a short account", listenerArn().replace("111122223333", "11112222333")],
  ])("the ARN of %s is not the ARN of a listener or a rule", (_what, arn) => {
    const { routes, mistakes } = judgeRoutes([arn], REGION);
    expect(routes).toEqual([]);
    expect(mistakes.map(describeMistake)).toEqual([
      expect.stringMatching(/^listeners: ".*" is not the ARN of a listener .* Example: `listeners: arn:aws:/),
    ]);
  });

  test("a listener of another region than the job's is refused with both regions", () => {
    const { mistakes } = judgeRoutes([listenerArn()], "us-east-1");
    expect(mistakes.map(({ problem }) => problem)).toEqual(["is in eu-west-1, but AWS_REGION is us-east-1."]);
  });

  test("the same listener twice is refused", () => {
    const { mistakes } = judgeRoutes([listenerArn(1), listenerArn(2), listenerArn(1)], REGION);
    expect(mistakes).toEqual([{ input: "listeners", given: listenerArn(1), problem: "is given twice." }]);
  });

  test("listeners of two load balancers are refused with the names of both", () => {
    const other = listenerArn(2).replace("app/web/", "app/shop/");
    const { mistakes } = judgeRoutes([listenerArn(1), other], REGION);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]?.given).toBe("app/web/50dc6c495c0c9188, app/shop/50dc6c495c0c9188");
  });

  test("a listener and a rule of the same load balancer go together", () => {
    const { routes, mistakes } = judgeRoutes([listenerArn(), ruleArn()], REGION);
    expect(mistakes).toEqual([]);
    expect(routes.map(({ kind }) => kind)).toEqual(["listener", "rule"]);
  });
});

describe("target-groups", () => {
  const targetGroup = fc.oneof(
    resourceName,
    fc
      .tuple(partition, account, resourceName, hexId)
      .map(([aws, id, name, hex]) => `arn:${aws}:elasticloadbalancing:${REGION}:${id}:targetgroup/${name}/${hex}`),
  );

  test("two different names or ARNs are taken, in any mix", () => {
    fc.assert(
      fc.property(targetGroup, targetGroup, (one, other) => {
        fc.pre(one !== other);
        expect(judgeTargetGroups([one, other], REGION)).toEqual([]);
      }),
    );
  });

  test("one that both sides share is taken", () => {
    fc.assert(
      fc.property(targetGroup, (shared) => {
        expect(judgeTargetGroups([shared], REGION)).toEqual([]);
      }),
    );
  });

  test("any other text is refused without a crash", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), targetGroup.chain(mutationOf)), (text) => {
        const name = /^[A-Za-z0-9-]{1,32}$/.test(text) && !text.startsWith("-") && !text.endsWith("-");
        const problems = judgeTargetGroups([text, "web-green"], REGION);
        if (name && text !== "web-green") expect(problems).toEqual([]);
        else if (!text.startsWith("arn:")) expect(problems.length).toBeGreaterThan(0);
        for (const { input } of problems) expect(input).toBe("target-groups");
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ["three", ["a", "b", "c"], "one for each side, or one that both share; 3 given."],
    ["the same twice", ["web", "web"], "is the same target group twice"],
    ["a name with a hyphen at its end", ["web-", "web-b"], "is neither the name"],
    ["a name of 33 characters", ["x".repeat(33), "web-b"], "is neither the name"],
    ["an ARN of another region", [targetGroupArn("web").replace(REGION, "us-east-1"), "b"], "is in us-east-1, but"],
    ["a listener's ARN", [listenerArn(), "b"], "nor the ARN of a target group"],
  ])("%s: is refused", (_what, names, problem) => {
    const mistakes = judgeTargetGroups(names, REGION);
    expect(mistakes.map((mistake) => mistake.problem)).toEqual([expect.stringContaining(problem)]);
    expect(mistakes[0]?.given).toContain(names[0]);
  });
});

describe("auto-scaling-groups", () => {
  const printable = fc.stringMatching(/^[!-9;-~]([ -9;-~]{0,253}[!-9;-~])?$/);

  test("one name, or two different ones, of printable characters are taken", () => {
    fc.assert(
      fc.property(fc.uniqueArray(printable, { minLength: 1, maxLength: 2 }), (names) => {
        expect(judgeGroups(names)).toEqual([]);
      }),
    );
  });

  test("any text is judged without a crash", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }), (names) => {
        const counted = names.length === 1 || (names.length === 2 && names[0] !== names[1]);
        const legal = names.every((name) => /^[ -9;-~]{1,255}$/.test(name) && name.trim() === name);
        expect(judgeGroups(names).length === 0).toBe(counted && legal);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["none", [], "must be two groups (a permanent pair) or one"],
    ["three", ["a", "b", "c"], "must be two groups (a permanent pair) or one"],
    ["the same twice", ["web", "web"], "is the same group twice. Give one name to have green cloned from it."],
    ["an ARN", ["arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:x:autoScalingGroupName/web"], "no ARN"],
    ["a name of 256 characters", ["x".repeat(256)], "at most 255"],
    ["a name outside of ASCII", ["café"], "printable ASCII"],
  ])("%s: is refused", (_what, names, problem) => {
    expect(judgeGroups(names).map((mistake) => mistake.problem)).toEqual([expect.stringContaining(problem)]);
  });
});

test("a revision is written down as what makes it new", () => {
  const hash = "0123456789abcdef0123456789abcdef";
  const template = { kind: "template", userData: "eA==" } as const;
  expect(describeRevision({ kind: "version", version: 7 })).toBe("launch-template-version=7");
  expect(describeRevision({ ...template, imageId: "ami-1", userDataHash: undefined })).toBe("image-id=ami-1");
  expect(describeRevision({ ...template, imageId: undefined, userDataHash: hash })).toBe(
    "user-data=sha256:0123456789ab",
  );
  expect(describeRevision({ ...template, imageId: "ami-1", userDataHash: hash })).toBe(
    "image-id=ami-1 user-data=sha256:0123456789ab",
  );
});
