import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { integer, required, structure, text, texts } from "../params.ts";
import { whole } from "../unread.ts";
import type { Command } from "./model.ts";

/** API Reference, SendCommand. */
const [MOST_INSTANCES, LONGEST_COMMENT, LARGEST] = [50, 100, 65_536];
const [SHORTEST_DELIVERY, LONGEST_DELIVERY, USUAL_DELIVERY] = [30, 2_592_000, 3_600];
/** Agent: a time outside of these is taken for the usual one, and nobody is told. */
const [SHORTEST_EXECUTION, LONGEST_EXECUTION, USUAL_EXECUTION] = [5, 172_800, 3_600];
const DOCUMENT = "AWS-RunShellScript";
const KNOWN_PARAMETERS = ["commands", "workingDirectory", "executionTimeout"];

interface Surroundings {
  id: string;
  now: number;
  /** Parameter Store. */
  parameters: ReadonlyMap<string, string>;
}

/** @throws AwsError for what the service refuses before it looks at any machine. */
export function readCommand(params: Params, { id, now, parameters: store }: Surroundings): Command {
  const documentName = required(params, "DocumentName");
  const documentVersion = text(params, "DocumentVersion") ?? "$DEFAULT";
  if (documentName !== DOCUMENT)
    throw new AwsError("InvalidDocument", `Document with name ${documentName} does not exist.`);
  if (!["", "1", "$DEFAULT", "$LATEST"].includes(documentVersion)) throw new AwsError("InvalidDocumentVersion", "");
  const instanceIds = texts(params, "InstanceIds");
  if (instanceIds.length === 0 || instanceIds.length > MOST_INSTANCES) throw unfit("instanceIds");
  if (new Set(instanceIds).size < instanceIds.length) throw new AwsError("DuplicateInstanceId", "");
  const comment = text(params, "Comment") ?? "";
  if (comment.length > LONGEST_COMMENT) throw unfit("comment");
  const timeoutSeconds = integer(params, "TimeoutSeconds") ?? USUAL_DELIVERY;
  if (timeoutSeconds < SHORTEST_DELIVERY || timeoutSeconds > LONGEST_DELIVERY) throw unfit("timeoutSeconds");
  const parameters = whole(structure(params, "Parameters") ?? {});
  if (JSON.stringify(parameters).length > LARGEST) throw new AwsError("MaxDocumentSizeExceeded", "");
  const unknown = Object.keys(parameters).find((name) => !KNOWN_PARAMETERS.includes(name));
  if (unknown !== undefined)
    throw new AwsError("InvalidParameters", `Parameter ${unknown} is not defined in the document`);
  const commands = texts(parameters, "commands");
  if (commands.length === 0) throw new AwsError("InvalidParameters", "Parameters commands must be provided");
  const [workingDirectory] = texts(parameters, "workingDirectory");
  const execution = Number(texts(parameters, "executionTimeout")[0] ?? USUAL_EXECUTION);
  return {
    ...{ id, comment, documentName, documentVersion, parameters, timeoutSeconds, requestedAt: now },
    lines: commands.map((line) => filled(line, store)),
    workingDirectory: workingDirectory === "" ? undefined : workingDirectory,
    executionTimeout: execution >= SHORTEST_EXECUTION && execution <= LONGEST_EXECUTION ? execution : USUAL_EXECUTION,
    maxConcurrency: text(params, "MaxConcurrency") ?? "50",
    maxErrors: text(params, "MaxErrors") ?? "0",
    invocations: instanceIds.map((instanceId) => ({
      ...{ instanceId, details: "Pending", code: -1, stdout: "", stderr: "" },
      ...{ startedAt: undefined, endedAt: undefined, lost: false, cancelling: false, running: undefined },
    })),
  };
}

/** The service puts values of Parameter Store in before any machine sees the text. */
function filled(line: string, store: ReadonlyMap<string, string>): string {
  return line.replace(/\{\{\s*ssm:([^\s}]+)\s*\}\}/g, (_whole, name: string) => {
    const value = store.get(name);
    if (value === undefined) throw new AwsError("InvalidParameters", `Parameter ${name} not found`);
    return value;
  });
}

function unfit(member: string): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value at '${member}' failed to satisfy constraint`,
  );
}
