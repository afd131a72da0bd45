import { stringify } from "yaml";
import type { InputName } from "../../src/action/inputs/table.ts";
import { INPUT_NAMES, isFilledIn, isInputName, rowsOf } from "../../src/action/inputs/table.ts";
import { flag } from "../../src/action/inputs/types.ts";
import { STEPS } from "../../src/delivery/vocabulary.ts";
import { descriptionOf } from "./inputs.ts";

/** The workflows for users, in the order in which they are documented. */
export const CALLABLE = ["blue-green.yml", "canary.yml", "promote.yml", "rollback.yml", "step.yml"] as const;
export type Callable = (typeof CALLABLE)[number];

interface WorkflowInput {
  description: string;
  type: "string" | "boolean" | "number";
  required?: true;
  default?: string | number | boolean;
}

/** What a workflow says of an input. Of an input of the action, what is left out is as the table has it. */
type Entry = [name: string, said?: Partial<WorkflowInput>];

/** What one run is about: every workflow that has a use for it passes it on, but for what GitHub itself fills in. */
export const ARGUMENTS = INPUT_NAMES.filter((name) => rowsOf(name).some(([, { kind }]) => kind === "argument")).filter(
  (name) => !isFilledIn(name),
);

/** Those that say what the new version is; `status` takes them to tell what a deploy of it would meet. */
const VERSION = ARGUMENTS.filter((name) =>
  rowsOf(name).every(([, { steps }]) => steps.filter((step) => step !== "status").join() === "deploy"),
).filter((name) => !isFlag(name));

/** What the workflow for a single step knows by itself, as an expression: it has got the credentials. */
export const KNOWN: Partial<Record<InputName, string>> = {
  "credentials-expire-at": "inputs.step == 'rollout' && steps.credentials.outputs.aws-expiration || ''",
};

const FILE: Entry[] = [["config", { default: ".github/delivery.yml" }], ["service"]];
const ACTORS = "Who may run it, as logins, e.g. `octocat, hubot`. `*` is anybody, an empty list nobody.";
const ANYBODY: Entry = ["allowed-actors", { description: ACTORS, default: "*" }];
/** Where no environment has reviewers, the list is what an approval stands on. */
const SOMEBODY: Entry = ["allowed-actors", { description: ACTORS, required: true }];
const JOB: Entry[] = [
  [
    "role-to-assume",
    { description: "The ARN of the role on AWS. Without it, the runner's own credentials, or none on `nginx`." },
  ],
  ["aws-region", { description: "The region on AWS." }],
  ["runs-on", { description: "Label of the runner, or labels as a JSON list.", default: "ubuntu-latest" }],
  [
    "timeout-minutes",
    {
      description: "After how many minutes GitHub ends a job. More than the `timeout` of a step, which says why.",
      type: "number",
      default: 60,
    },
  ],
];
const APPROVAL: Entry = [
  "environment",
  { description: "The environment whose reviewers approve `promote`.", default: "production" },
];
const TEARDOWN = "The environment whose wait timer keeps the way back open. Empty, nothing is torn down.";
const versions: Entry[] = VERSION.map((name) => [name]);

const ENTRIES: Readonly<Record<Callable, readonly Entry[]>> = {
  "blue-green.yml": [
    ...FILE,
    ...versions,
    APPROVAL,
    ["teardown-environment", { description: TEARDOWN, default: "production-teardown" }],
    ANYBODY,
    ...JOB,
  ],
  "canary.yml": [
    ...FILE,
    ...versions,
    [
      "approve-every-rung",
      {
        description: "Whether every rung waits for an approval. With `false`, the first does, and `promote`.",
        type: "boolean",
        default: true,
      },
    ],
    [
      "rung-environment",
      { description: "The environment whose reviewers approve the rungs.", default: "production-canary" },
    ],
    APPROVAL,
    ["teardown-environment", { description: TEARDOWN, default: "production-teardown" }],
    ANYBODY,
    ...JOB,
  ],
  "promote.yml": [
    ...FILE,
    [
      "expected-state",
      {
        description: "The state to promote, the output `state-digest` of `deploy`. Without it, what `status` finds.",
      },
    ],
    ["environment", { description: "The environment whose rules hold before `promote`, if any." }],
    ["teardown-environment", { description: TEARDOWN }],
    SOMEBODY,
    ...JOB,
  ],
  "rollback.yml": [
    ...FILE,
    [
      "teardown",
      {
        description: "Whether green is removed too, once blue has all the traffic and no client reaches green.",
        type: "boolean",
        default: false,
      },
    ],
    [
      "environment",
      {
        description: "The environment whose rules hold before each step, if any. Reviewers make a rollback wait.",
      },
    ],
    SOMEBODY,
    ...JOB,
  ],
  "step.yml": [
    [
      "step",
      {
        description:
          "What to do, `deploy`, `shift`, `verify`, `promote`, `rollout`, `rollback`, `teardown` or `status`.",
        required: true,
      },
    ],
    ...FILE,
    [
      "environment",
      { description: "The environment whose rules hold before the step begins. Without it the step begins at once." },
    ],
    ...ARGUMENTS.filter((name) => !["step", "config", "service", "allowed-actors"].includes(name))
      .filter((name) => KNOWN[name] === undefined)
      .map((name): Entry => [name]),
    ANYBODY,
    ...JOB,
    [
      "role-duration-seconds",
      {
        description:
          "How long the credentials last. A `rollout` needs them to its end, and ten minutes more; the role has to allow it.",
        type: "number",
        default: 3_600,
      },
    ],
  ],
};

/** The inputs of a workflow for users. */
export function workflowInputs(name: Callable): Record<string, WorkflowInput> {
  return Object.fromEntries(
    ENTRIES[name].map(([input, said = {}]) => {
      const row = isInputName(input) ? rowInput(input) : { description: "", type: "string" as const };
      const { description, type, required, default: fallback } = { ...row, ...said };
      const optional = { ...(required ? { required } : {}), ...(fallback === undefined ? {} : { default: fallback }) };
      return [input, { description, type, ...optional }];
    }),
  );
}

/** A workflow with its inputs, and in the one that runs the action what it passes on, as the table has them. */
export function withInputs(name: Callable, text: string): string {
  const inputs = stringify(workflowInputs(name), { lineWidth: 0 });
  const replaced = replaceBetween(text, "    inputs:\n", "    outputs:\n", indented(inputs, 6));
  if (name !== "step.yml") return replaced;
  const start = replaced.lastIndexOf("        with:\n");
  const passed = ARGUMENTS.map((input) => `          ${input}: \${{ ${expressionOf(input)} }}\n`);
  return `${replaced.slice(0, start)}        with:\n${passed.join("")}`;
}

function rowInput(name: InputName): WorkflowInput {
  if (!isFlag(name)) return { description: descriptionOf(name), type: "string" };
  // Its default is in a column of its own.
  return { description: rowsOf(name)[0]?.[1].description ?? "", type: "boolean", default: false };
}

/** A step that has no use for an argument must not be given it, not even as false. */
function expressionOf(name: InputName): string {
  const known = KNOWN[name];
  if (known !== undefined) return known;
  const everywhere = rowsOf(name).every(([, { steps }]) => steps.length === STEPS.length);
  return isFlag(name) && !everywhere ? `inputs.${name} && 'true' || ''` : `inputs.${name}`;
}

function isFlag(name: InputName): boolean {
  return rowsOf(name).every(([, { type }]) => type === flag);
}

function replaceBetween(text: string, open: string, close: string, content: string): string {
  const start = text.indexOf(open) + open.length;
  const end = text.indexOf(close, start);
  if (start < open.length || end < 0) throw new Error(`A workflow lacks ${open.trim()} or ${close.trim()}.`);
  return `${text.slice(0, start)}${content}${text.slice(end)}`;
}

function indented(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(spaces));
}
