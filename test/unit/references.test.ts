import { describe, expect, test } from "vitest";
import { namedInText, rewriteReferences } from "../../src/platforms/ec2/clone/references.ts";
import { targetGroupArn } from "./fixtures.ts";

const REPOINT = {
  from: { group: "web", targetGroupArn: targetGroupArn("web-blue") },
  to: { group: "web-v001", targetGroupArn: targetGroupArn("web-green") },
};
const dimension = (Name: string, Value: string) => ({ Name, Value });

describe("what is re-pointed to green", () => {
  test.each([
    ["the dimension AutoScalingGroupName", dimension("AutoScalingGroupName", "web"), { Value: "web-v001" }],
    [
      "the dimension TargetGroup",
      dimension("TargetGroup", "targetgroup/web-blue/73e2d6bc24d8a067"),
      { Value: "targetgroup/web-green/73e2d6bc24d8a067" },
    ],
    [
      "a resource label",
      { ResourceLabel: "app/web/50dc6c495c0c9188/targetgroup/web-blue/73e2d6bc24d8a067" },
      { ResourceLabel: "app/web/50dc6c495c0c9188/targetgroup/web-green/73e2d6bc24d8a067" },
    ],
  ])("is %s, however deep", (_what, node, changed) => {
    const at = (inner: object) => ({ Metrics: [{ MetricStat: { Metric: { Dimensions: [inner] } } }] });
    expect(rewriteReferences(at(node), REPOINT)).toEqual(at({ ...node, ...changed }));
  });

  test.each([
    ["a metric that is called as the group is", { MetricName: "web", Namespace: "web", Label: "web" }],
    ["another dimension that has the group's name", dimension("Service", "web")],
    ["the dimension of another group", dimension("AutoScalingGroupName", "web-worker")],
    ["a label of another target group", { ResourceLabel: "app/web/1/targetgroup/other/73e2d6bc24d8a067" }],
    ["a text that ends in the label", { Description: "see targetgroup/web-blue/73e2d6bc24d8a067" }],
    ["a date, a number and a flag", { At: new Date(0), TargetValue: 50, DisableScaleIn: false }],
    ["a dimension that is called as JavaScript's own", dimension("constructor", "web")],
  ])("is not %s", (_what, node) => {
    expect(rewriteReferences({ Metrics: [node] }, REPOINT)).toEqual({ Metrics: [node] });
  });
});

describe("a query names blue in its text", () => {
  test.each([
    [{ Expression: "SELECT AVG(CPUUtilization) FROM x WHERE AutoScalingGroupName = 'web'" }, true],
    [{ EvaluationCriteria: { PromQLCriteria: { Query: '{"AutoScalingGroupName"="web"}' } } }, true],
    [{ Expression: "targetgroup/web-blue/73e2d6bc24d8a067" }, true],
    [{ Expression: "web / 2" }, false],
    [{ Expression: "SELECT AVG(x) FROM y WHERE AutoScalingGroupName = 'web-worker'" }, false],
    [{ Description: "for 'web'" }, false],
  ])("%j: %s", (query, named) => {
    expect(namedInText([query], REPOINT.from)).toBe(named);
  });
});
