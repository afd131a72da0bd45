import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import { afterEach, expect, test } from "vitest";
import { canaryApi, clients, load, smallApi, variable } from "./apigateway/testing.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";

/** The data plane: who gets the base, who the canary, and how requests find their way. */

let aws: LocalAws;
afterEach(() => aws.close());

async function withCanary(percentTraffic: number, seed = 1) {
  aws = await startAws({ apiGateway: { throttle: false, seed } });
  return canaryApi(aws, percentTraffic);
}

/** Half of the 99 % interval of a binomial count. */
function margin(n: number, share: number): number {
  return 2.576 * Math.sqrt(n * share * (1 - share));
}

test.each([0, 0.5, 10, 33.3, 50, 100])("a canary of %s percent gets that share of 20,000 requests", async (percent) => {
  const { api, base, canary, url } = await withCanary(percent);
  const n = 20_000;
  const bodies = await load(url, n);
  const [toBase, toCanary] = [bodies.get("base blue m") ?? 0, bodies.get("canary green m") ?? 0];
  expect(toBase + toCanary).toBe(n);
  expect(Math.abs(toCanary - (n * percent) / 100)).toBeLessThanOrEqual(margin(n, percent / 100));
  const traffic = aws.apiGateway.traffic(api.id, "live");
  expect(traffic.base).toEqual({ requests: toBase, failed: 0 });
  expect(traffic.canary).toEqual({ requests: toCanary, failed: 0 });
  expect(traffic.deployments[base]?.requests ?? 0).toBe(toBase);
  expect(traffic.deployments[canary]?.requests ?? 0).toBe(toCanary);
});

test("the same seed gives the same share, another one another", async () => {
  const shares: number[] = [];
  for (const seed of [7, 7, 8]) {
    const { api, url } = await withCanary(50, seed);
    await load(url, 500);
    shares.push(aws.apiGateway.traffic(api.id, "live").canary.requests);
    if (shares.length < 3) await aws.close();
  }
  expect(shares[1]).toBe(shares[0]);
  expect(shares[2]).not.toBe(shares[0]);
});

test("a stage's changes are live at once, also on a connection that is kept", async () => {
  const { api, url } = await withCanary(0);
  const { gateway } = clients(aws);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise<{ body: string; reused: boolean }>((resolve, reject) => {
      const request = get(url, { agent }, (response) => {
        let body = "";
        response.on("data", (chunk) => {
          body += chunk;
        });
        response.once("end", () => resolve({ body, reused: request.reusedSocket }));
      });
      request.once("error", reject);
    });
  const update = (path: string, value: string) =>
    gateway.send(
      new UpdateStageCommand({
        restApiId: api.id,
        stageName: "live",
        patchOperations: [{ op: "replace", path, value }],
      }),
    );
  expect(await ask()).toEqual({ body: "base blue m", reused: false });
  await update("/canarySettings/percentTraffic", "100");
  expect(await ask()).toEqual({ body: "canary green m", reused: true });
  await update("/canarySettings/stageVariableOverrides/size", "xl");
  expect(await ask()).toEqual({ body: "canary green xl", reused: true });
  await update("/variables/size", "s");
  await update("/canarySettings/percentTraffic", "0");
  expect(await ask()).toEqual({ body: "base blue s", reused: true });
  agent.destroy();
});

test("what is not deployed is not served, and neither are paths, methods and stages that are not there", async () => {
  const { api, url } = await withCanary(0);
  await api.mock(await api.resource("later"), "GET", "later");
  const answer = async (to: string, init: RequestInit = {}) => {
    const response = await fetch(to, init);
    return [response.status, await response.text()];
  };
  const missing = [403, '{"message":"Missing Authentication Token"}'];
  expect(await answer(`${url}later`)).toEqual(missing);
  expect(await answer(url, { method: "POST" })).toEqual(missing);
  expect(await answer(`${api.url("other")}/`)).toEqual([403, '{"message":"Forbidden"}']);
  await api.request("UpdateStage", { stageName: "live", patchOperations: [{ op: "remove", path: "/canarySettings" }] });
  await api.request("CreateDeployment", { stageName: "live" });
  expect(await answer(`${url}later`)).toEqual([200, "later"]);
});

test("a canary's share is told to whoever listens", async () => {
  const { api, canary, url } = await withCanary(100);
  const served: unknown[] = [];
  const stop = aws.apiGateway.onServed((one) => served.push(one));
  await (await fetch(url)).text();
  stop();
  await (await fetch(url)).text();
  expect(served).toMatchObject([
    {
      apiId: api.id,
      apiName: "shop",
      stage: "live",
      deploymentId: canary,
      canary: true,
      status: 200,
      resourcePath: "/",
    },
  ]);
});

test("an HTTP proxy integration with stage variables and path parameters in its URI", async () => {
  aws = await startAws({ apiGateway: { throttle: false } });
  const upstream = createServer((request, response) => {
    response
      .writeHead(203, { "x-upstream": "yes" })
      .end(`${request.method} ${request.url} ${request.headers["x-mine"]}`);
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const { port } = upstream.address() as AddressInfo;
  const api = await smallApi(aws);
  const resourceId = await api.resource("{id}", await api.resource("pets"));
  await api.method(resourceId, "ANY", {
    type: "HTTP_PROXY",
    integrationHttpMethod: "ANY",
    uri: `http://${variable("host")}/v1/{pet}`,
    requestParameters: { "integration.request.path.pet": "method.request.path.id" },
  });
  await api.request("CreateDeployment", { stageName: "live", variables: { host: `127.0.0.1:${port}` } });
  const response = await fetch(`${api.url("live")}/pets/7?x=1`, { method: "PUT", headers: { "x-mine": "m" } });
  expect([response.status, response.headers.get("x-upstream"), await response.text()]).toEqual([
    203,
    "yes",
    "PUT /v1/7?x=1 m",
  ]);
  const patchOperations = [{ op: "remove", path: "/variables/host" }];
  await api.request("UpdateStage", { stageName: "live", patchOperations });
  expect((await fetch(`${api.url("live")}/pets/7`)).status).toBe(500);
  upstream.closeAllConnections();
  upstream.close();
});

test("a custom domain's base paths, and the API's own host name, by the Host header", async () => {
  const { api } = await withCanary(0);
  await api.mock(await api.resource("deep"), "GET", "deep");
  await api.request("CreateDeployment", { stageName: "beta" });
  await aws.request("apigateway", "CreateDomainName", { domainName: "api.shop.test" });
  const map = (basePath: string, stage: string) =>
    aws.request("apigateway", "CreateBasePathMapping", {
      domainName: "api.shop.test",
      basePath,
      restApiId: api.id,
      stage,
    });
  await map("", "live");
  await map("v2", "beta");
  const { port } = new URL(aws.apiGateway.url);
  const answer = (host: string, path: string) =>
    new Promise<string>((resolve, reject) => {
      get({ host: "127.0.0.1", port, path, headers: { host } }, (response) => {
        let body = "";
        response.on("data", (chunk) => {
          body += chunk;
        });
        response.once("end", () => resolve(`${response.statusCode} ${body}`));
      }).once("error", reject);
    });
  expect(await answer("api.shop.test", "/")).toBe("200 base blue m");
  expect(await answer("api.shop.test", "/v2/deep")).toBe("200 deep");
  expect(await answer("other.shop.test", "/")).toBe('403 {"message":"Forbidden"}');
  expect(await answer(`${api.id}.execute-api.${aws.region}.amazonaws.com`, "/beta/deep")).toBe("200 deep");
});
