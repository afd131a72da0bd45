import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Effect } from "../aws/faults.ts";
import type { StepResult } from "../runner/runner.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** Answers that a step cannot go on from: each says who answered what, and what to do. */
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const API = {
  platform: "api-gateway",
  "rest-api": "a1b2c3d4e5",
  stage: "prod",
  listeners: "",
  "target-groups": "",
  "auto-scaling-groups": "",
};

function errorOf({ log, outputs }: StepResult): { code: string; message: string } {
  const errors = log.annotations.filter(({ level }) => level === "error");
  expect(errors).toHaveLength(1);
  return { code: JSON.parse(outputs.result ?? "{}").error.code, message: errors[0]?.message ?? "" };
}

/** A status step whose calls are answered by another server than AWS. */
async function answeredBy(listener: RequestListener, inputs: Record<string, string> = {}): Promise<StepResult> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await world.step("status", inputs, { env: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` } });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A status step one of whose calls ends like this. */
async function withFault(effect: Effect): Promise<StepResult> {
  world.aws.faults.add({ action: "DescribeTargetGroups", effect });
  try {
    return await world.step("status");
  } finally {
    world.aws.faults.clear();
  }
}

describe("a proxy that answers in AWS's place", () => {
  const page = "<html><head><title>Bad Gateway</title></head><body><hr>squid</body></html>";

  test.each<[string, number, Record<string, string>]>([
    ["a call that is answered in XML", 502, {}],
    ["a call that is answered in XML", 403, {}],
    ["a call that is answered in XML", 200, {}],
    ["a call that is answered in JSON", 403, API],
    ["a call that is answered in JSON", 200, API],
  ])(
    "with a page, to %s: status %i and host are told, not what the parser thinks of it",
    async (_what, status, inputs) => {
      const step = await answeredBy((_request, response) => {
        response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(page);
      }, inputs);
      const { code, message } = errorOf(step);
      expect(code).toBe("platform");
      expect(message).toContain(`127.0.0.1 answered ${status} with a web page`);
      expect(message).toContain("check HTTPS_PROXY, NO_PROXY and AWS_ENDPOINT_URL");
      expect(message).not.toMatch(/pars|Deserialization|JSON/i);
    },
  );

  test.each([
    ["nothing", ""],
    ["plain text", "upstream connect error"],
  ])("with %s: told the same way", async (_what, body) => {
    const step = await answeredBy((_request, response) => {
      response.writeHead(503, { "content-type": "text/plain" }).end(body);
    });
    expect(errorOf(step).message).toContain("127.0.0.1 answered 503 with something else than an answer of AWS");
  });
});

test("an endpoint that nobody answers at is named, with what to check", async () => {
  const step = await world.step("status", {}, { env: { AWS_ENDPOINT_URL: "http://127.0.0.1:1" } });
  const { code, message } = errorOf(step);
  expect(code).toBe("platform");
  expect(message).toContain("no answer from 127.0.0.1 (connect ECONNREFUSED");
  expect(message).toContain("Check that the job reaches 127.0.0.1");
});

test("throttling that does not end says that it is the account's, and that the step can go on", async () => {
  const effect = { kind: "error", code: "Throttling", message: "Rate exceeded", status: 400 } as const;
  const { code, message } = errorOf(await withFault(effect));
  expect(code).toBe("platform");
  expect(message).toContain(
    "DescribeTargetGroups failed: AWS throttles the account's calls (Throttling: Rate exceeded)",
  );
  expect(message).toContain("Run the step again in a minute");
});

test("an internal error of AWS says that it is not the step's", async () => {
  const effect = {
    kind: "error",
    code: "InternalFailure",
    message: "An internal error occurred",
    status: 500,
  } as const;
  expect(errorOf(await withFault(effect)).message).toContain("AWS failed, not the step");
});

describe("signatures", () => {
  test("a wrong secret is refused in so many words by services that answer in JSON too", async () => {
    const { code, message } = errorOf(await world.step("status", API, { env: { AWS_SECRET_ACCESS_KEY: "wrong" } }));
    expect(code).toBe("credentials");
    expect(message).toContain("AWS does not accept the credentials");
    expect(message).toContain("Check the role or keys that aws-actions/configure-aws-credentials was given.");
  });

  test.each([
    ["SignatureDoesNotMatch", "Signature expired: 20260102T030405Z is now earlier than 20260102T031405Z"],
    ["InvalidSignatureException", "Signature not yet current: 20260102T034405Z is still later than 20260102T031405Z"],
    ["RequestTimeTooSkewed", "The difference between the request time and the current time is too large."],
  ])("%s of a clock that is wrong says so", async (code, message) => {
    const error = errorOf(await withFault({ kind: "error", code, message, status: 403 }));
    expect(error.code).toBe("credentials");
    expect(error.message).toContain("The clock of the runner is wrong: it says ");
    expect(error.message).toContain("Set the runner's clock");
  });

  test("a role that cannot be assumed is not taken for a missing permission of the call", async () => {
    const message = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
    const error = errorOf(await withFault({ kind: "error", code: "AccessDenied", message, status: 403 }));
    expect(error.code).toBe("credentials");
    expect(error.message).toContain("The role cannot be assumed");
    expect(error.message).toContain("trust policy");
  });
});

describe("an ARN of somebody else", () => {
  const foreign = (arn: string) => arn.replace("111122223333", "999988887777");

  test("of another account: both accounts are named where AWS denies the call", async () => {
    const message =
      "User: arn:aws:sts::111122223333:assumed-role/deployer/run-1 is not authorized to perform: " +
      `elasticloadbalancing:DescribeTargetGroups on resource: ${foreign(world.blueTg)}`;
    const error = errorOf(await withFault({ kind: "error", code: "AccessDenied", message, status: 403 }));
    expect(error.code).toBe("denied");
    expect(error.message).toContain("The resource is of account 999988887777, the credentials are of 111122223333");
  });

  test("of another account: the account to have credentials of is named where AWS does not find it", async () => {
    const listeners = foreign(world.listeners[0] ?? "");
    const error = errorOf(await world.step("status", { listeners }));
    expect(error.code).toBe("not-found");
    expect(error.message).toContain(`listeners: ${listeners} not found in this region and account`);
    expect(error.message).toContain("that the credentials are of account 999988887777 in partition aws");
  });
});
