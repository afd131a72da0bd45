import type { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { TestInvokeMethodCommand } from "@aws-sdk/client-api-gateway";
import { DeliveryError } from "../../delivery/errors.ts";
import type { PathCheck } from "../../delivery/path-check.ts";
import { isAsWanted } from "../../delivery/path-check.ts";
import { call } from "../aws.ts";
import { findMethod } from "./methods.ts";
import type { ApiReader } from "./observe.ts";
import type { MethodState, Variables } from "./snapshot.ts";

/** Lines of an execution log that are told. */
const LOG_LINES = 2;

/**
 * Invokes methods of the API's resources as they stand, without a stage: neither authorizers nor WAF nor throttling are
 * asked (API Gateway developer guide, "Use the API Gateway console to test a REST API method").
 */
export class TestInvoker {
  readonly #client: APIGatewayClient;
  readonly #reader: ApiReader;
  readonly #restApiId: string;
  readonly #signal: AbortSignal;

  constructor(client: APIGatewayClient, reader: ApiReader, restApiId: string, signal: AbortSignal) {
    this.#client = client;
    this.#reader = reader;
    this.#restApiId = restApiId;
    this.#signal = signal;
  }

  /** Why paths do not answer as they should, one entry each; one call after another, for the quota is small. */
  async failuresOf({ checks, variables }: { checks: readonly PathCheck[]; variables: Variables }): Promise<string[]> {
    const { methods } = await this.#reader.resources();
    const failures: string[] = [];
    for (const check of checks) {
      const method = findMethod(methods, check.path);
      const failed =
        method === undefined
          ? `${check.path} is answered by no method of the API`
          : await this.#failureOf(check, method, variables);
      if (failed !== undefined) failures.push(failed);
    }
    return failures;
  }

  async #failureOf(check: PathCheck, method: MethodState, variables: Variables): Promise<string | undefined> {
    const { status = 0, log = "" } = await this.#answerOf(check.path, method, variables);
    if (isAsWanted(check, status)) return undefined;
    const wanted = check.status === undefined ? "" : ` instead of ${check.status}`;
    if (status === 0) return `${check.path} could not be invoked: ${log}`;
    const because = status < 400 ? [] : reasonsIn(log);
    return [`${check.path} answered ${status}${wanted}`, ...because].join(": ");
  }

  /** Whether a method for any verb is invoked by its name or by a verb is in no public source: one of them is answered. */
  async #answerOf(path: string, method: MethodState, variables: Variables) {
    const answer = await this.#invoke(path, method, variables);
    if (answer.status !== undefined || method.verb !== "ANY") return answer;
    return this.#invoke(path, { ...method, verb: "GET" }, variables);
  }

  async #invoke(pathWithQueryString: string, { resourceId, verb }: MethodState, variables: Variables) {
    const input = {
      restApiId: this.#restApiId,
      resourceId,
      httpMethod: verb,
      pathWithQueryString,
      stageVariables: { ...variables },
    };
    try {
      return await call("apigateway:POST (TestInvokeMethod)", this.#signal, () =>
        this.#client.send(new TestInvokeMethodCommand(input), { abortSignal: this.#signal }),
      );
    } catch (error) {
      // What refuses the invocation itself (a method that asks for a body, say) is an answer too.
      if (!(error instanceof DeliveryError) || error.code !== "platform" || error.transient) throw error;
      return { status: undefined, log: error.message };
    }
  }
}

/** What an execution log says of its failure: `Execution failed due to configuration error: …`. */
function reasonsIn(log: string): string[] {
  const lines = log.split("\n").map((line) => line.replace(/^.*? : /, "").trim());
  return lines.filter((line) => /failed|error/i.test(line)).slice(0, LOG_LINES);
}
