import { APIGatewayClient, GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Clients } from "./clients.ts";
import { createClients, errorOf } from "./clients.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { kept, refuseUnread, whole } from "./unread.ts";

/** What an operation does not know it must not ignore: the caller's mistake would hide there. */

let aws: LocalAws;
let clients: Clients;
beforeAll(async () => {
  aws = await startAws({ timeScale: 20 });
  clients = createClients(aws.endpoint, aws.principal("tester"));
});
afterAll(() => aws.close());

const refused = (member: string, action: string) => ({
  name: "UnsupportedMember",
  message: `The local AWS does not read ${member} of ${action}.`,
});

/** A misspelt member, as a client sends it that checks nothing. */
const misspelt = { Nonsense: "yes" };

test("a member that no operation reads is refused by every service", async () => {
  const calls: [service: string, action: string][] = [
    ["elasticloadbalancing", "DescribeLoadBalancers"],
    ["autoscaling", "DescribeAutoScalingGroups"],
    ["ec2", "DescribeInstances"],
    ["sts", "GetCallerIdentity"],
    ["cloudwatch", "DescribeAlarms"],
    ["apigateway", "GetRestApis"],
  ];
  for (const [service, action] of calls) {
    await expect(aws.request(service, action, misspelt), service).rejects.toMatchObject({
      code: "UnsupportedMember",
      message: refused("Nonsense", action).message,
    });
  }
});

test("over the wire it is refused in CBOR, in XML and in JSON alike", async () => {
  // These are members of the API, of operations that do not know them here.
  expect(await errorOf(clients.cloudWatch.describeAlarms({ ChildrenOfAlarmName: "one" }))).toMatchObject(
    refused("ChildrenOfAlarmName", "DescribeAlarms"),
  );
  expect(await errorOf(clients.ec2.describeImages({ ExecutableUsers: ["self"] }))).toMatchObject({
    name: "UnsupportedMember",
  });
  const apis = new APIGatewayClient({
    ...{ endpoint: aws.endpoint, region: aws.region, maxAttempts: 1 },
    credentials: aws.principal("rest"),
  });
  const command = new GetRestApisCommand({});
  command.middlewareStack.add(
    (next) => (args) => {
      Object.assign((args.request as { query: object }).query, misspelt);
      return next(args);
    },
    { step: "build" },
  );
  expect(await errorOf(apis.send(command))).toMatchObject({ name: "UnsupportedMember" });
});

test("a structure is read member by member, wherever it is", async () => {
  const spec = { LaunchTemplateId: "lt-1", Version: "1", Nonsense: "yes" };
  const read = (run: (params: object) => unknown) => refuseUnread("Act", { Specs: [spec] }, run as never);
  await expect(read(() => "nothing")).rejects.toThrow("does not read Specs of Act");
  await expect(read((params) => (params as { Specs: unknown[] }).Specs.length)).rejects.toThrow("Specs.0 of Act");
  const shape = { Specs: { LaunchTemplateId: true, Version: true } } as const;
  await expect(read((params) => kept(params as never, shape))).rejects.toThrow("Specs.0.Nonsense of Act");
  await expect(read((params) => whole((params as { Specs: never }).Specs))).resolves.toEqual([spec]);
});
