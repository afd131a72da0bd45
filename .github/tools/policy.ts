/** What the policy says, as tables: each step in each state, and every refusal. Asked of the code itself. */
import { DeliveryError } from "../../src/delivery/errors.ts";
import { nextStep } from "../../src/delivery/outlook.ts";
import type { Change, Intent } from "../../src/delivery/plan.ts";
import type { Decision } from "../../src/delivery/policy.ts";
import { decide } from "../../src/delivery/policy.ts";
import type { Refusal } from "../../src/delivery/registry.ts";
import type { Moves } from "../../src/delivery/schedule.ts";
import { schedule } from "../../src/delivery/schedule.ts";
import type { LastSwitch, SideStanding, Standing } from "../../src/delivery/standing.ts";
import { phaseOf } from "../../src/delivery/standing.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import { table } from "./table.ts";

const REVISION = "v2";
const RAMP = { rungs: [10, 50, 100], bakeMs: undefined };

const side = (name: string, more: Partial<SideStanding> = {}): SideStanding => ({
  name,
  state: "ready",
  current: true,
  capacity: { have: 2, want: 2 },
  reasons: [],
  ...more,
});

const last = (by: LastSwitch["by"], to: number, verified = true): LastSwitch => ({ by, to, at: 0, verified });
const DOWN = { state: "unhealthy", capacity: { have: 0, want: 2 } } as const;

const DEPLOYED: Standing = {
  now: 0,
  rollout: { id: "octo/shop/runs/7", revision: REVISION, startedAt: "" },
  blue: side("blue", { current: false }),
  green: side("green"),
  weight: 0,
  audience: "everyone",
  last: undefined,
  ending: false,
  whole: 2,
  units: "targets",
};

/** One row each: what a person would say of the state, and the state. */
export const STATES: readonly (readonly [string, Standing])[] = [
  [
    "no rollout",
    { ...DEPLOYED, rollout: undefined, green: side("green", { state: "gone", capacity: { have: 0, want: 0 } }) },
  ],
  ["green comes up", { ...DEPLOYED, green: side("green", { state: "pending", capacity: { have: 1, want: 2 } }) }],
  ["green is healthy at 0 %", DEPLOYED],
  ["green has 10 %", { ...DEPLOYED, weight: 10, last: last("shift", 10) }],
  ["10 %, bake not finished", { ...DEPLOYED, weight: 10, last: last("shift", 10, false) }],
  ["A/B test at 10 %", { ...DEPLOYED, weight: 10, audience: "cohort", last: last("shift", 10) }],
  ["100 %, bake not finished", { ...DEPLOYED, weight: 100, last: last("shift", 100, false) }],
  ["green has 100 %", { ...DEPLOYED, weight: 100, last: last("promote", 100) }],
  ["rolled back", { ...DEPLOYED, last: last("rollback", 0) }],
  ["50 %, blue is unhealthy", { ...DEPLOYED, weight: 50, blue: side("blue", DOWN), last: last("shift", 50) }],
  ["50 %, green is unhealthy", { ...DEPLOYED, weight: 50, green: side("green", DOWN), last: last("shift", 50) }],
  [
    "50 %, green runs something else",
    { ...DEPLOYED, weight: 50, green: side("green", { current: false }), last: last("shift", 50) },
  ],
  ["the routes disagree", { ...DEPLOYED, weight: undefined }],
  ["teardown of blue has begun", { ...DEPLOYED, weight: 100, ending: true, last: last("promote", 100) }],
  [
    "blue is gone",
    { ...DEPLOYED, weight: 100, ending: true, blue: side("blue", { state: "gone" }), last: last("promote", 100) },
  ],
  ["40 % without a rollout", { ...DEPLOYED, rollout: undefined, weight: 40 }],
];

interface Column {
  title: string;
  step: Step;
  revision?: string;
}

const COLUMNS: readonly Column[] = [
  { title: "`deploy`, same version", step: "deploy" },
  { title: "`deploy`, another", step: "deploy", revision: "v3" },
  { title: "`shift`", step: "shift" },
  { title: "`promote`", step: "promote" },
  { title: "`rollback`", step: "rollback" },
  { title: "`teardown`", step: "teardown" },
];

/** Each step in each state, with the phase and the step that comes next. Two tables: one would be too wide for a page. */
export function policyTable(): string {
  const [deploys, others] = [true, false].map((isDeploy) =>
    COLUMNS.filter(({ step }) => (step === "deploy") === isDeploy),
  ) as [Column[], Column[]];
  const rows = (columns: readonly Column[], more: (standing: Standing) => string[]) =>
    STATES.map(([what, standing]) => [what, ...more(standing), ...columns.map((column) => answer(column, standing))]);
  const phaseAndNext = (standing: Standing) => [`\`${phaseOf(standing, [])}\``, `\`${nextStep({ standing }, RAMP)}\``];
  const titles = (columns: readonly Column[]) => columns.map(({ title }) => title);
  return [
    table(["state", "phase", "next", ...titles(deploys)], rows(deploys, phaseAndNext)),
    table(
      ["state", ...titles(others)],
      rows(others, () => []),
    ),
  ].join("\n\n");
}

function answer({ step, revision = REVISION }: Column, standing: Standing): string {
  const intent: Intent = {
    step,
    strategy: "canary",
    weight: undefined,
    ramp: RAMP,
    bakeMs: 0,
    rolloutId: "octo/shop/runs/7",
    now: 0,
    timeoutMs: 900_000,
  };
  try {
    const decision = decide(intent, { audience: standing.audience, revision }, standing);
    // What a side can carry is asked when the plan is made.
    schedule(intent, decision, standing, NO_MOVES);
    return inWords(decision);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.id === undefined) throw error;
    return `refused: [${error.id}](troubleshooting.md#refusals)`;
  }
}

/** A platform on which nothing is left to do. */
const NO_MOVES: Moves<Change> = {
  begin: () => ({ changes: [] }),
  resume: () => ({ changes: [] }),
  shift: () => [],
  record: () => [],
  remove: () => ({ changes: [] }),
};

function inWords(decision: Decision): string {
  switch (decision.do) {
    case "nothing":
      return "nothing to do";
    case "begin":
      return "begins a rollout";
    case "resume":
      return decision.again ? "takes it up again" : "completes green";
    case "shift":
      return decision.by === "rollback" ? `back to ${decision.to} %` : `to ${decision.to} %`;
    case "verify":
      return `repeats bake and check at ${decision.at} %`;
    case "judge":
      return `judges green at ${decision.at} %`;
    case "record":
      return `records it as ${decision.by === "promote" ? "promoted" : decision.by}`;
    case "restore":
      return "restores blue's size and limits";
    case "remove":
      return `removes ${decision.side}`;
  }
}

/** Every refusal of a registry: its id, the message, what to do. Names of the live state are in italics. */
export function refusalTable(registry: Readonly<Record<string, Refusal>>): string {
  const rows = Object.entries(registry).map(([id, { code, sentence, remedy }]) => [
    `\`${id}\``,
    code,
    named(sentence),
    named(remedy),
  ]);
  return table(["id", "code", "message", "what to do"], rows);
}

function named(text: string): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => `_${name}_`);
}
