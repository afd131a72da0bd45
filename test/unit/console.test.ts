import { expect, test } from "vitest";
import { consoleLink, linkTo } from "../../src/platforms/console.ts";
import { listenerArn } from "./fixtures.ts";

test("every kind of resource has its page", () => {
  const base = "https://eu-west-1.console.aws.amazon.com";
  const page = (of: Parameters<typeof consoleLink>[1]) => consoleLink("eu-west-1", of);
  expect(page({ listener: listenerArn() })).toBe(
    `${base}/ec2/home?region=eu-west-1#ELBListenerV2:listenerArn=${listenerArn()}`,
  );
  expect(page({ autoScalingGroup: "shop a" })).toBe(
    `${base}/ec2/home?region=eu-west-1#AutoScalingGroupDetails:id=shop%20a`,
  );
  expect(page({ restApi: "a1b2c3" })).toBe(`${base}/apigateway/main/apis/a1b2c3/stages?api=a1b2c3&region=eu-west-1`);
  expect(page({ lambdaFunction: "math" })).toBe(`${base}/lambda/home?region=eu-west-1#/functions/math`);
  expect(page({ alarm: "5xx (shop)/green" })).toBe(
    `${base}/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/5xx%20(shop)%2Fgreen`,
  );
});

test.each<[region: string, host: string]>([
  ["us-east-1", "us-east-1.console.aws.amazon.com"],
  ["cn-north-1", "cn-north-1.console.amazonaws.cn"],
  ["us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"],
  ["eusc-de-east-1", "eusc-de-east-1.console.amazonaws-eusc.eu"],
])("the console of %s is %s", (region, host) => {
  expect(new URL(consoleLink(region, { alarm: "x" }) ?? "").host).toBe(host);
});

test("a partition whose console has no public address has no links", () => {
  expect(linkTo("us-iso-east-1", "alarm", "x", { alarm: "x" })).toEqual([]);
});
