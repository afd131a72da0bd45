import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SendCommandRequest, SSM } from "@aws-sdk/client-ssm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createClients, errorOf, only } from "./clients.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { until } from "./until.ts";

/** Run Command through the SDK's own client: scripts on the machines' real processes, and everything that goes wrong. */

let aws: LocalAws;
let ssm: SSM;
beforeAll(async () => {
  aws = await startAws({ timeScale: 20 });
  ({ ssm } = createClients(aws.endpoint, aws.principal("tester")));
});
afterAll(() => aws.close());
afterEach(() => aws.faults.clear());

async function machine(userData?: string): Promise<string> {
  const image = aws.ec2.registerImage({ bootSeconds: 1 });
  const { id } = aws.ec2.instances.launch({ image, zone: "eu-west-1a", userData }, () => {});
  await until("the machine to answer", () => id in aws.ec2.addresses());
  return id;
}

async function send(ids: string | string[], commands: string[], more: Partial<SendCommandRequest> = {}) {
  const InstanceIds = [ids].flat();
  const request = { DocumentName: "AWS-RunShellScript", InstanceIds, Parameters: { commands }, ...more };
  return (await ssm.sendCommand(request)).Command?.CommandId ?? "";
}

const listed = async (CommandId: string) =>
  (await ssm.listCommandInvocations({ CommandId, Details: true })).CommandInvocations ?? [];

async function inDetails(CommandId: string, wanted: string): Promise<void> {
  await until(`${CommandId} to be ${wanted}`, async () => {
    const all = await listed(CommandId);
    return all.length > 0 && all.every(({ StatusDetails }) => StatusDetails === wanted);
  });
}

async function run(id: string, commands: string[], wanted = "Success", more: Partial<SendCommandRequest> = {}) {
  const CommandId = await send(id, commands, more);
  await inDetails(CommandId, wanted);
  return ssm.getCommandInvocation({ CommandId, InstanceId: id });
}

const answer = async (id: string) => (await fetch(aws.ec2.addresses()[id] ?? "")).text();

describe("a script on a machine", () => {
  test("deploys in place: it stops the app, changes what is installed, and starts it", async () => {
    const id = await machine("version=v7");
    expect(await answer(id)).toBe("v7\n");
    const stopped = await run(id, ["./svc stop", "./svc status || true", "cat version"]);
    expect(stopped.StandardOutputContent).toBe("stopped\nstopped\nv7\n");
    expect(aws.ec2.addresses()).not.toHaveProperty(id);
    expect(aws.ec2.instances.all.get(id)?.state).toBe("running");
    const started = await run(id, ["echo v8 > version", "./svc start"]);
    expect(started.StandardOutputContent).toMatch(/^running v8 http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(await answer(id)).toBe("v8\n");
  });

  test("that installs what does not start gets told so by svc", async () => {
    const id = await machine();
    const { ResponseCode, StandardErrorContent } = await run(
      id,
      ["./svc stop", "echo crash > app", "./svc start"],
      "Failed",
    );
    expect([ResponseCode, StandardErrorContent]).toEqual([1, "failed to run commands: exit status 1"]);
    await run(id, ["echo web > app", "./svc start"]);
    expect(await answer(id)).toBe("v1\n");
  });

  test("has the exit code of its last line, under sh", async () => {
    const id = await machine();
    expect(await run(id, ["false", "echo went on"])).toMatchObject({ StandardOutputContent: "went on\n" });
    expect(await run(id, ["echo done", "exit 3"], "Failed")).toMatchObject({ ResponseCode: 3, Status: "Failed" });
  });

  test("shows the beginning of a long output only", async () => {
    const id = await machine();
    const CommandId = await send(id, ["i=0; while [ $i -lt 6000 ]; do echo 0123456789; i=$((i+1)); done; echo END"]);
    await inDetails(CommandId, "Success");
    const { StandardOutputContent = "" } = await ssm.getCommandInvocation({ CommandId, InstanceId: id });
    expect(StandardOutputContent).toHaveLength(24_000);
    expect(StandardOutputContent.endsWith("--output truncated--")).toBe(true);
    const { Output = "" } = only(only(await listed(CommandId)).CommandPlugins);
    expect([Output.length, Output.endsWith("--output truncated--")]).toEqual([2_500, true]);
  });

  test("is killed with all that it started when its time is over", async () => {
    const id = await machine();
    const Parameters = { commands: ["sleep 600 & echo $! > child", "wait"], executionTimeout: ["60"] };
    const ended = await run(id, [], "ExecutionTimedOut", { Parameters });
    expect(ended).toMatchObject({ ResponseCode: 137, Status: "TimedOut" });
    const child = readFileSync(join(aws.ec2.instances.directory(id), "child"), "utf8").trim();
    await until("the child's end", () => hasEnded(child));
  });

  test("gets values of Parameter Store put in before it runs", async () => {
    const id = await machine();
    aws.ssm.parameters.set("/shop/name", "web");
    expect(await run(id, ["echo '{{ssm:/shop/name}}'"])).toMatchObject({ StandardOutputContent: "web\n" });
    expect((await errorOf(send(id, ["echo '{{ssm:/shop/none}}'"]))).name).toBe("InvalidParameters");
  });

  test("that exits with 194 runs again after a reboot", async () => {
    const id = await machine();
    const before = aws.ec2.addresses()[id];
    await run(id, ["[ -e again ] && exit 0", "touch again", "exit 194"]);
    expect(aws.ssm.agents.executions.filter(({ instanceId }) => instanceId === id).map(({ code }) => code)).toEqual([
      194, 0,
    ]);
    await until("the app after the reboot", () => (aws.ec2.addresses()[id] ?? before) !== before);
  });
});

describe("a command", () => {
  test("is not seen at once: an empty list, or an error that says that it does not exist", async () => {
    const id = await machine();
    const hidden = await startedAws({ invisibleSeconds: 3_600 }, async (other, client, machineId) => {
      const request = { DocumentName: "AWS-RunShellScript", InstanceIds: [machineId] };
      const sent = await client.sendCommand({ ...request, Parameters: { commands: ["true"] } });
      const CommandId = sent.Command?.CommandId;
      expect(other.ssm.agents.executions).toEqual([]);
      expect((await client.listCommandInvocations({ CommandId })).CommandInvocations).toEqual([]);
      return errorOf(client.getCommandInvocation({ CommandId, InstanceId: machineId }));
    });
    expect(hidden.name).toBe("InvocationDoesNotExist");
    expect((await run(id, ["true"])).PluginName).toBe("aws:runShellScript");
  });

  test("is found again by its comment among those sent after a time", async () => {
    const id = await machine();
    const begun = new Date(Date.now() - 1_000);
    await run(id, ["true"], "Success", { Comment: "pd:7:1" });
    const Filters = [{ key: "InvokedAfter" as const, value: begun.toISOString() }];
    const { Commands = [] } = await ssm.listCommands({ Filters });
    const found = only(Commands.filter(({ Comment }) => Comment === "pd:7:1"));
    expect(found).toMatchObject({ StatusDetails: "Success", TargetCount: 1, CompletedCount: 1, ErrorCount: 0 });
    const later = [{ key: "InvokedAfter" as const, value: new Date(Date.now() + 60_000).toISOString() }];
    expect((await ssm.listCommands({ Filters: later })).Commands).toEqual([]);
  });

  test("goes to one machine after the other, and no further than its errors", async () => {
    const [first, second] = [await machine(), await machine()];
    const CommandId = await send([first, second], ["exit 5"], { MaxConcurrency: "1", MaxErrors: "0" });
    await until("its end", async () => {
      const details = (await listed(CommandId)).map(({ StatusDetails }) => StatusDetails);
      return JSON.stringify(details) === '["Failed","Terminated"]';
    });
    expect(aws.ssm.agents.executions.filter(({ commandId }) => commandId === CommandId)).toHaveLength(1);
  });

  test("that is cancelled ends with 137, or in part when nothing stops it", async () => {
    const id = await machine();
    const CommandId = await send(id, ["sleep 600"]);
    await inDetails(CommandId, "InProgress");
    await ssm.cancelCommand({ CommandId });
    await inDetails(CommandId, "Cancelled");
    expect(await ssm.getCommandInvocation({ CommandId, InstanceId: id })).toMatchObject({ ResponseCode: 137 });
    aws.ssm.options.cancelKills = false;
    const stubborn = await send(id, ["until [ -e go ]; do sleep 0.05; done"]);
    await inDetails(stubborn, "InProgress");
    await ssm.cancelCommand({ CommandId: stubborn });
    await inDetails(stubborn, "Cancelling");
    await run(id, ["touch go"]);
    await inDetails(stubborn, "Success");
    aws.ssm.options.cancelKills = true;
  });

  test("is refused for what its machine or its request is not", async () => {
    const id = await machine();
    const stopped = await machine();
    await aws.ec2.instances.stop(stopped);
    expect((await errorOf(send([id, stopped], ["true"]))).name).toBe("InvalidInstanceId");
    expect((await errorOf(send([id, id], ["true"]))).name).toBe("DuplicateInstanceId");
    expect((await errorOf(send(id, ["true"], { DocumentName: "Mine" }))).name).toBe("InvalidDocument");
    expect((await errorOf(send(id, ["true"], { TimeoutSeconds: 29 }))).name).toBe("ValidationException");
    expect((await errorOf(send(id, ["true"], { Comment: "c".repeat(101) }))).name).toBe("ValidationException");
    expect((await errorOf(send(id, ["#".repeat(70_000)]))).name).toBe("MaxDocumentSizeExceeded");
    expect((await errorOf(send(id, []))).name).toBe("InvalidParameters");
    expect(aws.ssm.agents.executions.filter(({ instanceId }) => instanceId === stopped)).toEqual([]);
  });

  test("needs permission for its document and for each of its machines", async () => {
    const id = await machine();
    const allowed = (Resource: string[]) =>
      createClients(
        aws.endpoint,
        aws.principal(`only${Resource.length}`, {
          Statement: { Effect: "Allow", Action: "ssm:SendCommand", Resource },
        }),
      ).ssm.sendCommand({
        ...{ DocumentName: "AWS-RunShellScript", InstanceIds: [id], Parameters: { commands: ["true"] } },
      });
    const document = "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript";
    expect((await errorOf(allowed([document]))).name).toBe("AccessDeniedException");
    await allowed([document, `arn:aws:ec2:eu-west-1:*:instance/${id}`]);
  });
});

describe("an agent", () => {
  test("that is offline is shown so, and what is sent to it waits for it", async () => {
    const id = await machine();
    aws.ssm.agents.set(id, "offline");
    expect(await ping(id)).toEqual(["ConnectionLost"]);
    const CommandId = await send(id, ["true"]);
    await inDetails(CommandId, "Delayed");
    aws.ssm.agents.set(id, "online");
    await inDetails(CommandId, "Success");
    expect(await ping(id)).toEqual(["Online"]);
  });

  test("that never answers times the command out after both of its times", async () => {
    const id = await machine();
    aws.ssm.agents.set(id, "offline");
    const Parameters = { commands: ["true"], executionTimeout: ["5"] };
    const ended = await run(id, [], "DeliveryTimedOut", { Parameters, TimeoutSeconds: 30 });
    expect(ended).toMatchObject({ ResponseCode: -1, Status: "TimedOut" });
  });

  test("that is lost in the middle leaves the work done, and the status open", async () => {
    const id = await machine();
    aws.ssm.agents.onRun((instanceId) => instanceId === id && aws.ssm.agents.set(id, "offline"));
    const CommandId = await send(id, ["touch done"]);
    await until("the work", () => existsSync(join(aws.ec2.instances.directory(id), "done")));
    await inDetails(CommandId, "InProgress");
    aws.ssm.agents.set(id, "online");
    await inDetails(CommandId, "Success");
  });

  test("that is missing is missing from the list; an unknown machine is an error", async () => {
    const id = await machine();
    aws.ssm.agents.set(id, "missing");
    expect(await ping(id)).toEqual([]);
    expect((await errorOf(ping("i-00000000000000000"))).name).toBe("InvalidInstanceId");
  });

  test("does not get a command that is lost on the way", async () => {
    const id = await machine();
    aws.ssm.agents.lose = 1;
    const lost = await send(id, ["true"]);
    await run(id, ["true"]);
    await inDetails(lost, "Delayed");
    await ssm.cancelCommand({ CommandId: lost });
    await inDetails(lost, "Cancelled");
  });

  test("runs a command whose answer was lost, once", async () => {
    const id = await machine();
    aws.faults.add({ action: "SendCommand", times: 1, effect: { kind: "drop-after" } });
    await errorOf(send(id, ["true"], { Comment: "lost answer" }));
    await until("its run", () => aws.ssm.agents.executions.some(({ comment }) => comment === "lost answer"));
  });
});

async function ping(id: string) {
  const Filters = [{ Key: "InstanceIds", Values: [id] }];
  const { InstanceInformationList = [] } = await ssm.describeInstanceInformation({ Filters });
  return InstanceInformationList.map(({ PingStatus }) => PingStatus);
}

async function startedAws<T>(
  options: { invisibleSeconds: number },
  act: (other: LocalAws, client: SSM, machineId: string) => Promise<T>,
): Promise<T> {
  const other = await startAws({ timeScale: 20, ssm: options });
  try {
    const image = other.ec2.registerImage({ bootSeconds: 1 });
    const launched = other.ec2.instances.launch({ image, zone: "eu-west-1a", userData: undefined }, () => {});
    await until("the machine to run", () => launched.state === "running");
    return await act(other, createClients(other.endpoint, other.principal("tester")).ssm, launched.id);
  } finally {
    await other.close();
  }
}

/** Gone, or dead and not waited for yet. */
function hasEnded(pid: string): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}
