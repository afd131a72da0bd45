import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import type { StepResult } from "../runner/runner.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** `status` while no rollout is on: what the next deploy would be refused for. */
let world: World;
afterEach(() => world.close());

const refusalsOf = ({ outputs }: StepResult) =>
  (JSON.parse(outputs.result ?? "{}").findings as { kind: string; id?: string }[]).flatMap(({ kind, id }) =>
    kind === "refused" ? [id] : [],
  );

test("a machine that was never set up is told so by status, with the step that fixes it", async () => {
  world = await createWorld({ ready: false });
  const status = await world.step("status");
  expect(status.conclusion).toBe("success");
  expect(refusalsOf(status)).toEqual(["not-set-up"]);
  expect(status.log.text).toContain("`setup`");
  expect((await world.step("status", { "fail-on": "blocked" })).conclusion).toBe("failure");
});

test("a port that somebody else listens on is told before a deploy needs it", async () => {
  world = await createWorld();
  const [first] = world.ports;
  expect(refusalsOf(await world.step("status"))).toEqual([]);
  const other = createServer((_request, response) => response.end("mine"));
  await new Promise<void>((resolve) => other.listen(first, "127.0.0.1", resolve));
  try {
    expect(refusalsOf(await world.step("status"))).toEqual(["port-in-use"]);
  } finally {
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  }
});
