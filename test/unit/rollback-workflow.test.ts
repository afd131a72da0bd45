import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { placeFor } from "../../src/action/place.ts";
import { findRollback } from "../../src/action/rollback-workflow.ts";
import { summaryOf } from "../../src/action/summary/index.ts";
import type { Given } from "./fixtures.ts";
import { inputsFor, parse, stepLog, stepResult, view, workspaceWith } from "./fixtures.ts";

const ROOT = join(import.meta.dirname, "../..");
const example = (file: string) => ({ file, text: readFileSync(join(ROOT, "examples", file), "utf8") });
const ALL = ["by-hand.yml", "rollback.yml", "api-gateway-rollback.yml", "promote.yml", "nginx-machines.yml"].map(
  example,
);

const SHOP = { config: ".github/delivery.yml", service: "shop" } as const;
const shop = (more: Given = {}) => inputsFor("promote", { ...SHOP, ...more });

test("the workflow that only rolls back this service is found", () => {
  expect(findRollback(ALL, shop(), undefined)).toEqual({ file: "rollback.yml", name: "Roll back", fields: [] });
});

test("for another service the one that takes step and service is told what to be given", () => {
  expect(findRollback(ALL, shop({ service: "search" }), undefined)).toEqual({
    file: "by-hand.yml",
    name: "Step by hand",
    fields: [
      ["step", "rollback"],
      ["service", "search"],
    ],
  });
});

test("the running workflow comes first", () => {
  expect(findRollback(ALL, shop(), "by-hand.yml")?.file).toBe("by-hand.yml");
});

test("without a service the target has to be the same", () => {
  const of = (more: Given) =>
    parse({ step: "promote", platform: "api-gateway", "rest-api": "a1b2c3d4e5", stage: "prod", ...more });
  expect(findRollback(ALL, of({}), undefined)?.file).toBe("api-gateway-rollback.yml");
  expect(findRollback(ALL, of({ stage: "test" }), undefined)).toBeUndefined();
  expect(findRollback(ALL, of({ "rest-api": "z9y8x7w6v5" }), undefined)).toBeUndefined();
});

test.each<[string, string]>([
  ["is not started by hand", "on: push\njobs:\n  a: { steps: [{ with: { step: rollback, service: shop } }] }"],
  [
    "waits for another job",
    "on: workflow_dispatch\njobs:\n  a: { needs: b, steps: [{ with: { step: rollback, service: shop } }] }",
  ],
  [
    "has a condition",
    "on: workflow_dispatch\njobs:\n  a: { if: failure(), steps: [{ with: { step: rollback, service: shop } }] }",
  ],
  [
    "is of another service",
    "on: workflow_dispatch\njobs:\n  a: { steps: [{ with: { step: rollback, service: blog } }] }",
  ],
  [
    "needs what nobody knows",
    "on: { workflow_dispatch: { inputs: { ticket: { required: true } } } }\njobs:\n  a: { steps: [{ with: { step: rollback, service: shop } }] }",
  ],
  [
    "offers no rollback",
    `on: { workflow_dispatch: { inputs: { step: { options: [status] } } } }\njobs:\n  a: { steps: [{ with: { step: '\${{ inputs.step }}', service: shop } }] }`,
  ],
  [
    "takes its service from a matrix",
    `on: workflow_dispatch\njobs:\n  a: { steps: [{ with: { step: rollback, service: '\${{ matrix.service }}' } }] }`,
  ],
  ["is no YAML", "on: workflow_dispatch\n\t- rollback: ["],
  ["is a list", "- workflow_dispatch\n- rollback"],
])("a workflow that %s is none", (_what, text) => {
  expect(findRollback([{ file: "x.yml", text }], shop(), undefined)).toBeUndefined();
});

const ENV = {
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "octo/shop",
  GITHUB_RUN_ID: "20",
  GITHUB_WORKFLOW_REF: "octo/shop/.github/workflows/deliver.yml@refs/heads/main",
};
const promoted = (given = shop()) =>
  stepResult({ inputs: given, log: stepLog({ now: view({ phase: "promoted", weight: 100 }) }) });

test("the summary has the exact command, and a link to the workflow", async () => {
  const files = { ".github/workflows/by-hand.yml": example("by-hand.yml").text };
  const place = await placeFor(shop(), { ...ENV, GITHUB_WORKSPACE: workspaceWith(files) });
  const markdown = summaryOf(promoted(), place);
  expect(markdown).toContain(
    "```sh\ngh workflow run by-hand.yml \\\n  --repo octo/shop \\\n  -f step=rollback -f service=shop\n```",
  );
  expect(markdown).toContain("[Step by hand](https://github.com/octo/shop/actions/workflows/by-hand.yml)");
  expect(markdown).not.toContain("```yaml");
});

test("on a GitHub Enterprise Server the command names it", async () => {
  const files = { ".github/workflows/rollback.yml": example("rollback.yml").text };
  const env = { ...ENV, GITHUB_SERVER_URL: "https://git.example.com", GITHUB_WORKSPACE: workspaceWith(files) };
  const markdown = summaryOf(promoted(), await placeFor(shop(), env));
  expect(markdown).toContain("gh workflow run rollback.yml \\\n  --repo git.example.com/octo/shop\n");
});

test("where nothing is checked out it has the inputs, and outside of a workflow no link", async () => {
  const there = await placeFor(shop(), { ...ENV, GITHUB_WORKSPACE: "/nowhere" });
  expect(there).toMatchObject({ repository: "octo/shop", workflow: "deliver.yml" });
  expect(summaryOf(promoted(), there)).toContain("```yaml\nwith:\n  step: rollback\n");
  expect(await placeFor(shop(), { GITHUB_REPOSITORY: "](x)" })).toBeUndefined();
});

test("names and values in it are words of the shell, and no markup", async () => {
  const text = `name: '<b>[x](y)'\non: { workflow_dispatch: { inputs: { s: {} } } }\njobs:\n  a: { steps: [{ with: { step: rollback, service: '\${{ inputs.s }}' } }] }`;
  const place = await placeFor(shop(), { ...ENV, GITHUB_WORKSPACE: workspaceWith() });
  const found = findRollback([{ file: "x.yml", text }], shop({ service: "a'; rm -rf /" }), undefined);
  if (place === undefined) throw new Error("no place");
  const markdown = summaryOf(promoted(shop({ service: "a'; rm -rf /" })), { ...place, rollback: found });
  expect(markdown).toContain("-f 's=a'\\''; rm -rf /'\n");
  expect(markdown).toContain("[&#60;b&#62;&#91;x&#93;(y)](https://github.com/octo/shop/actions/workflows/x.yml)");
});
