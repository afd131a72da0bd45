import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createApiWorld } from "./world.ts";

test.each<[string, (json: string) => Buffer]>([
  ["UTF-8 with a byte order mark", (json) => Buffer.from(`\uFEFF${json}`)],
  ["UTF-16 with a byte order mark", (json) => Buffer.from(`\uFEFF${json}`, "utf16le")],
])("an OpenAPI file in JSON, in %s, becomes the API", async (_what, encode) => {
  const world = await createApiWorld();
  const integration = { type: "aws_proxy", httpMethod: "POST", uri: world.uri("mathFloor") };
  const get = { responses: { 200: { description: "fine" } }, "x-amazon-apigateway-integration": integration };
  const json = JSON.stringify({
    openapi: "3.0.1",
    info: { title: "größer", version: "2" },
    paths: { "/math": { get } },
  });
  writeFileSync(join(world.workspace, "api.json"), encode(json));
  const deploy = await world.step("deploy", { weight: "100", openapi: "api.json" });
  expect(deploy.outputs).toMatchObject({ phase: "promoted", weight: "100" });
  expect(await world.ask(10)).toEqual({ "999": 10 });
  await world.close();
});
