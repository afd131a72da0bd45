import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../src/action/config.ts";
import type { InputName } from "../../src/action/inputs/table.ts";
import { isInputName } from "../../src/action/inputs/table.ts";
import { parseInputs } from "../../src/action/inputs.ts";
import { ROOT } from "../runner/runner.ts";
import type { Workflow } from "./workflows.ts";
import { configFiles, OURS, read } from "./workflows.ts";

/** Files of other programs, which a page shows and nobody of ours reads. The first line of such a block names one. */
const FOREIGN = ["compose.yaml", "listener.yml"];

interface Block {
  name: string;
  language: string;
  text: string;
}

const pages = [
  "README.md",
  ".github/CONTRIBUTING.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const blocks = pages.flatMap((page) => blocksOf(page, read(page)));
const of = (language: string) => blocks.filter((block) => block.language === language);

/** Every fenced block of a page, without the indentation of the list that it stands in. */
function blocksOf(page: string, markdown: string): Block[] {
  return [...markdown.matchAll(/^( *)```(\w+)\n(.*?)^ *```$/gms)].map(
    ([, indent = "", language = "", body = ""], index) => ({
      name: `${page}, block ${index + 1}`,
      language,
      text: body.replace(new RegExp(`^${indent}`, "gm"), ""),
    }),
  );
}

describe("the blocks of YAML on the pages", () => {
  const schema = new Ajv({ strict: false, allErrors: true }).compile(
    JSON.parse(read("docs/config.schema.json")) as object,
  );
  let workspace: string;
  beforeAll(() => {
    workspace = mkdtempSync(join(tmpdir(), "blocks-"));
    mkdirSync(join(workspace, ".github"));
    const { ".github/delivery.yml": shop = "", gates = "" } = configFiles("README.md");
    writeFileSync(join(workspace, ".github/delivery.yml"), `${shop}${gates}`);
  });
  afterAll(() => rmSync(workspace, { recursive: true, force: true }));

  test("are there", () => {
    expect(of("yaml").length).toBeGreaterThan(20);
  });

  test.each(of("yaml").filter(({ text }) => !isForeign(text)))("$name is taken by what it is for", ({ text }) => {
    const content = parse(text) as unknown;
    const given = stepsIn(content);
    if (given.length === 0) {
      // Settings, as they stand in the config file.
      if (!isRecord(content) || content.jobs !== undefined) return;
      expect(schema(content), JSON.stringify(schema.errors)).toBe(true);
      if (content.platform !== undefined) accepts({ step: "status", ...inputsOf(content) });
      return;
    }
    for (const inputs of given) accepts(inputs);
  });

  function accepts(inputs: Record<string, string>): void {
    expect(Object.keys(inputs).filter((name) => !isInputName(name))).toEqual([]);
    const raw = new Map(Object.entries(inputs)) as Map<InputName, string>;
    const config = raw.has("config") ? readConfig(raw, workspace) : new Map<InputName, string>();
    const context = { region: "eu-west-1", workspace, revision: "v2.4.1" };
    // A block about one thing leaves out what every step needs.
    const whole = raw.has("platform") || config.has("platform") ? raw : undefined;
    if (whole !== undefined) expect(parseInputs(whole, config, context).step).toBe(inputs.step);
  }
});

test.each(of("json"))("$name is JSON", ({ text }) => {
  expect(() => JSON.parse(text)).not.toThrow();
});

describe.skipIf(!hasTerraform())("the blocks of Terraform on the pages, and Packer's template", () => {
  const template = { name: "examples/machine.pkr.hcl", language: "hcl", text: read("examples/machine.pkr.hcl") };

  test.each([...of("hcl"), template])("$name is in Terraform's own form", ({ text }) => {
    // It parses, and says on its error output where it could not.
    expect(execFileSync("terraform", ["fmt", "-"], { input: text, encoding: "utf8", stdio: "pipe" })).toBe(text);
  });
});

function isForeign(text: string): boolean {
  return FOREIGN.some((file) => text.startsWith(`# ${file}`));
}

/** What a block gives this action: as a job's steps, as a step, as its `with`, or as the inputs themselves. */
function stepsIn(content: unknown): Record<string, string>[] {
  if (Array.isArray(content))
    return content.flatMap((step) => (isRecord(step) && step.uses === OURS ? withOf(step) : []));
  if (!isRecord(content)) return [];
  if (isRecord(content.jobs))
    return Object.values(content.jobs as Workflow["jobs"]).flatMap(({ steps = [] }) => stepsIn(steps));
  if (Array.isArray(content.steps)) return stepsIn(content.steps);
  if (content.with !== undefined) return withOf(content);
  return content.step === undefined ? [] : [inputsOf(content)];
}

function withOf(step: Record<string, unknown>): Record<string, string>[] {
  return isRecord(step.with) ? [inputsOf(step.with)] : [];
}

/** As a workflow passes them: text. */
function inputsOf(given: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasTerraform(): boolean {
  try {
    execFileSync("terraform", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
