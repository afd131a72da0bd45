import { spawn } from "node:child_process";
import { until } from "../aws/until.ts";
import { NODE24 } from "../runner/runner.ts";
import { answers } from "./engine.ts";
import { APP_FILE } from "./world.ts";

/** Somebody starts a process by hand, without the action. Returns how it ends. */
export async function startByHand(port: number, revision: string): Promise<() => void> {
  const env = { PORT: String(port), COLOR: "hand", REVISION: revision };
  const child = spawn(NODE24, [APP_FILE], { env, stdio: "ignore" });
  await until(`${revision} by hand`, () => answers(port, "/healthz"));
  return () => child.kill("SIGKILL");
}
