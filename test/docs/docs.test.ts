import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { between, disagreements, outputNames, readManifest } from "../../.github/tools/docs.ts";
import { configKeys, configSchema } from "../../.github/tools/schema.ts";
import { readConfig } from "../../src/action/config.ts";
import type { InputName } from "../../src/action/inputs/table.ts";
import { INPUT_NAMES, isForWorkflows, isInputName } from "../../src/action/inputs/table.ts";
import { parseInputs } from "../../src/action/inputs.ts";
import { parseDuration } from "../../src/delivery/duration.ts";
import { STEPS } from "../../src/delivery/vocabulary.ts";
import { NODE24, ROOT } from "../runner/runner.ts";
import { allWorkflows, configFiles, namedFences, read, uses } from "./workflows.ts";

describe("what is derived", () => {
  test("the tables in the documents and the schema of the config file are up to date", async () => {
    const said = await new Promise<string>((resolve) => {
      execFile(NODE24, [".github/tools/docs.ts", "--check"], { cwd: ROOT }, (_error, _out, err) => resolve(err));
    });
    expect(said).toBe("");
  });

  test("an output that only one side knows is named", () => {
    const manifest = readManifest();
    expect(disagreements(manifest)).toEqual([]);
    expect(disagreements(manifest, [...outputNames().slice(1), "speed"])).toEqual([
      "The output speed is in outputsOf (src/action/outputs.ts), but not in action.yml.",
      `The output ${outputNames()[0]} is in action.yml, but not in outputsOf (src/action/outputs.ts).`,
    ]);
  });

  test("action.yml has every input of the table that a workflow may give, in its order", () => {
    expect(Object.keys(readManifest().inputs)).toEqual(INPUT_NAMES.filter(isForWorkflows));
  });

  test("a page without the markers is an error, not a silent success", () => {
    expect(() => between("# Title\n", "inputs", "")).toThrow("<!-- inputs -->");
  });

  test("the schema has the keys that the parser takes, at the top and in a service", () => {
    const schema = configSchema() as {
      properties: Record<string, unknown>;
      definitions: { service: { properties: Record<string, unknown> } };
    };
    expect(Object.keys(schema.properties)).toEqual([...configKeys(), "<<", "services"]);
    expect(Object.keys(schema.definitions.service.properties)).toEqual([...configKeys(), "<<"]);
  });

  test("the schema takes the durations that the parser takes", () => {
    const { definitions } = configSchema() as { definitions: { timeout: { pattern: string } } };
    const pattern = new RegExp(definitions.timeout.pattern);
    for (const text of ["90s", "15m", "1h30m", "2d", "0s", "15", "1 m", "m", "30m1h", "-1s", "1.5h"]) {
      expect([text, pattern.test(text)]).toEqual([text, parseDuration(text) !== undefined]);
    }
  });
});

describe("the inputs that the documents give", () => {
  let workspace: string;
  beforeAll(() => {
    workspace = mkdtempSync(join(tmpdir(), "docs-"));
  });
  afterAll(() => rmSync(workspace, { recursive: true, force: true }));

  const given = allWorkflows().flatMap((workflow) =>
    uses(workflow).map((inputs) => [`${workflow.file}: ${inputs.step}`, workflow.home, inputs] as const),
  );

  test("cover every step on the way of a rollout", () => {
    const steps = given.map(([, , inputs]) => inputs.step);
    expect(steps).toEqual(
      expect.arrayContaining(["deploy", "shift", "promote", "rollout", "rollback", "teardown", "status"]),
    );
  });

  test.each(given)("%s is accepted", (_name, home, inputs) => {
    for (const [file, content] of Object.entries(configFiles(home))) {
      mkdirSync(join(workspace, dirname(file)), { recursive: true });
      writeFileSync(join(workspace, file), content);
    }
    expect(Object.keys(inputs).filter((name) => !isInputName(name))).toEqual([]);
    const raw = new Map(Object.entries(inputs)) as Map<InputName, string>;
    const config = raw.has("config") ? readConfig(raw, workspace) : new Map<InputName, string>();
    expect(parseInputs(raw, config, { region: "eu-west-1", workspace, revision: "v2.4.1" }).step).toBe(inputs.step);
  });
});

describe("the config files", () => {
  const files = [configFiles("examples"), configFiles("README.md")].map((file) => file[".github/delivery.yml"] ?? "");
  const cases = files.flatMap((text) => {
    const { services = { "": {} } } = parse(text) as { services?: object };
    return Object.keys(services).map((service) => [service, text] as const);
  });

  test.each(cases)("serve every step of the service %s", (service, text) => {
    const workspace = mkdtempSync(join(tmpdir(), "docs-"));
    writeFileSync(join(workspace, "delivery.yml"), text);
    const given = new Map<InputName, string>([["config", "delivery.yml"]]);
    if (service !== "") given.set("service", service);
    const config = readConfig(given, workspace);
    const climbs = config.get("strategy") === "canary" ? ["shift", "verify", "rollout"] : [];
    for (const step of ["deploy", "promote", "rollback", "teardown", "status", ...climbs]) {
      const raw = new Map<InputName, string>([...given, ["step", step]]);
      if (step === "deploy") raw.set("image-id", "ami-0abcdef1234567890");
      expect(parseInputs(raw, config, { region: "eu-west-1", workspace }).step).toBe(step);
    }
    rmSync(workspace, { recursive: true });
  });
});

describe("the config files of the quick start", () => {
  const fences = Object.entries(configFiles("README.md")).filter(([name]) => name.startsWith("config-"));

  test("are there for every kind of set-up", () => {
    expect(fences.length).toBeGreaterThan(2);
  });

  test.each(fences)("%s serves every step of a release", (_name, text) => {
    const workspace = mkdtempSync(join(tmpdir(), "docs-"));
    writeFileSync(join(workspace, "delivery.yml"), text);
    const given = new Map<InputName, string>([["config", "delivery.yml"]]);
    const config = readConfig(given, workspace);
    for (const step of ["deploy", "promote", "rollback", "teardown", "status"]) {
      const raw = new Map<InputName, string>([...given, ["step", step]]);
      if (step === "promote" && config.get("strategy") === "rolling") continue;
      if (step === "deploy" && config.get("platform") === "ec2") raw.set("image-id", "ami-0abcdef1234567890");
      if (step === "deploy" && config.get("platform") === "lambda") raw.set("function-version", "7");
      expect(parseInputs(raw, config, { region: "eu-west-1", workspace, revision: "v2.4.1" }).step).toBe(step);
    }
    rmSync(workspace, { recursive: true });
  });
});

describe("the page of gates", () => {
  const [whole, ...parts] = namedFences(read("docs/gates.md"));
  const { ".github/delivery.yml": shop = "", gates = "" } = configFiles("README.md");
  const settings = [
    ["the README's", `${shop}${gates}`],
    ["the whole", whole?.content ?? ""],
    ...parts.map(({ name, content }) => [name, `${whole?.content}${content}`] as const),
  ] as const;

  test.each(settings)("has settings that every step takes: %s", (_name, text) => {
    const workspace = mkdtempSync(join(tmpdir(), "docs-"));
    writeFileSync(join(workspace, "delivery.yml"), text);
    const given = new Map<InputName, string>([["config", "delivery.yml"]]);
    const config = readConfig(given, workspace);
    for (const step of ["shift", "verify", "promote", "rollout", "rollback", "status"]) {
      const raw = new Map<InputName, string>([...given, ["step", step]]);
      expect(parseInputs(raw, config, { region: "eu-west-1", workspace }).step).toBe(step);
    }
    rmSync(workspace, { recursive: true });
  });

  test("has no YAML that is not tried", () => {
    expect([shop, gates]).not.toContain("");
    expect(read("docs/gates.md").match(/^```yaml$/gm)).toHaveLength(1 + parts.length);
  });

  test("names inputs that there are", () => {
    const tables = [...read("docs/gates.md").matchAll(/^\| `.*?(?= \|)/gm)].map(([cell]) => cell);
    const names = tables.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name = ""]) => name));
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !isInputName(name) && !isStep(name))).toEqual([]);
  });
});

interface Policy {
  Statement: { Sid: string; Action: string | string[]; Resource: string | string[]; Condition?: unknown }[];
}

/** What sends commands to machines: it has a policy of its own. */
const IN_PLACE = "src/platforms/ec2/in-place";
/** But for Standby, where an instance that serves goes for its image too. */
const IN_PLACE_ALONE = new RegExp(`^${IN_PLACE}/(?!standby\\.ts$)`);

describe("the IAM policy", () => {
  const whole = fences(read("docs/reference.md"), "iam-policy")[0] as Policy;
  const parts = fences(read("docs/iam.md"), "iam: [\\w-]+") as Policy[];
  const actionsOf = (policy: Policy) => policy.Statement.flatMap(({ Action }) => Action);
  /** `action on resource`, one for each pair. */
  const grants = ({ Statement }: Policy) =>
    Statement.flatMap(({ Action, Resource, Condition }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((on) => JSON.stringify([action, on, Condition]))),
    );

  test("in parts allows what the one in the reference does", () => {
    expect(parts.length).toBeGreaterThan(0);
    expect([...new Set(parts.flatMap(grants))].sort()).toEqual(grants(whole).sort());
  });

  test("allows the calls that the code makes, and what AWS checks behind them", () => {
    const behind = [
      "cloudwatch:TagResource",
      "ec2:DeleteSnapshot",
      "ec2:RunInstances",
      "elasticloadbalancing:AddTags",
      "iam:PassRole",
    ];
    // Alarms are described on everything for gates, and on alarms for clones.
    const calls = apiActions(["src/platforms/ec2", "src/gates"], IN_PLACE_ALONE);
    expect([...new Set(actionsOf(whole))].sort()).toEqual([...calls, ...behind].sort());
  });

  test("of in-place allows what that alone calls", () => {
    const policies = fences(read("docs/strategies/in-place.md"), "iam-in-place(?:-targets)?") as Policy[];
    expect(policies).toHaveLength(2);
    expect(policies.flatMap(actionsOf)).toEqual(expect.arrayContaining(apiActions([IN_PLACE])));
  });

  test("allows only reading on everything", () => {
    for (const { Sid, Action, Resource } of whole.Statement) {
      if ([Resource].flat().includes("*")) expect([Sid, [Action].flat().every(isReading)]).toEqual([Sid, true]);
    }
  });
});

describe("the pages", () => {
  const pages = [
    "README.md",
    "CHANGELOG.md",
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
    ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
      .filter(isPage)
      .map((name) => `docs/${name}`),
  ];

  test.each(pages)("every link in %s leads somewhere", (page) => {
    const text = read(page).replace(/```.*?```/gs, "");
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    for (const link of links.filter((target) => !/^https?:/.test(target))) {
      const [path = "", anchor] = link.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      expect([link, existsSync(join(ROOT, file))]).toEqual([link, true]);
      if (anchor !== undefined) expect([link, anchorsOf(read(file)).includes(anchor)]).toEqual([link, true]);
    }
  });

  test("troubleshooting has a chapter for each kind of failure", () => {
    const [, union = ""] = /export type ErrorCode =([^;]+);/.exec(read("src/delivery/errors.ts")) ?? [];
    const codes = [...union.matchAll(/"([a-z-]+)"/g)].map(([, code = ""]) => code);
    expect(codes.length).toBeGreaterThan(0);
    const chapters = [...read("docs/troubleshooting.md").matchAll(/^## (.+)$/gm)].map(([, title = ""]) => title);
    expect(codes.filter((code) => !chapters.includes(code))).toEqual([]);
  });

  test("the schema's example is a config file without unknown keys", () => {
    const { services, ...common } = parse(read("examples/delivery.yml")) as Record<string, Record<string, object>>;
    const keys = [...Object.keys(common), ...Object.values(services ?? {}).flatMap((service) => Object.keys(service))];
    expect(keys.filter((key) => !configKeys().some((name) => name === key))).toEqual([]);
  });
});

function isStep(name: string): boolean {
  return STEPS.some((step) => step === name);
}

function isPage(name: string): boolean {
  return name.endsWith(".md");
}

function isReading(action: string): boolean {
  return /:(Describe|Get)\w+$/.test(action);
}

/** The JSON blocks under a marker. */
function fences(markdown: string, marker: string): unknown[] {
  const blocks = markdown.matchAll(new RegExp(`<!-- ${marker} -->\n\`\`\`json\n(.*?)\`\`\``, "gs"));
  return [...blocks].map(([, json = ""]) => JSON.parse(json));
}

/** What the code imports from the SDK says what it calls: `DescribeImagesCommand`, `paginateDescribeRules`. */
function apiActions(directories: readonly string[], but?: RegExp): string[] {
  const services: Record<string, string> = {
    "auto-scaling": "autoscaling",
    cloudwatch: "cloudwatch",
    ec2: "ec2",
    "elastic-load-balancing-v2": "elasticloadbalancing",
    ssm: "ssm",
  };
  const files = directories.flatMap((directory) =>
    readdirSync(join(ROOT, directory), { recursive: true, encoding: "utf8" }).map((name) => `${directory}/${name}`),
  );
  const actions = files
    .filter((name) => name.endsWith(".ts") && but?.test(name) !== true)
    .flatMap((name) => {
      const imports = read(name).matchAll(/import \{([^}]+)\} from "@aws-sdk\/client-([\w-]+)"/g);
      return [...imports].flatMap(([, names = "", client = ""]) =>
        [...names.matchAll(/paginate(\w+)|(\w+)Command\b/g)].map(
          ([, page, command]) => `${services[client]}:${page ?? command}`,
        ),
      );
    });
  return [...new Set(actions)];
}

/** A heading's anchor, as GitHub makes it. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .trim()
      .replace(/\s/g, "-"),
  );
}
