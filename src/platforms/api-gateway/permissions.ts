import {
  AddPermissionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import { call, clientConfig, errorName, unless } from "../aws.ts";
import type { FunctionNeed, PolicyStatement } from "./permission.ts";
import { statementId, statementPrefix, statementsOf } from "./permission.ts";

const NOT_FOUND = "ResourceNotFoundException";

/** The only place that needs client-lambda: loaded when a function's policy is read or changed, and by nothing else. */
export class Permissions {
  readonly #lambda: LambdaClient;
  readonly #signal: AbortSignal;

  constructor(region: string, signal: AbortSignal) {
    this.#lambda = new LambdaClient(clientConfig(region));
    this.#signal = signal;
  }

  /** The policy of exactly this function, version or alias; `missing` when there is none of that name. */
  async statements(arn: string): Promise<readonly PolicyStatement[] | "missing"> {
    const target = qualified(arn);
    try {
      const { Policy = "{}" } = await call("lambda:GetPolicy", this.#signal, () =>
        this.#lambda.send(new GetPolicyCommand(target), this.#abort),
      );
      return statementsOf(Policy);
    } catch (error) {
      if (errorName(error) !== NOT_FOUND) throw error;
    }
    // The same answer for a function without a policy and for none at all.
    try {
      await call("lambda:GetFunctionConfiguration", this.#signal, () =>
        this.#lambda.send(new GetFunctionConfigurationCommand(target), this.#abort),
      );
      return [];
    } catch (error) {
      if (errorName(error) === NOT_FOUND || errorName(error) === "ValidationException") return "missing";
      throw error;
    }
  }

  async allow(need: FunctionNeed, at: { restApi: string; stage: string }): Promise<void> {
    const command = new AddPermissionCommand({
      ...qualified(need.arn),
      StatementId: statementId(need, at),
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: need.sourceArn,
    });
    const added = call("lambda:AddPermission", this.#signal, () => this.#lambda.send(command, this.#abort));
    // The id is made from the need: the statement is there already, e.g. after a lost answer.
    await added.catch(unless("ResourceConflictException"));
  }

  /** Removes every statement of ours for a stage. */
  async forbid(arn: string, at: { restApi: string; stage: string }): Promise<void> {
    const statements = await this.statements(arn);
    if (statements === "missing") return;
    for (const { sid } of statements.filter((statement) => statement.sid.startsWith(statementPrefix(at)))) {
      const command = new RemovePermissionCommand({ ...qualified(arn), StatementId: sid });
      const removed = call("lambda:RemovePermission", this.#signal, () => this.#lambda.send(command, this.#abort));
      await removed.catch(unless(NOT_FOUND));
    }
  }

  close(): void {
    this.#lambda.destroy();
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

/** An ARN with a qualifier, as the Lambda API takes it. */
function qualified(arn: string): { FunctionName: string; Qualifier?: string } {
  const parts = arn.split(":");
  const qualifier = parts[7];
  const FunctionName = parts.slice(0, 7).join(":");
  return qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier: qualifier };
}
