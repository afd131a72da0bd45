import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { addShop } from "../aws/shop.ts";
import type { Values } from "../runner/expressions.ts";
import { ROOT } from "../runner/runner.ts";
import type { WorkflowOptions, WorkflowRun } from "../runner/workflow.ts";
import { runWorkflow } from "../runner/workflow.ts";
import type { World } from "./world.ts";

/** What a config file says of a service. */
export interface Service {
  [key: string]: string | string[];
}

/** A working copy with a config file, and the workflows that are run with it. */
export interface Repository {
  /** Runs an example, or any other file, as it is. */
  run(workflow: string, more?: Partial<WorkflowOptions>): Promise<WorkflowRun>;
  /** Runs a workflow of one job that calls one of ours. */
  call(workflow: string, inputs: Values, more?: Partial<WorkflowOptions>): Promise<WorkflowRun>;
  close(): void;
}

/** What a job that calls may have: no more than the documents say. */
const PERMISSIONS = { contents: "read", "id-token": "write" };

/** @param config the config file; what every workflow is run with comes in `options`. */
export function createRepository(config: object, options: Partial<WorkflowOptions>): Repository {
  const workspace = mkdtempSync(join(tmpdir(), "workspace-"));
  mkdirSync(join(workspace, ".github", "workflows"), { recursive: true });
  writeFileSync(join(workspace, ".github", "delivery.yml"), stringify(config));
  const run: Repository["run"] = (workflow, more = {}) =>
    runWorkflow(resolve(ROOT, "examples", workflow), { workspace, ...options, ...more });
  return {
    run,
    call: (workflow, inputs, more) => {
      const file = join(workspace, ".github", "workflows", "caller.yml");
      const uses = `OWNER/REPOSITORY/.github/workflows/${workflow}@COMMIT-SHA`;
      const jobs = { deliver: { permissions: PERMISSIONS, uses, with: inputs } };
      writeFileSync(file, stringify({ on: "workflow_dispatch", jobs }));
      return run(file, more);
    },
    close: () => rmSync(workspace, { recursive: true }),
  };
}

/** The examples' repository for a shop on the local AWS: only ARNs and durations are those of the test. */
export function createShop(world: World, config: object = { services: servicesOf(world) }): Repository {
  const { listeners = "", "target-groups": groups = "", "auto-scaling-groups": fleet = "" } = world.inputs;
  return createRepository(
    { platform: "ec2", "scale-down-delay": "1s", ...config },
    {
      env: { LISTENERS: listeners, TARGET_GROUPS: groups, AUTO_SCALING_GROUPS: fleet },
      adjust: (inputs) =>
        inputs.step === "teardown" && inputs.config === undefined ? { ...inputs, "scale-down-delay": "1s" } : inputs,
      credentials: world.aws.env(),
      vars: { DELIVERY_ACTORS: "octocat, hubot" },
    },
  );
}

/** One fleet, as a service for each way to release it. */
export function servicesOf(world: World): Record<string, Service> {
  const { platform: _platform, ...fleet } = world.inputs;
  return {
    shop: fleet,
    search: { ...fleet, strategy: "canary", ramp: "10, 50, 100", "bake-time": "1s" },
    blog: { ...fleet, strategy: "linear" },
  };
}

/** Another service on the same AWS: a load balancer, two target groups and two groups of its own. */
export async function addService(world: World, name: string): Promise<{ service: Service; url: string }> {
  const shop = await addShop(world.aws, { name, size: 1, images: world.images });
  const names = [`${name}-a`, `${name}-b`];
  const listeners = shop.listeners.join("\n");
  return { service: { listeners, "target-groups": names, "auto-scaling-groups": names }, url: shop.url() };
}

/** What every job that did not succeed ended with. */
export function failures(run: WorkflowRun): string[] {
  return [...run].filter(([, { result }]) => result !== "success").map(([name, { result }]) => `${name}: ${result}`);
}

/** The errors that the steps of a job reported. */
export function errorsOf(run: WorkflowRun, job: string): string {
  const { runs = [], said = [] } = run.get(job) ?? {};
  return [...runs.map(({ log }) => log.text), ...said].join("\n");
}
