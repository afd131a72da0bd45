import type { Params, WorldConfig } from "../contract.ts";
import { text } from "../params.ts";
import type { RestService } from "../protocol/rest.ts";
import { randomOf } from "../random.ts";
import { aliasOperations } from "./alias-ops.ts";
import { CodeStore } from "./code.ts";
import type { Invoked } from "./function-ops.ts";
import { createFunction, functionOperations } from "./function-ops.ts";
import type { LambdaFunction, Statement, Version } from "./model.ts";
import { newVersion } from "./model.ts";
import { permissionOperations } from "./permission-ops.ts";
import { permits } from "./policy.ts";
import { provisionedOperations } from "./provisioned-ops.ts";
import { Sandboxes } from "./sandboxes.ts";
import type { LambdaTimes } from "./store.ts";
import { Functions, parseReference } from "./store.ts";
import { tagOperations } from "./tag-ops.ts";
import { urlOperations } from "./url-ops.ts";
import { FunctionUrls } from "./urls.ts";

/** A module's source, whose `handler` is called, or a directory with an `index.mjs`, `index.cjs` or `index.js`. */
export type Handler = string | { directory: string };

export type Lambda = ReturnType<typeof createLambda>;

/** A call as it ended; what CloudWatch's metrics of functions are made of. */
export interface Invocation {
  name: string;
  /** What the caller named: an alias, a version, or nothing. */
  qualifier: string | undefined;
  /** Whether that is an alias. */
  alias: boolean;
  version: string;
  ok: boolean;
  /** Real milliseconds since the epoch. */
  startedAt: number;
  durationMs: number;
}

export interface LambdaOptions extends LambdaTimes {
  /** Makes the shares of aliases repeatable: the same number of calls, the same share. */
  seed?: number;
}

/** Lambda: functions that run in threads of this process, their versions, aliases and resource policies. */
export function createLambda(config: WorldConfig, { seed, ...times }: LambdaOptions = {}) {
  const random = randomOf(seed);
  const functions = new Functions(config, times);
  const code = new CodeStore();
  const sandboxes = new Sandboxes();
  const store = (handler: Handler) =>
    typeof handler === "string" ? code.fromSource(handler) : code.fromDirectory(handler.directory);
  const invocations = new Map<string, number>();
  const observers: ((invocation: Invocation) => void)[] = [];

  async function invoke(arn: string, event: string): Promise<Invoked> {
    const reference = parseReference(arn);
    if (reference === undefined) throw new Error(`${arn} is no function's ARN`);
    const owner = functions.function(reference);
    const alias = owner.aliases.get(reference.qualifier ?? "");
    const other = alias?.additional;
    const version =
      other !== undefined && random() < other.weight
        ? functions.version({ ...reference, qualifier: other.version })
        : functions.version(reference);
    const key = `${owner.name}:${version.version}`;
    invocations.set(key, (invocations.get(key) ?? 0) + 1);
    const [startedAt, start] = [config.clock.now(), performance.now()];
    const outcome = await sandboxes.run(version, arn, event, { name: owner.name, region: config.region });
    const durationMs = performance.now() - start;
    const called = { name: owner.name, qualifier: reference.qualifier, alias: alias !== undefined };
    for (const observer of observers)
      observer({ ...called, version: version.version, ok: outcome.ok, startedAt, durationMs });
    return { ...outcome, version: version.version };
  }

  const urls = new FunctionUrls(functions, invoke);
  const gone = {
    replaced: (version: Version) => sandboxes.retire(version),
    deleted: async (owner: LambdaFunction) =>
      void (await Promise.all([...owner.urls.values()].map((url) => urls.close(url)))),
  };
  const service: RestService = {
    name: "lambda",
    operations: {
      ...functionOperations(functions, code, invoke, gone),
      ...aliasOperations(functions),
      ...permissionOperations(functions),
      ...provisionedOperations(functions),
      ...tagOperations(functions),
      ...urlOperations(functions, urls),
    },
    permission: (action, params) => ({
      action: `lambda:${action === "Invoke" ? "InvokeFunction" : action}`,
      resource: resourceOf(functions, params),
    }),
    errorBody({ code, message, status }) {
      if (code === "ValidationException") return { message };
      const type = status < 500 ? "User" : "Server";
      return code === "ResourceNotFoundException" ? { Type: type, Message: message } : { Type: type, message };
    },
    admit: () => {},
  };
  return {
    service,
    /** Creates a function with this code, as CreateFunction does; `settings` are members of CreateFunction. */
    registerFunction(name: string, handler: Handler, settings: Params = {}): LambdaFunction {
      return createFunction(functions, { ...settings, FunctionName: name }, store(handler));
    },
    /** An image in the registry, whose `handler` is called. */
    registerImage: (uri: string, source: string): void => code.registerImage(uri, source),
    /** Creates a function of an image. */
    registerImageFunction(name: string, uri: string, settings: Params = {}): LambdaFunction {
      return createFunction(functions, { ...settings, FunctionName: name }, code.image(uri));
    },
    /** Gives `$LATEST` other code, as UpdateFunctionCode does. */
    async updateFunction(name: string, handler: Handler): Promise<void> {
      const owner = functions.function({ name, qualifier: undefined });
      const before: Version = owner.latest;
      owner.latest = newVersion("$LATEST", { ...before, code: store(handler) }, { now: config.clock.now() });
      await sandboxes.retire(before);
    },
    /** Ends at once what the function and its versions are busy with. */
    settle(name: string): void {
      const { latest, versions } = functions.function({ name, qualifier: undefined });
      for (const version of [latest, ...versions.values()])
        version.readyAt = Math.min(version.readyAt, config.clock.now());
    },
    /** A function as it is. */
    function: (name: string): LambdaFunction => functions.function({ name, qualifier: undefined }),
    /** The version that an ARN names; undefined when there is none. */
    find(arn: string): Version | undefined {
      const reference = parseReference(arn);
      if (reference === undefined) return undefined;
      try {
        return functions.version(reference);
      } catch {
        return undefined;
      }
    },
    /** Whether the policy of exactly this function, version or alias lets a service in, on behalf of a resource of the account. */
    admits(arn: string, service: string, sourceArn: string): boolean {
      const reference = parseReference(arn);
      const policy = functions.all.get(reference?.name ?? "")?.policies.get(reference?.qualifier ?? "");
      const keys = { "aws:sourcearn": sourceArn, "aws:sourceaccount": config.accountId };
      return permits(policy, { action: "lambda:InvokeFunction", service, keys });
    },
    /** Where the function URL of a function or of an alias listens on loopback. */
    url(name: string, qualifier = ""): string {
      const url = functions.function({ name, qualifier: undefined }).urls.get(qualifier);
      if (url === undefined) throw new Error(`${name} has no function URL for ${qualifier || "itself"}`);
      return url.address;
    },
    /** Where all function URLs listen. */
    addresses: () => urls.addresses(),
    /** The statements of a function's policy, or of one alias's or version's. */
    policy: (name: string, qualifier = ""): readonly Statement[] =>
      functions.all.get(name)?.policies.get(qualifier)?.statements ?? [],
    invoke,
    /** Calls back after every invocation. */
    onInvoked: (observer: (invocation: Invocation) => void) => void observers.push(observer),
    /** How often a version was invoked. */
    invocations: (name: string, version = "$LATEST"): number => invocations.get(`${name}:${version}`) ?? 0,
    async close(): Promise<void> {
      await urls.closeAll();
      await sandboxes.close();
      code.close();
    },
  };
}

/** The function's ARN, with the qualifier where the request has one. */
function resourceOf(functions: Functions, params: Params): string {
  const reference = parseReference(text(params, "FunctionName") ?? text(params, "Resource") ?? "");
  if (reference === undefined) return "*";
  return functions.arn({ name: reference.name, qualifier: reference.qualifier ?? text(params, "Qualifier") });
}
