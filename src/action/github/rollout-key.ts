import type { Inputs, Target } from "../inputs.ts";

/** Which deployment is meant: one for each rollout of a service and environment. */
export interface RolloutKey {
  environment: string;
  /** What is delivered, the same in every step of a service. */
  subject: string;
  /** The run that began the rollout: `owner/repo/runs/123`. */
  rollout: string;
}

/** Our deployments among all others of a repository (`task` of GitHub's API). */
export const TASK = "progressive-delivery";

/** What a deployment carries so that every later step finds it again. */
export interface Payload {
  subject: string;
  rollout: string;
}

/**
 * What a step is about, in one word: the service of the config file, else what routes its traffic. Steps of one service
 * have to come to the same, however their inputs are written.
 */
export function subjectOf({ values, target }: Pick<Inputs, "values" | "target">): string {
  return values.get("service") ?? routed(target);
}

function routed(target: Target): string {
  switch (target.platform) {
    case "ec2": {
      const { settings } = target;
      if ("group" in settings && settings.group !== undefined) return settings.group;
      const groups = "targetGroup" in settings ? [settings.targetGroup] : settings.targetGroups;
      return groups.map(nameOf).sort().join(" and ");
    }
    case "api-gateway": {
      const { restApi, routing } = target.settings;
      return `${restApi}/${routing.kind === "canary" ? routing.stage : [...routing.stages].sort().join(" and ")}`;
    }
    case "lambda":
      return `${target.settings.functionName}:${target.settings.alias}`;
    case "nginx":
      return target.settings.app;
  }
}

/** A target group by its ARN, `…:targetgroup/web/0123…`, has the same name. */
function nameOf(group: string): string {
  return group.split("/")[1] ?? group;
}

/** Whether a deployment's payload is that of a rollout of this service. GitHub gives payloads as objects or as text. */
export function isOf(payload: unknown, key: Payload): boolean {
  return isOfSubject(payload, key) && read(payload)?.rollout === key.rollout;
}

/** The same, whichever rollout. */
export function isOfSubject(payload: unknown, { subject }: Pick<Payload, "subject">): boolean {
  return read(payload)?.subject === subject;
}

function read(payload: unknown): Partial<Record<keyof Payload, unknown>> | undefined {
  const value = typeof payload === "string" ? parsed(payload) : payload;
  return typeof value === "object" && value !== null ? value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
