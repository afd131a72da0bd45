import type { StepResult } from "../runner/runner.ts";
import type { World } from "./world.ts";

/** Steps of different workflow runs at work on one rollout. */

type Options = NonNullable<Parameters<World["step"]>[2]>;

/** What makes a step one of the workflow run with this number. */
export function ofRun(run: number, more: Options = {}): Options {
  return { ...more, env: { ...more.env, GITHUB_RUN_ID: String(run) } };
}

interface Told {
  code: string;
  message: string;
  reasons: string[];
  remedy: string;
}

/** The error that the output `result` tells of; undefined: none. */
export function errorOf(result: StepResult): Told | undefined {
  return JSON.parse(result.outputs.result ?? "{}").error ?? undefined;
}

/** A flag that goes up with the first line of the log that has a text. */
export function watch(text: string) {
  const flag = {
    up: false,
    onLine(line: string) {
      if (line.includes(text)) flag.up = true;
    },
  };
  return flag;
}

/** Takes every tag of the rollout off a group, as an apply of its definition does. */
export async function stripTags({ scaling, group }: World, name: string): Promise<void> {
  const keys = [...(group(name)?.tags.keys() ?? [])].filter((key) => key.startsWith("progressive-delivery:"));
  const Tags = keys.map((Key) => ({ ResourceId: name, ResourceType: "auto-scaling-group", Key }));
  await scaling("DeleteTags", { Tags });
}

/** Somebody else sets the weights of the first listener. */
export async function setByHand({ elb, listeners, blueTg, greenTg }: World, a: number, b: number): Promise<void> {
  const TargetGroups = [
    { TargetGroupArn: blueTg, Weight: a },
    { TargetGroupArn: greenTg, Weight: b },
  ];
  const DefaultActions = [{ Type: "forward", ForwardConfig: { TargetGroups } }];
  await elb("ModifyListener", { ListenerArn: listeners[0] ?? "", DefaultActions });
}
