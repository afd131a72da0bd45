import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { InputName } from "../../src/action/inputs/table.ts";
import type { Inputs } from "../../src/action/inputs.ts";
import { parseInputs } from "../../src/action/inputs.ts";
import type { StepResult } from "../../src/action/outputs.ts";
import type { StepLog } from "../../src/action/report.ts";
import { emptyLog } from "../../src/action/report.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { SideView, View } from "../../src/delivery/plan.ts";
import type { LastSwitch, SideStanding, Standing } from "../../src/delivery/standing.ts";
import type { Phase, Step } from "../../src/delivery/vocabulary.ts";
import type { Ec2Settings } from "../../src/platforms/ec2/settings.ts";

export const REGION = "eu-west-1";
export const BALANCER = "app/web/50dc6c495c0c9188";
const ELB = `arn:aws:elasticloadbalancing:${REGION}:111122223333`;

/** An ARN as AWS makes them: the last part is 16 hex digits. */
export function listenerArn(id = 1): string {
  return `${ELB}:listener/${BALANCER}/${id.toString(16).padStart(16, "0")}`;
}

export function ruleArn(id = 1): string {
  return `${ELB}:listener-rule/${BALANCER}/f2f7dc8efc522ab2/${id.toString(16).padStart(16, "0")}`;
}

export function targetGroupArn(name: string): string {
  return `${ELB}:targetgroup/${name}/73e2d6bc24d8a067`;
}

/** The failure of something that must fail in an expected way; any other end fails the test. */
export function failureOf(act: () => unknown): DeliveryError {
  try {
    act();
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
  throw new Error("This should have been refused, and was not.");
}

/** What a reader is shown of a failure: the sentence, and the reasons under it. */
export function told({ message, reasons }: DeliveryError): string[] {
  return reasons.length === 0 ? [message] : [...reasons];
}

export type Given = Partial<Record<InputName, string>>;

/** A directory that is a checked-out repository with these files, gone when the test is over. */
export function workspaceWith(files: Readonly<Record<string, string>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), "pd-unit-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** The inputs that every step of `ec2` needs. */
export const EC2: Given = {
  platform: "ec2",
  listeners: listenerArn(),
  "target-groups": "web-blue, web-green",
  "auto-scaling-groups": "web-a, web-b",
};

export interface ParseOptions {
  config?: Given;
  region?: string | undefined;
  workspace?: string;
}

export function parse(given: Given, { config = {}, region = REGION, workspace = "/nowhere" }: ParseOptions = {}) {
  return parseInputs(rawInputs(given), rawInputs(config), { region: region === "" ? undefined : region, workspace });
}

/** The settings that the inputs make for the platform `ec2`. */
export function ec2Of({ target }: Inputs): Ec2Settings {
  if (target.platform !== "ec2" || "targetGroup" in target.settings || "group" in target.settings)
    throw new Error("These are inputs of another platform.");
  return target.settings;
}

export function rawInputs(given: Given): Map<InputName, string> {
  return new Map((Object.entries(given) as [InputName, string][]).filter(([, value]) => value !== ""));
}

/** What a step cannot do without, beside what all steps need. */
export const NEEDED: Partial<Record<Step, Given>> = {
  deploy: { "image-id": "ami-0abcdef1234567890" },
  shift: { strategy: "canary" },
};

export function inputsFor(step: Step, more: Given = {}): Inputs {
  return parse({ ...EC2, ...NEEDED[step], ...more, step });
}

export function sideView(name: string, more: Partial<SideView> = {}): SideView {
  return { name, target: `${name}-tg`, revision: "image-id=ami-1", healthy: 2, wanted: 2, weight: 0, ...more };
}

export function sideStanding(name: string, more: Partial<SideStanding> = {}): SideStanding {
  return { name, state: "ready", current: true, capacity: { have: 2, want: 2 }, reasons: [], ...more };
}

/** A rollout of web-b beside web-a, deployed and healthy at weight 0. */
export function standing(more: Partial<Standing> = {}): Standing {
  return {
    now: Date.parse("2026-01-02T04:00:00.000Z"),
    rollout: { id: "octo/shop/runs/7", revision: "image-id=ami-2", startedAt: "2026-01-02T03:04:05.000Z" },
    blue: sideStanding("web-a", { current: false }),
    green: sideStanding("web-b"),
    weight: 0,
    audience: "everyone",
    last: undefined,
    ending: false,
    whole: 2,
    units: "targets",
    ...more,
  };
}

/** The standing of which a phase is told. */
export function standingIn(phase: Phase, more: Partial<Standing> = {}): Standing {
  const last = (by: LastSwitch["by"], to: number) => ({
    by,
    to,
    at: Date.parse("2026-01-02T03:30:00.000Z"),
    verified: true,
  });
  const unhealthy = sideStanding("web-b", { state: "unhealthy", capacity: { have: 0, want: 2 } });
  const parts: Record<Phase, Partial<Standing>> = {
    idle: { rollout: undefined, green: sideStanding("web-b", { state: "gone", capacity: { have: 0, want: 0 } }) },
    deploying: { green: sideStanding("web-b", { state: "pending", capacity: { have: 1, want: 2 } }) },
    deployed: {},
    shifting: { weight: 10, last: last("shift", 10) },
    promoted: { weight: 100, last: last("promote", 100) },
    "rolled-back": { last: last("rollback", 0) },
    degraded: { weight: 50, green: unhealthy, last: last("shift", 50) },
  };
  return standing({ ...parts[phase], ...more });
}

export function view(more: Partial<View> = {}): View {
  const { phase = "deployed" } = more;
  return {
    phase,
    standing: standingIn(phase, "weight" in more ? { weight: more.weight } : {}),
    blue: sideView("web-a", { weight: 100 }),
    green: sideView("web-b"),
    weight: 0,
    cohort: undefined,
    rollout: { id: "octo/shop/runs/7", revision: "image-id=ami-2", startedAt: "2026-01-02T03:04:05.000Z" },
    safeTeardownAt: undefined,
    stickySeconds: 0,
    problems: [],
    facts: { "group web-a": "lt-1 version 1" },
    ...more,
  };
}

export function stepLog(more: Partial<StepLog> = {}): StepLog {
  return { ...emptyLog(), ...more };
}

export function stepResult(more: Partial<StepResult> = {}): StepResult {
  return { inputs: inputsFor("promote"), log: stepLog(), changed: false, error: undefined, gates: undefined, ...more };
}
