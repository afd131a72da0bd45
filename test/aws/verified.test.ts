import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import type { Aws } from "./conformance/verified.ts";
import { ZONE } from "./conformance/verified.ts";
import { VERIFIED_GROUPS } from "./conformance/verified-groups.ts";
import { VERIFIED_TARGETS } from "./conformance/verified-targets.ts";
import { VERIFIED_TEMPLATES } from "./conformance/verified-templates.ts";
import { findPeers, startMoto } from "./peers.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { until } from "./until.ts";

/** What AWS itself answered, by moto's tests that were run against it, is what the local AWS answers. */

const VERIFIED = [...VERIFIED_TEMPLATES, ...VERIFIED_GROUPS, ...VERIFIED_TARGETS];

function localAws(aws: LocalAws): Aws {
  const image = aws.ec2.registerImage({ bootSeconds: 1, shared: true });
  const { instances } = aws.ec2;
  return {
    ...createClients(aws.endpoint, aws.principal("tester")),
    imageId: image.id,
    async launch() {
      const { id } = instances.launch({ image, zone: ZONE, userData: undefined }, () => {});
      await until("the instance to answer", () => id in aws.ec2.addresses());
      return id;
    },
    stop: (id) => instances.stop(id),
    terminate: (id) => instances.terminate(id),
  };
}

function moto(endpoint: string, imageId: string): Aws {
  const clients = createClients(endpoint, { accessKeyId: "any", secretAccessKey: "any" });
  return {
    ...clients,
    imageId,
    async launch() {
      const { Instances = [] } = await clients.ec2.runInstances({ ImageId: imageId, MinCount: 1, MaxCount: 1 });
      return Instances[0]?.InstanceId ?? "";
    },
    stop: async (id) => void (await clients.ec2.stopInstances({ InstanceIds: [id] })),
    terminate: async (id) => void (await clients.ec2.terminateInstances({ InstanceIds: [id] })),
  };
}

const aws = await startAws({ timeScale: 20 });
const local = localAws(aws);
afterAll(() => aws.close());

test.each(VERIFIED)("the local AWS, as AWS: $name", ({ holds }) => holds(local));

describe("what is copied from moto's tests is copied rightly: moto obeys it", () => {
  let peer: Aws;
  let missing: string | undefined;
  beforeAll(async () => {
    const peers = await findPeers();
    if ("missing" in peers) {
      missing = peers.missing;
      return undefined;
    }
    const { endpoint, stop } = await startMoto(peers.python);
    peer = moto(endpoint, local.imageId);
    return stop;
  }, 600_000);
  beforeEach(({ skip }) => {
    if (missing !== undefined) skip(missing);
  });

  test.each(VERIFIED)("$name ($source)", ({ holds }) => holds(peer));
});

test("no behaviour is there twice", () => {
  expect(new Set(VERIFIED.map(({ name }) => name)).size).toBe(VERIFIED.length);
});
