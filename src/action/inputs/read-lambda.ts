import type { Step } from "../../delivery/vocabulary.ts";
import type { LambdaSettings, SmokeCall, Source } from "../../platforms/lambda/settings.ts";
import { decodeText, readFromWorkspace } from "../workspace.ts";
import type { LAMBDA } from "./lambda.ts";
import type { InputContext, InputReader } from "./reader.ts";
import { requireRegion } from "./region.ts";

const REQUIRED = "is required on the platform lambda";
type Reader = InputReader<typeof LAMBDA>;

/** What Lambda takes with a call itself, without S3 ("Lambda quotas"), and what it takes as an event. */
const MAX_ZIP_BYTES = 50 * 2 ** 20;
const MAX_EVENT_BYTES = 6 * 2 ** 20;

/** Inputs that say what is new. */
const SOURCES = ["zip-file", "image-uri", "function-version"] as const;

/** The settings of the platform `lambda`; mistakes go to the reader. */
export function readLambda(reader: Reader, step: Step, context: InputContext): LambdaSettings {
  return {
    region: requireRegion(reader.mistakes, context),
    functionName: reader.require("function", REQUIRED) ?? "",
    alias: reader.require("alias", REQUIRED) ?? "",
    source: sourceOf(reader, step, context),
    keepVersions: reader.get("keep-versions"),
    scaleDownDelayMs: reader.get("scale-down-delay"),
    smoke: smokeOf(reader, step, context),
  };
}

/** A status may run in a job without the file. */
function sourceOf(reader: Reader, step: Step, context: InputContext): Source | undefined {
  const [first, second] = SOURCES.filter((name) => reader.has(name));
  if (first !== undefined && second !== undefined) {
    reader.fail(second, `contradicts \`${first}\`: give one of them.`, { example: "none" });
  }
  if (step !== "deploy" && step !== "status") return undefined;
  const [uri, version, file] = [reader.get("image-uri"), reader.get("function-version"), reader.get("zip-file")];
  if (uri !== undefined) return { kind: "image", uri };
  if (version !== undefined) return { kind: "version", version };
  if (file === undefined) {
    if (step === "deploy" && first === undefined)
      reader.require("zip-file", "is required for `deploy`, or `image-uri` or `function-version`");
    return undefined;
  }
  const bytes = readFromWorkspace(context.workspace, file, (size) =>
    size > MAX_ZIP_BYTES
      ? `has ${size} bytes; Lambda takes at most 50 MB in a call: give \`function-version\`.`
      : undefined,
  );
  if (typeof bytes !== "string") return { kind: "zip", bytes };
  return step === "deploy" ? reader.fail("zip-file", bytes) : undefined;
}

/** Judged at every step; the file is read by those that make the test. */
function smokeOf(reader: Reader, step: Step, context: InputContext): SmokeCall | undefined {
  const [file, wanted] = [reader.get("smoke-payload"), reader.get("smoke-answer")];
  const answer = wanted === undefined ? undefined : parsed(wanted);
  if (wanted !== undefined && answer === undefined) reader.fail("smoke-answer", "is not JSON.");
  if (wanted !== undefined && file === undefined)
    reader.fail("smoke-answer", "needs `smoke-payload`.", { example: "smoke-payload: test/smoke.json" });
  const tests = step === "deploy" || step === "shift" || step === "promote" || step === "rollout";
  if (file === undefined || !tests) return undefined;
  const content = readFromWorkspace(context.workspace, file, (size) =>
    size > MAX_EVENT_BYTES ? `has ${size} bytes; Lambda takes events of at most 6 MB.` : undefined,
  );
  if (typeof content === "string") return reader.fail("smoke-payload", content);
  const payload = decodeText(content);
  if (payload !== undefined && parsed(payload) !== undefined) return { payload, answer };
  return reader.fail("smoke-payload", "is not a file with JSON.", { example: "none" });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
