import { createHash } from "node:crypto";
import type { Step, Strategy } from "../delivery/vocabulary.ts";
import type { OpenApiSource } from "../platforms/api-gateway/openapi.ts";
import { backendsOf, MAX_OPENAPI_BYTES } from "../platforms/api-gateway/openapi.ts";
import type { ApiGatewaySettings, Routing, Source } from "../platforms/api-gateway/settings.ts";
import {
  judgeIntegrations,
  judgeMapping,
  judgeRestApi,
  judgeStages,
  judgeVariables,
} from "../platforms/api-gateway/settings.ts";
import type { InputName } from "./input-rules.ts";
import type { InputContext, InputReader } from "./reading.ts";
import { requireRegion } from "./reading.ts";
import { readFromWorkspace } from "./workspace.ts";

const DEFAULT_SCALE_DOWN_DELAY = "60s";
/** Deployments that an API can have in any case; AWS does not publish its quota in one place. */
const MAX_KEPT = 1_000;

/** The inputs of the platform `api-gateway`; mistakes go to the reader. */
export function readApiGateway(
  reader: InputReader,
  step: Step,
  strategy: Strategy,
  context: InputContext,
): ApiGatewaySettings {
  const region = requireRegion(reader, context);
  if (step === "setup") reader.wrong("step", "is for the platform nginx alone.", "step: deploy", step);
  judgeStrategy(reader, strategy);
  const restApi = reader.text("rest-api") ?? "";
  if (restApi === "") reader.wrong("rest-api", "is required for the platform api-gateway.", "rest-api: a1b2c3d4e5");
  else reader.mistakes.push(...judgeRestApi(restApi));
  if (step === "deploy" && strategy !== "canary" && strategy !== "linear" && reader.has("weight")) {
    reader.wrong("weight", `is of no use to the strategy ${strategy}, which has no weights.`, "strategy: canary");
  }
  return {
    region,
    restApi,
    routing: routingOf(reader, strategy),
    source: step === "deploy" ? sourceOf(reader, region, context) : undefined,
    keepDeployments: step === "teardown" ? reader.integer("keep-deployments", [0, MAX_KEPT], 20) : undefined,
    scaleDownDelayMs: reader.duration("scale-down-delay", DEFAULT_SCALE_DOWN_DELAY),
  };
}

function judgeStrategy(reader: InputReader, strategy: Strategy): void {
  if (["canary", "linear", "all-at-once", "blue-green"].includes(strategy)) return;
  const why = "API Gateway draws every request anew, so that nobody can be kept on a side";
  reader.wrong("strategy", `is not for the platform api-gateway: ${why}.`, "strategy: canary");
}

function routingOf(reader: InputReader, strategy: Strategy): Routing {
  const names = reader.list("stage");
  if (names.length === 0) reader.wrong("stage", "is required for the platform api-gateway.", "stage: prod");
  else reader.mistakes.push(...judgeStages(names, strategy === "blue-green" ? 2 : 1));
  const mapping = reader.text("base-path-mapping");
  if (strategy !== "blue-green") {
    if (mapping !== undefined) {
      const problem = `is of no use to the strategy ${strategy}: it switches between the two stages of blue-green.`;
      reader.wrong("base-path-mapping", problem, "strategy: blue-green");
    }
    return { kind: "canary", stage: names[0] ?? "" };
  }
  if (mapping === undefined) {
    const problem =
      "is required for `strategy: blue-green`, which switches by it. On one stage, use `strategy: canary`.";
    reader.wrong("base-path-mapping", problem, "base-path-mapping: api.example.com/v1");
  }
  const { value, mistakes } = judgeMapping(mapping ?? "example.com");
  reader.mistakes.push(...mistakes);
  return { kind: "stages", stages: [names[0] ?? "", names[1] ?? ""], mapping: value };
}

function sourceOf(reader: InputReader, region: string, context: InputContext): Source {
  const file = reader.text("openapi");
  const integrations = judgeIntegrations(lines(reader, "integration"), region);
  const variables = judgeVariables(lines(reader, "stage-variables"));
  reader.mistakes.push(...integrations.mistakes, ...variables.mistakes);
  if (file !== undefined && reader.has("integration")) {
    reader.wrong(
      "integration",
      "contradicts `openapi`: the file says already where each method leads. Give one of them.",
    );
  }
  return {
    openapi: file === undefined ? undefined : readOpenApi(reader, file, context),
    integrations: integrations.value,
    variables: variables.value,
  };
}

/** Several values, one a line: commas may stand in them. */
function lines(reader: InputReader, input: InputName): string[] {
  return (reader.text(input) ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function readOpenApi(reader: InputReader, file: string, context: InputContext): OpenApiSource | undefined {
  const wrong = (problem: string) => reader.wrong("openapi", problem, "openapi: api/openapi.yml");
  const content = readFromWorkspace(context.workspace, file, (bytes) =>
    bytes > MAX_OPENAPI_BYTES ? `has ${bytes} bytes; API Gateway takes at most 6 MB.` : undefined,
  );
  if (typeof content === "string") return wrong(content);
  const body = content.toString("utf8");
  let document: unknown;
  try {
    document = (context.parseYaml ?? JSON.parse)(body);
  } catch (error) {
    const said = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return wrong(`is neither JSON nor YAML: ${said}`);
  }
  const backends = backendsOf(document);
  if (typeof backends === "string") return wrong(backends);
  return { body, sha256: createHash("sha256").update(body).digest("hex"), backends };
}
