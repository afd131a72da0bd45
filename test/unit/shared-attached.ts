import type { GroupConfig } from "../../src/platforms/ec2/clone/group-config.ts";
import { targetGroupArn } from "./fixtures.ts";

export const SHARED_ARN = targetGroupArn("web");
const LABEL = `app/web/1/${SHARED_ARN.slice(SHARED_ARN.indexOf("targetgroup/"))}`;

/** What the group that is cloned has beside its own members. */
export const ATTACHED: GroupConfig = {
  policies: [
    { PolicyName: "cpu", PolicyType: "TargetTrackingScaling" },
    {
      PolicyName: "requests",
      PolicyType: "TargetTrackingScaling",
      TargetTrackingConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: "ALBRequestCountPerTarget", ResourceLabel: LABEL },
        TargetValue: 100,
      },
    },
  ],
  schedules: [],
  hooks: [],
  notifications: [],
  warmPool: undefined,
  metrics: [],
  suspended: [],
  alarms: [],
};
/** What a new clone has. */
export const NOTHING: GroupConfig = { ...ATTACHED, policies: [] };
