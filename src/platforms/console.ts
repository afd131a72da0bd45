import type { PartLink } from "../delivery/plan.ts";
import { partitionOf } from "./partitions.ts";

/** Where AWS's console shows a resource. Pure; parts of any origin are percent-encoded. */

/** The partitions whose console can be reached from the internet (AWS General Reference, "AWS service endpoints"). */
const HOSTS: Readonly<Record<string, string>> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
  "aws-eusc": "console.amazonaws-eusc.eu",
};

export type ConsolePage =
  | { listener: string }
  | { targetGroup: string }
  | { autoScalingGroup: string }
  | { restApi: string }
  | { lambdaFunction: string }
  | { alarm: string };

/** Undefined in a partition whose console has no address that everybody has. */
export function consoleLink(region: string, page: ConsolePage): string | undefined {
  const host = HOSTS[partitionOf(region)];
  return host === undefined ? undefined : `https://${region}.${host}/${pathOf(region, page)}`;
}

function pathOf(region: string, page: ConsolePage): string {
  const ec2 = `ec2/home?region=${region}#`;
  if ("listener" in page) return `${ec2}ELBListenerV2:listenerArn=${arnText(page.listener)}`;
  if ("targetGroup" in page) return `${ec2}TargetGroup:targetGroupArn=${arnText(page.targetGroup)}`;
  if ("autoScalingGroup" in page) return `${ec2}AutoScalingGroupDetails:id=${encoded(page.autoScalingGroup)}`;
  if ("restApi" in page) {
    const id = encoded(page.restApi);
    return `apigateway/main/apis/${id}/stages?api=${id}&region=${region}`;
  }
  if ("lambdaFunction" in page) return `lambda/home?region=${region}#/functions/${encoded(page.lambdaFunction)}`;
  return `cloudwatch/home?region=${region}#alarmsV2:alarm/${encoded(page.alarm)}`;
}

function encoded(name: string): string {
  return encodeURIComponent(wellFormed(name));
}

/** Half of a pair of UTF-16 cannot be encoded. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}

/** With its colons, as the console writes it; two of them in a row are in no ARN that has a page. */
function arnText(arn: string): string {
  return encodeURI(wellFormed(arn)).replace(/::/g, "%3A%3A");
}

/** A link as a view has it; none where the console has no address. */
export function linkTo(region: string, what: string, name: string, page: ConsolePage): PartLink[] {
  const url = consoleLink(region, page);
  return url === undefined ? [] : [{ what, name, url }];
}
