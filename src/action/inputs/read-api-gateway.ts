import { createHash } from "node:crypto";
import type { Step, Strategy } from "../../delivery/vocabulary.ts";
import type { OpenApiSource } from "../../platforms/api-gateway/openapi.ts";
import { backendsOf, MAX_OPENAPI_BYTES } from "../../platforms/api-gateway/openapi.ts";
import type { ApiGatewaySettings, Routing, Source } from "../../platforms/api-gateway/settings.ts";
import {
  judgeIntegrations,
  judgeMapping,
  judgeRestApi,
  judgeStages,
  judgeVariables,
} from "../../platforms/api-gateway/settings.ts";
import { decodeText, readFromWorkspace } from "../workspace.ts";
import { API_GATEWAY } from "./api-gateway.ts";
import { readProbe } from "./read-checks.ts";
import type { OwnCounts } from "./read-gates.ts";
import type { InputContext } from "./reader.ts";
import { InputReader } from "./reader.ts";
import { requireRegion } from "./region.ts";

const REQUIRED = "is required on the platform api-gateway";
type Reader = InputReader<typeof API_GATEWAY>;

/** The settings of the platform `api-gateway`; mistakes go to the reader. */
export function readApiGateway(
  reader: Reader,
  step: Step,
  strategy: Strategy,
  context: InputContext,
): ApiGatewaySettings {
  const region = requireRegion(reader.mistakes, context);
  const restApi = reader.require("rest-api", REQUIRED);
  if (restApi !== undefined) reader.mistakes.push(...judgeRestApi(restApi));
  if (step === "deploy" && strategy !== "canary" && strategy !== "linear" && reader.has("weight")) {
    const problem = `is not supported by the strategy ${strategy}, which has no weights.`;
    reader.fail("weight", problem, { example: "strategy: canary" });
  }
  const source = sourceOf(reader, step, region, context);
  return {
    region,
    restApi: restApi ?? "",
    routing: routingOf(reader, strategy),
    source: step === "deploy" || step === "status" ? source : undefined,
    keepDeployments: step === "teardown" ? reader.get("keep-deployments") : undefined,
    scaleDownDelayMs: reader.get("scale-down-delay"),
    url: addressOf(reader, strategy),
    smoke: step === "deploy" || step === "promote" || step === "rollout" ? reader.get("smoke-test") : undefined,
    probe: readProbe(reader, step),
    allowDropping: reader.get("allow-dropping") ?? [],
    allowMappings: mappingsOf(reader, strategy),
    allowDifferences: reader.get("allow-differences") ?? [],
  };
}

/** How CloudWatch counts the requests of both sides, as far as the inputs tell. */
export function ownCountsOfApi(reader: Reader): OwnCounts {
  if (reader.get("strategy") !== "blue-green") return { sides: "apart" };
  const because =
    "a base path mapping leads everybody to one of the two stages, and the other counts nothing; `metrics: prometheus` or `metrics: command` may tell the sides apart";
  return { sides: "none", because };
}

function mappingsOf(reader: Reader, strategy: Strategy): string[] {
  const paths = reader.get("allow-mappings") ?? [];
  if (paths.length > 0 && strategy !== "blue-green") {
    const problem = `is not supported by the strategy ${strategy}, which switches no base path mapping.`;
    reader.fail("allow-mappings", problem, { example: "strategy: blue-green" });
  }
  return paths;
}

function addressOf(reader: Reader, strategy: Strategy): string | undefined {
  if (!reader.has("url") || strategy === "blue-green") return reader.get("url");
  const problem = `is not supported by the strategy ${strategy}: a canary has no address of its own. \`smoke-test\` needs none there.`;
  return reader.fail("url", problem, { example: "none" });
}

function routingOf(reader: Reader, strategy: Strategy): Routing {
  const names = reader.require("stage", REQUIRED) ?? [];
  if (names.length > 0) reader.mistakes.push(...judgeStages(names, strategy === "blue-green" ? 2 : 1));
  const mapping = reader.get("base-path-mapping");
  if (strategy !== "blue-green") {
    if (mapping !== undefined) {
      const problem = `is not supported by the strategy ${strategy}: it switches between the two stages of blue-green.`;
      reader.fail("base-path-mapping", problem, { example: "strategy: blue-green" });
    }
    return { kind: "canary", stage: names[0] ?? "" };
  }
  if (mapping === undefined) {
    const problem =
      "is required for `strategy: blue-green`, which switches by it. On one stage, use `strategy: canary`.";
    reader.fail("base-path-mapping", problem);
  }
  const { value, mistakes } = judgeMapping(mapping ?? "example.com");
  reader.mistakes.push(...mistakes);
  return { kind: "stages", stages: [names[0] ?? "", names[1] ?? ""], mapping: value };
}

/** Judged at every step, so that a mistake is told by the first; read from the file by `deploy` alone. */
function sourceOf(reader: Reader, step: Step, region: string, context: InputContext): Source {
  const file = reader.get("openapi");
  const integrations = judgeIntegrations(reader.get("integration") ?? [], region);
  const variables = judgeVariables(reader.get("stage-variables") ?? []);
  reader.mistakes.push(...integrations.mistakes, ...variables.mistakes);
  if (file !== undefined && reader.has("integration")) {
    const problem = "contradicts `openapi`: the file says already what each method calls. Give one of them.";
    reader.fail("integration", problem, { example: "none" });
  }
  return {
    openapi: file === undefined ? undefined : openApiFor(reader, step, file, context),
    integrations: integrations.value,
    variables: variables.value,
  };
}

/** A status may run in a job without the file: it judges what the next deploy would drop where it has it. */
function openApiFor(reader: Reader, step: Step, file: string, context: InputContext): OpenApiSource | undefined {
  if (step === "deploy") return readOpenApi(reader, file, context);
  return step === "status" ? readOpenApi(new InputReader(API_GATEWAY, reader.values), file, context) : undefined;
}

function readOpenApi(reader: Reader, file: string, context: InputContext): OpenApiSource | undefined {
  const content = readFromWorkspace(context.workspace, file, (bytes) =>
    bytes > MAX_OPENAPI_BYTES ? `has ${bytes} bytes; API Gateway takes at most 6 MB.` : undefined,
  );
  if (typeof content === "string") return reader.fail("openapi", content);
  const body = decodeText(content);
  if (body === undefined) return reader.fail("openapi", "is not text in UTF-8 or UTF-16.", { example: "none" });
  let document: unknown;
  try {
    document = (context.parseYaml ?? JSON.parse)(body);
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0]?.replace(/:$/, "") : String(error);
    return reader.fail("openapi", `is neither JSON nor YAML: ${why}`, { example: "none" });
  }
  const backends = backendsOf(document);
  if (typeof backends === "string") return reader.fail("openapi", backends, { example: "none" });
  return { body, sha256: createHash("sha256").update(body).digest("hex"), backends };
}
