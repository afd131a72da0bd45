/**
 * Writes what is derived into the documents: the tables of inputs and outputs and the whole IAM policy in README.md, the
 * inputs of a platform in its page `docs/<platform>.md` if there is one, those of the workflows in docs/workflows.md,
 * what each step does in each state in docs/how-it-works.md, every refusal in docs/troubleshooting.md, and the JSON
 * Schema of the config file.
 * `--check` writes nothing and fails when a document is out of date, or when action.yml, INPUT_RULES and the outputs of
 * the code are not about the same names.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { InputName, InputRule } from "../../src/action/input-rules.ts";
import { INPUT_NAMES, isInputName, ruleOf } from "../../src/action/input-rules.ts";
import { outputsOf } from "../../src/action/outputs.ts";
import { emptyLog } from "../../src/action/report.ts";
import { POLICY_REFUSALS } from "../../src/delivery/refusals.ts";
import { API_GATEWAY_REFUSALS } from "../../src/platforms/api-gateway/refusals.ts";
import type { PlatformName, Step } from "../../src/delivery/vocabulary.ts";
import { FAIL_ON, PLATFORMS, STEPS, STRATEGIES } from "../../src/delivery/vocabulary.ts";
import { policyTable, refusalTable } from "./policy.ts";
import { table } from "./table.ts";
import { workflowTables } from "./workflows.ts";

const root = join(import.meta.dirname, "..", "..");
const README = "README.md";
const SCHEMA = "docs/config.schema.json";
const IAM = "docs/iam.md";
const WORKFLOWS = "docs/workflows.md";
const POLICY = "docs/how-it-works.md";
const TROUBLESHOOTING = "docs/troubleshooting.md";
/** The registries of refusals, by the marker in docs/troubleshooting.md. */
const REFUSALS = { "refusals-policy": POLICY_REFUSALS, "refusals-api-gateway": API_GATEWAY_REFUSALS } as const;
/** Characters of a line in the policy, without its indentation. */
const MAX_WIDTH = 108;

/** The part of action.yml that is documented. */
export interface Manifest {
  inputs: Record<string, { description: string; required?: boolean }>;
  outputs: Record<string, { description: string }>;
}

export function readManifest(): Manifest {
  return parse(readFileSync(join(root, "action.yml"), "utf8")) as Manifest;
}

/** Every output that a run sets, whatever happened. */
export function outputNames(): string[] {
  return Object.keys(outputsOf({ inputs: undefined, log: emptyLog(), changed: false, error: undefined }, ""));
}

/** Names that one source knows and another does not, as sentences. */
export function disagreements(
  manifest: Manifest,
  inputs: readonly string[] = INPUT_NAMES,
  outputs: readonly string[] = outputNames(),
): string[] {
  const compare = (what: string, documented: object, known: readonly string[], where: string) => {
    const names = Object.keys(documented);
    return [
      ...known
        .filter((name) => !names.includes(name))
        .map((name) => `${what} ${name} is in ${where}, but not in action.yml.`),
      ...names
        .filter((name) => !known.includes(name))
        .map((name) => `${what} ${name} is in action.yml, but not in ${where}.`),
    ];
  };
  return [
    ...compare("The input", manifest.inputs, inputs, "INPUT_RULES (src/action/input-rules.ts)"),
    ...compare("The output", manifest.outputs, outputs, "outputsOf (src/action/outputs.ts)"),
  ];
}

/** The inputs that every platform takes. */
export function commonTable(manifest: Manifest): string {
  return `**For every platform**\n\n${inputTable(manifest, (platforms) => platforms.length === PLATFORMS.length)}`;
}

/** The other inputs of one platform. */
export function platformTable(manifest: Manifest, name: PlatformName): string {
  const own = (platforms: readonly PlatformName[]) => platforms.length < PLATFORMS.length && platforms.includes(name);
  return `**For \`${name}\`**\n\n${inputTable(manifest, own)}`;
}

function inputTable({ inputs }: Manifest, belongs: (platforms: readonly PlatformName[]) => boolean): string {
  const rows = Object.entries(inputs).flatMap(([name, { description, required }]) => {
    const rule: InputRule = isInputName(name) ? ruleOf(name) : { steps: [], config: false };
    if (!belongs(rule.platforms ?? PLATFORMS)) return [];
    const mark = required === true ? " **(required)**" : "";
    return [[`\`${name}\`${mark}`, description, stepList(rule.steps), rule.config ? "yes" : "no"]];
  });
  return table(["input", "what it says", "steps", "config file"], rows);
}

export function outputTable({ outputs }: Manifest): string {
  const rows = Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]);
  return table(["output", "what it says"], rows);
}

interface Statement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: object;
}

/**
 * The parts in docs/iam.md, each under `<!-- iam: name -->`, as one policy. Statements about the same resources become
 * one, which keeps the name of the first.
 */
export function wholePolicy(markdown: string): { Version: string; Statement: Statement[] } {
  const merged = new Map<string, Statement>();
  for (const [, json = ""] of markdown.matchAll(/<!-- iam: [\w-]+ -->\n```json\n(.*?)```/gs)) {
    for (const statement of (JSON.parse(json) as { Statement: Statement[] }).Statement) {
      const about = JSON.stringify([statement.Effect, statement.Resource, statement.Condition]);
      const known = merged.get(about);
      const actions = [known?.Action ?? [], statement.Action].flat().sort();
      merged.set(about, { ...(known ?? statement), Action: actions.length === 1 ? statement.Action : actions });
    }
  }
  return { Version: "2012-10-17", Statement: [...merged.values()] };
}

/** A statement's lists fill their lines: the README would be half policy otherwise. */
function policyFence({ Version, Statement }: ReturnType<typeof wholePolicy>): string {
  const statements = Statement.map((statement) => {
    const members = Object.entries(statement).map(([name, value]) => `      "${name}": ${filled(value)}`);
    return `    {\n${members.join(",\n")}\n    }`;
  });
  const policy = `{\n  "Version": "${Version}",\n  "Statement": [\n${statements.join(",\n")}\n  ]\n}`;
  return `\`\`\`json\n${policy}\n\`\`\``;
}

function filled(value: string | string[] | object): string {
  if (!Array.isArray(value)) return JSON.stringify(value, null, 1).replace(/\s+/g, " ");
  const lines: string[] = [];
  for (const item of value.map((text) => JSON.stringify(text))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length <= MAX_WIDTH) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(item);
  }
  return lines.length === 1 ? `[${lines}]` : `[\n        ${lines.join(",\n        ")}\n      ]`;
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
export function between(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`A document lacks the markers ${open} and ${close}.`);
  return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`;
}

type Schema = Record<string, unknown>;

/** The JSON Schema of the config file: the keys that it may hold, at the top and in each service. */
export function configSchema({ inputs }: Manifest): Schema {
  const names = INPUT_NAMES.filter((name) => ruleOf(name).config);
  const definitions = Object.fromEntries(
    names.map((name) => [name, { description: plain(inputs[name]?.description ?? ""), ...formOf(name) }]),
  );
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }]));
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Config file of the progressive delivery action",
    description: "Inputs for all steps. An input that the workflow gives wins.",
    type: "object",
    additionalProperties: false,
    properties: {
      ...properties,
      services: {
        description:
          "Several services in one file. What stands beside this key holds for each that does not say otherwise.",
        type: "object",
        additionalProperties: { $ref: "#/definitions/service" },
      },
    },
    definitions: { ...definitions, service: { type: "object", additionalProperties: false, properties } },
  };
}

const DURATION: Schema = {
  type: "string",
  minLength: 1,
  pattern: "^(\\d{1,5}d)?(\\d{1,5}h)?(\\d{1,5}m)?(\\d{1,7}s)?$",
};

/** What a value may look like, where that can be said; the action's own judgement is the full one. */
const FORMS: Partial<Record<InputName, Schema>> = {
  platform: { enum: PLATFORMS },
  strategy: { enum: STRATEGIES },
  timeout: DURATION,
  "bake-time": DURATION,
  "expires-after": DURATION,
  "scale-down-delay": DURATION,
  "fail-on": { anyOf: [{ type: "string" }, { type: "array", items: { enum: FAIL_ON } }] },
  "image-id": { type: "string", pattern: "^ami-[0-9a-f]{8,17}$" },
  ramp: { type: ["string", "integer"] },
  "launch-template-version": wholeNumber(1, 999_999_999, "^[1-9]\\d{0,8}$"),
  "desired-capacity": wholeNumber(1, 9_999, "^[1-9]\\d{0,3}$"),
  "max-capacity-deficit": wholeNumber(0, 100, "^\\d{1,3}$"),
  "user-data-file": { type: "string" },
};

function formOf(name: InputName): Schema {
  const form = FORMS[name];
  if (form !== undefined) return form;
  if (ruleOf(name).list === true) return { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] };
  return { type: ["string", "number", "boolean"] };
}

function wholeNumber(minimum: number, maximum: number, pattern: string): Schema {
  return {
    anyOf: [
      { type: "integer", minimum, maximum },
      { type: "string", pattern },
    ],
  };
}

function stepList(steps: readonly Step[]): string {
  const others = STEPS.filter((step) => !steps.includes(step));
  if (others.length === 0) return "all";
  if (others.length === 1) return `all but \`${others[0]}\``;
  return steps.map((step) => `\`${step}\``).join(", ");
}

function plain(description: string): string {
  return description.replace(/`/g, "");
}

/** In the form that the formatter wants, so that a fresh file is a clean file. */
function formatted(schema: Schema): string {
  return execFileSync(join(root, "node_modules", ".bin", "biome"), ["format", `--stdin-file-path=${SCHEMA}`], {
    cwd: root,
    input: JSON.stringify(schema),
    encoding: "utf8",
  });
}

function main(check: boolean): void {
  const manifest = readManifest();
  const problems = disagreements(manifest);
  const readme = readFileSync(join(root, README), "utf8");
  // A platform with a page of its own has its inputs there.
  const pages = new Map(PLATFORMS.map((name) => [name, readIfThere(join(root, pageOf(name)))]));
  const here = PLATFORMS.filter((name) => pages.get(name) === undefined).map((name) => platformTable(manifest, name));
  const derived = {
    inputs: `\n${[commonTable(manifest), ...here].join("\n\n")}\n`,
    outputs: `\n${outputTable(manifest)}\n`,
    "iam-policy": policyFence(wholePolicy(readFileSync(join(root, IAM), "utf8"))),
  };
  const wanted = new Map([
    [README, Object.entries(derived).reduce((text, [name, content]) => between(text, name, content), readme)],
    [SCHEMA, formatted(configSchema(manifest))],
    [POLICY, between(readFileSync(join(root, POLICY), "utf8"), "policy-table", `\n${policyTable()}\n`)],
    [TROUBLESHOOTING, troubleshooting(readFileSync(join(root, TROUBLESHOOTING), "utf8"))],
    [WORKFLOWS, between(readFileSync(join(root, WORKFLOWS), "utf8"), "workflows", workflowTables(root))],
  ]);
  for (const [name, page] of pages) {
    if (page !== undefined) wanted.set(pageOf(name), between(page, "inputs", `\n${platformTable(manifest, name)}\n`));
  }
  for (const [file, content] of wanted) {
    const path = join(root, file);
    if (readIfThere(path) === content) continue;
    if (check) problems.push(`${file} is out of date: run \`node .github/tools/docs.ts\`.`);
    else writeFileSync(path, content);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

function troubleshooting(markdown: string): string {
  return Object.entries(REFUSALS).reduce(
    (text, [marker, registry]) => between(text, marker, `\n${refusalTable(registry)}\n`),
    markdown,
  );
}

function pageOf(platform: PlatformName): string {
  return `docs/${platform}.md`;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

if (import.meta.main) main(process.argv.includes("--check"));
