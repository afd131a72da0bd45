/**
 * Writes what is derived: the inputs of action.yml and of the workflows for users, the tables of inputs and outputs and
 * the whole IAM policy in docs/reference.md, which platform does which strategy in docs/strategies.md and by which test
 * in docs/proof.md, the pictures of the traffic on the pages of the strategies, the inputs of the gates and the verdicts
 * that are explained in docs/gates.md, those of the workflows in docs/workflows.md, what each step does in each state in
 * docs/how-it-works.md, every refusal in docs/troubleshooting.md, CodeDeploy's configurations in
 * docs/migrating-from-codedeploy.md, the calls of the local AWS in docs/local-aws.md, the roles in
 * examples/infrastructure/roles.yml, and the JSON Schema of the config file. Inputs come from `src/action/inputs/`.
 * `--check` writes nothing and fails when something is out of date, or when action.yml and the code are not about the
 * same outputs. Either way it fails when a test of docs/proof.md is gone.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { outputsOf } from "../../src/action/outputs.ts";
import { emptyLog } from "../../src/action/report.ts";
import { POLICY_REFUSALS } from "../../src/delivery/refusals.ts";
import { PLATFORMS, STRATEGIES } from "../../src/delivery/vocabulary.ts";
import { GATE_REFUSALS } from "../../src/gates/refusals.ts";
import { API_GATEWAY_REFUSALS } from "../../src/platforms/api-gateway/refusals.ts";
import { IN_PLACE_REFUSALS } from "../../src/platforms/ec2/in-place/refusals.ts";
import { EC2_REFUSALS } from "../../src/platforms/ec2/refusals.ts";
import { SHARED_REFUSALS } from "../../src/platforms/ec2/shared/refusals.ts";
import { SINGLE_REFUSALS } from "../../src/platforms/ec2/single/refusals.ts";
import { LAMBDA_REFUSALS } from "../../src/platforms/lambda/refusals.ts";
import { NGINX_REFUSALS } from "../../src/platforms/nginx/refusals.ts";
import { startAws } from "../../test/aws/server.ts";
import { configurationTable } from "./codedeploy.ts";
import { judgedMinutes, minutesToFail, verdictExamples } from "./gates.ts";
import type { Policy } from "./iam.ts";
import { partsOf, policyOf } from "./iam.ts";
import { actionInputs, commonTable, gateTable, platformTable } from "./inputs.ts";
import { policyTable, refusalTable } from "./policy.ts";
import { proofTable, unproven } from "./proof.ts";
import { rolesTemplate } from "./roles.ts";
import { configSchema } from "./schema.ts";
import { strategyTable } from "./strategies.ts";
import { table } from "./table.ts";
import { COURSES, inWords } from "./traffic.ts";
import { trafficPicture } from "./traffic-picture.ts";
import { CALLABLE, withInputs } from "./workflow-inputs.ts";
import { workflowTables } from "./workflows.ts";

const root = join(import.meta.dirname, "..", "..");
const ACTION = "action.yml";
const REFERENCE = "docs/reference.md";
const STRATEGY_INDEX = "docs/strategies.md";
const PROOF = "docs/proof.md";
const SCHEMA = "docs/config.schema.json";
const IAM = "docs/iam.md";
const ROLES = "examples/infrastructure/roles.yml";
const WORKFLOWS = "docs/workflows.md";
const GATES = "docs/gates.md";
const POLICY = "docs/how-it-works.md";
const LOCAL_AWS = "docs/local-aws.md";
const CODEDEPLOY = "docs/migrating-from-codedeploy.md";
const TROUBLESHOOTING = "docs/troubleshooting.md";
/** The registries of refusals, by the marker in docs/troubleshooting.md. */
const REFUSALS = {
  "refusals-policy": POLICY_REFUSALS,
  "refusals-gates": GATE_REFUSALS,
  "refusals-ec2": EC2_REFUSALS,
  "refusals-ec2-shared": SHARED_REFUSALS,
  "refusals-ec2-single": SINGLE_REFUSALS,
  "refusals-ec2-in-place": IN_PLACE_REFUSALS,
  "refusals-api-gateway": API_GATEWAY_REFUSALS,
  "refusals-lambda": LAMBDA_REFUSALS,
  "refusals-nginx": NGINX_REFUSALS,
} as const;
/** Characters of a line in the policy, without its indentation. */
const MAX_WIDTH = 108;

/** The part of action.yml that is documented. */
export interface Manifest {
  inputs: Record<string, { description: string }>;
  outputs: Record<string, { description: string }>;
}

export function readManifest(): Manifest {
  return parse(readFileSync(join(root, "action.yml"), "utf8")) as Manifest;
}

/** Every output that a run sets, whatever happened. */
export function outputNames(): string[] {
  return Object.keys(
    outputsOf({ inputs: undefined, log: emptyLog(), changed: false, error: undefined, gates: undefined }, ""),
  );
}

/** Outputs that action.yml has and the code does not set, or the other way round, as sentences. */
export function disagreements({ outputs }: Manifest, known: readonly string[] = outputNames()): string[] {
  const names = Object.keys(outputs);
  const where = "outputsOf (src/action/outputs.ts)";
  return [
    ...known
      .filter((name) => !names.includes(name))
      .map((name) => `The output ${name} is in ${where}, but not in ${ACTION}.`),
    ...names
      .filter((name) => !known.includes(name))
      .map((name) => `The output ${name} is in ${ACTION}, but not in ${where}.`),
  ];
}

export function outputTable({ outputs }: Manifest): string {
  const rows = Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]);
  return table(["output", "what it says"], rows);
}

/** A statement's lists fill their lines: the page would be half policy otherwise. */
function policyFence({ Version, Statement }: Policy): string {
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

/** In the form that the formatter wants, so that a fresh file is a clean file. */
function formatted(text: string, file: string): string {
  return execFileSync(join(root, "node_modules", ".bin", "biome"), ["format", `--stdin-file-path=${file}`], {
    cwd: root,
    input: text,
    encoding: "utf8",
  });
}

/** action.yml with its inputs as the table has them. */
function withActionInputs(text: string): string {
  const [start, end] = [text.indexOf("inputs:\n"), text.indexOf("outputs:\n")];
  if (start < 0 || end < start) throw new Error(`${ACTION} lacks inputs or outputs.`);
  return `${text.slice(0, start)}${actionInputs()}${text.slice(end)}`;
}

async function main(check: boolean): Promise<void> {
  const manifest = readManifest();
  const problems = disagreements(manifest);
  problems.push(...unproven((file) => readIfThere(join(root, file))));
  const readText = (file: string) => readFileSync(join(root, file), "utf8");
  const derived = {
    inputs: `\n${[commonTable(), ...PLATFORMS.map(platformTable)].join("\n\n")}\n`,
    outputs: `\n${outputTable(manifest)}\n`,
    "iam-policy": policyFence(policyOf([...partsOf(readText(IAM)).values()].flat())),
  };
  const reference = Object.entries(derived).reduce(
    (text, [name, content]) => between(text, name, content),
    readText(REFERENCE),
  );
  const wanted = new Map([
    [ACTION, withActionInputs(readText(ACTION))],
    [REFERENCE, reference],
    [STRATEGY_INDEX, between(readText(STRATEGY_INDEX), "strategies", `\n${strategyTable()}\n`)],
    [PROOF, between(readText(PROOF), "proof", `\n${proofTable()}\n`)],
    [ROLES, rolesTemplate(readText(IAM))],
    [SCHEMA, formatted(JSON.stringify(configSchema()), SCHEMA)],
    [POLICY, between(readText(POLICY), "policy-table", `\n${policyTable()}\n`)],
    [LOCAL_AWS, between(readText(LOCAL_AWS), "local-aws-calls", `\n${await localCalls()}\n`)],
    [CODEDEPLOY, between(readText(CODEDEPLOY), "configurations", `\n${configurationTable()}\n`)],
    [TROUBLESHOOTING, troubleshooting(readText(TROUBLESHOOTING))],
    [GATES, formatted(gates(readText(GATES)), GATES)],
    [WORKFLOWS, between(readText(WORKFLOWS), "workflows", workflowTables(root))],
    ...STRATEGIES.flatMap((strategy) => {
      const page = `docs/strategies/${strategy}.md`;
      const picture = `![${inWords(COURSES[strategy])}](../images/strategies/${strategy}.svg)`;
      return [
        [`docs/images/strategies/${strategy}.svg`, trafficPicture(COURSES[strategy])],
        [page, between(readText(page), "traffic", `\n${picture}\n`)],
      ] as const;
    }),
    ...CALLABLE.map((name) => {
      const file = `.github/workflows/${name}`;
      return [file, withInputs(name, readText(file))] as const;
    }),
  ]);
  for (const [file, content] of wanted) {
    const path = join(root, file);
    if (readIfThere(path) === content) continue;
    if (check) problems.push(`${file} is out of date: run \`node .github/tools/docs.ts\`.`);
    else writeFileSync(path, content);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

/** Every call that the local AWS answers, by its services: asked of one that is started for it. */
async function localCalls(): Promise<string> {
  const aws = await startAws();
  await aws.close();
  const rows = Object.entries(aws.operations).map(([service, calls]) => [`\`${service}\``, calls.join(", ")]);
  return table(["service", "calls"], rows);
}

function troubleshooting(markdown: string): string {
  return Object.entries(REFUSALS).reduce(
    (text, [marker, registry]) => between(text, marker, `\n${refusalTable(registry)}\n`),
    markdown,
  );
}

function gates(markdown: string): string {
  const parts = {
    "judged-minutes": `\n${judgedMinutes()}\n`,
    "minutes-to-fail": `\n${minutesToFail()}\n`,
    ...verdictExamples(),
    inputs: `\n${gateTable()}\n`,
  };
  return Object.entries(parts).reduce((text, [marker, content]) => between(text, marker, content), markdown);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

if (import.meta.main) await main(process.argv.includes("--check"));
