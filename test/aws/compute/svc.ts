import type { Instances } from "../ec2/instances.ts";

/** How a system's service manager says that a service does not run. */
const NOT_RUNNING = 3;

/** What the script `svc` on an instance comes to: its exit code and what it prints. */
export async function actOn(instances: Instances, id: string, action: string): Promise<{ code: number; text: string }> {
  if (action === "stop") await instances.stopApp(id);
  else if (action === "start") await instances.startApp(id);
  else if (action !== "status") return { code: 2, text: "usage: svc stop|start|status" };
  const port = instances.all.get(id)?.app?.port;
  const runs = port !== undefined;
  const text = runs ? `running ${instances.installed(id)?.version} http://127.0.0.1:${port}` : "stopped";
  if (action === "stop") return { code: 0, text };
  return { code: runs ? 0 : action === "start" ? 1 : NOT_RUNNING, text };
}
