import type { ScalingPolicy } from "@aws-sdk/client-auto-scaling";
import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { MetricAlarm$, PutMetricAlarmInput$ } from "@aws-sdk/client-cloudwatch";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlarmState, Driven } from "../../src/platforms/ec2/clone/alarms.ts";
import {
  ALARM_MEMBERS,
  ALARM_TAG,
  alarmRequest,
  alarmWarnings,
  cloneAlarmName,
  customerAlarms,
  missingAlarms,
} from "../../src/platforms/ec2/clone/alarms.ts";
import { failureOf, targetGroupArn } from "./fixtures.ts";

const TOLD: readonly string[] = MetricAlarm$[4];
const TAKEN: readonly string[] = PutMetricAlarmInput$[4];

const [BLUE, GREEN] = ["web-v001", "web-v002"];
const REPOINT = {
  from: { group: BLUE, targetGroupArn: targetGroupArn("web-blue") },
  to: { group: GREEN, targetGroupArn: targetGroupArn("web-green") },
};
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:ops";

const policyArn = (group: string, policy: string) =>
  `arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:5e1c:autoScalingGroupName/${group}:policyName/${policy}`;

function policy(name: string, alarms: readonly string[], PolicyType = "StepScaling"): ScalingPolicy {
  const Alarms = alarms.map((AlarmName) => ({ AlarmName }));
  return { PolicyName: name, PolicyARN: policyArn(BLUE, name), PolicyType, Alarms };
}

function alarm(name: string, more: MetricAlarm = {}, tags: AlarmState["tags"] = {}): AlarmState {
  const AlarmArn = `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
  const own = { AlarmName: name, AlarmArn, StateValue: "ALARM" as const, AlarmActions: [policyArn(BLUE, "out")] };
  return { name, metric: { ...own, MetricName: "CPUUtilization", ...more }, tags };
}

/** A group whose one policy is driven by these alarms. */
function driven(...alarms: AlarmState[]): Driven {
  return {
    policies: [
      policy(
        "out",
        alarms.map(({ name }) => name),
      ),
    ],
    alarms,
  };
}

/** What CloudWatch is asked for, for a green whose policies are called as blue's. */
function asked(blue: Driven, green?: Driven) {
  const arns = new Map(blue.policies.map(({ PolicyName = "" }) => [PolicyName, policyArn(GREEN, PolicyName)]));
  return missingAlarms(blue, green, REPOINT).map((put) => alarmRequest(put, arns));
}

describe("the lists of what is carried of an alarm", () => {
  test("name every member that CloudWatch tells or takes, once, and no other", () => {
    const { carried, left } = ALARM_MEMBERS;
    expect(TOLD.length).toBeGreaterThan(20);
    expect([...carried, ...Object.keys(left)].sort()).toEqual([...new Set([...TOLD, ...TAKEN])].sort());
    for (const reason of Object.values(left)) expect(reason).not.toBe("");
  });

  test("carry only what the one call tells and the other takes", () => {
    const carried: readonly string[] = ALARM_MEMBERS.carried;
    expect(carried.filter((member) => !TOLD.includes(member) || !TAKEN.includes(member))).toEqual([]);
  });
});

describe("the alarms of a group's policies", () => {
  test("are those of step and simple scaling, each once: the others are AWS's own", () => {
    const policies = [
      policy("a", ["high", "low"]),
      policy("b", ["high"], "SimpleScaling"),
      { PolicyName: "old", Alarms: [{ AlarmName: "old" }] },
      policy("c", ["TargetTracking-web-AlarmHigh-1"], "TargetTrackingScaling"),
      policy("d", ["forecast"], "PredictiveScaling"),
    ];
    expect(customerAlarms(policies)).toEqual(["high", "low", "old"]);
  });
});

describe("the alarm of a clone", () => {
  test("watches the clone, and calls its policies and whoever else blue's alarm calls", () => {
    const metric = {
      AlarmDescription: "web-v001 is busy",
      MetricName: "RequestCountPerTarget",
      Dimensions: [
        { Name: "AutoScalingGroupName", Value: BLUE },
        { Name: "TargetGroup", Value: "targetgroup/web-blue/73e2d6bc24d8a067" },
        { Name: "Version", Value: BLUE },
      ],
      Threshold: 0,
      DatapointsToAlarm: 2,
      TreatMissingData: "notBreaching",
      ExtendedStatistic: "p99",
      AlarmActions: [TOPIC, policyArn(BLUE, "out")],
      OKActions: [policyArn(BLUE, "in")],
      InsufficientDataActions: [],
      Metrics: [],
    };
    const blue: Driven = {
      policies: [policy("out", ["busy"]), policy("in", ["busy"])],
      alarms: [alarm("busy", metric, { team: "shop", "aws:cloudformation:stack-name": "x" })],
    };
    expect(asked(blue)).toEqual([
      {
        AlarmName: "busy-web-v002",
        AlarmDescription: "web-v001 is busy",
        MetricName: "RequestCountPerTarget",
        Dimensions: [
          { Name: "AutoScalingGroupName", Value: GREEN },
          { Name: "TargetGroup", Value: "targetgroup/web-green/73e2d6bc24d8a067" },
          { Name: "Version", Value: BLUE },
        ],
        ...{ Threshold: 0, DatapointsToAlarm: 2, TreatMissingData: "notBreaching", ExtendedStatistic: "p99" },
        AlarmActions: [TOPIC, policyArn(GREEN, "out")],
        OKActions: [policyArn(GREEN, "in")],
        Tags: [
          { Key: "team", Value: "shop" },
          { Key: ALARM_TAG, Value: GREEN },
        ],
      },
    ]);
  });

  test("watches the clone in every metric of a formula, whose text is left as it is", () => {
    const stat = (Value: string) => {
      const Metric = { Namespace: "Shop", MetricName: "Depth", Dimensions: [{ Name: "AutoScalingGroupName", Value }] };
      return { Id: "web", MetricStat: { Metric, Period: 60, Stat: "Sum" }, ReturnData: false };
    };
    const formula = { Id: "all", Expression: "web / 2 + 'web-v00'", ReturnData: true };
    const blue = driven(alarm("busy", { Metrics: [stat(BLUE), stat("other"), formula] }));
    expect(asked(blue)).toMatchObject([{ Metrics: [stat(GREEN), stat("other"), formula] }]);
  });

  test("is not put again where it is: a deploy that was cut off goes on where it stopped", () => {
    const blue = driven(alarm("high"), alarm("low"));
    const green = driven(alarm("high-web-v002"));
    expect(asked(blue, green).map(({ AlarmName }) => AlarmName)).toEqual(["low-web-v002"]);
    expect(asked(blue, driven(alarm("high-web-v002"), alarm("low-web-v002")))).toEqual([]);
  });

  test("has no value that CloudWatch tells of what was never given", () => {
    const [request] = asked(driven(alarm("busy", { EvaluateLowSampleCountPercentile: "", Metrics: [] })));
    expect(Object.keys(request ?? {})).not.toContain("EvaluateLowSampleCountPercentile");
    expect(Object.keys(request ?? {})).not.toContain("Metrics");
  });

  test("calls no policy of blue's, in whatever state blue's alarm does", () => {
    const called = fc.subarray(["out", "in"].map((name) => policyArn(BLUE, name)).concat(TOPIC));
    const lists = fc.record({ AlarmActions: called, OKActions: called, InsufficientDataActions: called });
    fc.assert(
      fc.property(lists, (actions) => {
        const blue = { policies: [policy("out", ["busy"]), policy("in", [])], alarms: [alarm("busy", actions)] };
        const [request] = asked(blue);
        for (const list of ["AlarmActions", "OKActions", "InsufficientDataActions"] as const)
          expect(request?.[list] ?? []).toEqual(actions[list].map((arn) => arn.replace(BLUE, GREEN)));
      }),
    );
  });

  test.each([
    ["worker", policyArn("worker", "out")],
    [
      "resource/ecs/service/shop/web",
      "arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:5e1c:resource/ecs/service/shop/web:policyName/out",
    ],
  ])("scales the clone alone, when blue's scales %s too by a metric that is not blue's", (other, arn) => {
    const both = [policyArn(BLUE, "out"), arn];
    const blue = driven(alarm("depth", { AlarmActions: both, Dimensions: [{ Name: "QueueName", Value: "orders" }] }));
    expect(asked(blue)).toMatchObject([{ AlarmActions: [policyArn(GREEN, "out")] }]);
    expect(alarmWarnings(blue, BLUE, GREEN)).toEqual([
      `The alarm depth of web-v001 scales ${other} too; its copy scales web-v002 alone.`,
    ]);
    expect(alarmWarnings(driven(alarm("busy")), BLUE, GREEN)).toEqual([]);
  });
});

describe("a deploy is refused before anything is touched, when blue's alarm", () => {
  const dimensions = { Dimensions: [{ Name: "AutoScalingGroupName", Value: BLUE }] };
  test.each<[string, Driven, string, string]>([
    [
      "is not known to CloudWatch",
      { ...driven(alarm("busy")), alarms: [] },
      "not-found",
      "a policy of web-v001 is driven by the alarm busy, which is no metric alarm that CloudWatch knows.",
    ],
    [
      "names blue in the text of a query",
      driven(alarm("busy", { Metrics: [{ Id: "q", Expression: `SELECT AVG(x) WHERE g = '${BLUE}'` }] })),
      "unsuitable",
      "names web-v001 or its target group in the text of a query",
    ],
    [
      "scales another group too, by a metric of blue",
      driven(alarm("busy", { ...dimensions, AlarmActions: [policyArn(BLUE, "out"), policyArn("worker", "out")] })),
      "unsuitable",
      "scales worker too, by a metric of web-v001, which goes at teardown.",
    ],
    [
      "scales green too",
      driven(alarm("busy", { AlarmActions: [policyArn(BLUE, "out"), policyArn(GREEN, "out")] })),
      "unsuitable",
      "scales web-v002 too.",
    ],
    [
      "would be called as another one on green",
      driven(alarm("busy"), alarm("busy-web-v001", {}, { [ALARM_TAG]: BLUE })),
      "unsuitable",
      "two alarms of web-v001 would both be busy-web-v002 on web-v002.",
    ],
  ])("%s", (_what, blue, code, sentence) => {
    const failure = failureOf(() => asked(blue));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(sentence);
    expect(failure.message).toMatch(/^auto-scaling-groups: /);
    expect(failure.remedy).toContain(".");
  });
});

describe("the name of a clone's alarm", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 255 }).filter((text) => text.length <= 255);
  const group = fc.stringMatching(/^[a-z][a-z0-9-]{0,253}[a-z0-9]$/);

  test("is the same each time, at most 255 long, and never blue's", () => {
    fc.assert(
      fc.property(name, group, group, fc.boolean(), (text, from, to, made) => {
        fc.pre(from !== to);
        const own = alarm(text, {}, made ? { [ALARM_TAG]: from } : {});
        const cloned = cloneAlarmName(own, from, to);
        expect(cloned).toBe(cloneAlarmName(own, from, to));
        expect(cloned.length).toBeLessThanOrEqual(255);
        expect(cloned).not.toBe(text);
        // No half of a surrogate pair, which has no UTF-8.
        expect(Buffer.from(cloned).toString()).toBe(cloned);
      }),
    );
  });

  test("ends in the clone's, which a policy can allow alone, unless that fills the whole name", () => {
    fc.assert(
      fc.property(name, fc.stringMatching(/^[a-z]{1,200}$/), (text, to) => {
        expect(cloneAlarmName(alarm(text), "web", to).endsWith(`-${to}`)).toBe(true);
      }),
    );
  });

  test("does not grow from clone to clone", () => {
    const first = cloneAlarmName(alarm("busy"), "web", "web-v001");
    const second = cloneAlarmName(alarm(first, {}, { [ALARM_TAG]: "web-v001" }), "web-v001", "web-v002");
    expect([first, second]).toEqual(["busy-web-v001", "busy-web-v002"]);
    const long = cloneAlarmName(alarm("b".repeat(255)), "web", "web-v001");
    const next = cloneAlarmName(alarm(long, {}, { [ALARM_TAG]: "web-v001" }), "web-v001", "web-v002");
    expect(next).toBe(long.replace(/1$/, "2"));
  });

  test("of an alarm that somebody else called alike keeps the whole name", () => {
    expect(cloneAlarmName(alarm("busy-web"), "web", "web-v001")).toBe("busy-web-web-v001");
  });
});
