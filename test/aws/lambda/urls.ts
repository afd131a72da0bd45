import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer } from "../protocol/http.ts";
import { readBody } from "../protocol/http.ts";
import type { FunctionUrl, LambdaFunction } from "./model.ts";
import { permits } from "./policy.ts";
import type { Functions } from "./store.ts";
import { urlAnswer, urlEvent } from "./url-event.ts";

type Invoke = (arn: string, event: string) => Promise<{ ok: boolean; payload: string }>;

/** Function URLs: each is a real port on loopback, which stands for its host name. */
export class FunctionUrls {
  readonly #functions: Functions;
  readonly #invoke: Invoke;
  readonly #open = new Set<FunctionUrl>();

  constructor(functions: Functions, invoke: Invoke) {
    this.#functions = functions;
    this.#invoke = invoke;
  }

  /** @param qualifier an alias; undefined: the function itself, which is `$LATEST`. */
  async open(owner: LambdaFunction, qualifier: string | undefined, authType: string): Promise<FunctionUrl> {
    const { clock, region } = this.#functions.config;
    const id = randomBytes(16).toString("hex");
    const domainName = `${id}.lambda-url.${region}.on.aws`;
    const server = createServer((request, response) => {
      void this.#answer(owner, qualifier, url, request, response).catch((error: unknown) => {
        // A client that went away is no mistake of this server.
        if (request.errored === null) console.error(error);
        response.destroy();
      });
    });
    server.keepAliveTimeout = 60_000;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const url: FunctionUrl = { id, domainName, authType, createdAt: new Date(clock.now()), address, server };
    this.#open.add(url);
    return url;
  }

  async close(url: FunctionUrl): Promise<void> {
    this.#open.delete(url);
    url.server.closeAllConnections();
    await new Promise((resolve) => url.server.close(resolve));
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open].map((url) => this.close(url)));
  }

  /** Where the URLs listen on loopback, by what AWS calls them. */
  addresses(): Record<string, string> {
    return Object.fromEntries([...this.#open].map(({ domainName, address }) => [`https://${domainName}/`, address]));
  }

  async #answer(
    owner: LambdaFunction,
    qualifier: string | undefined,
    { id: urlId, domainName, authType }: FunctionUrl,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await readBody(request);
    const requestId = randomUUID();
    const asked = { action: "lambda:InvokeFunctionUrl", keys: { "lambda:functionurlauthtype": authType } };
    // That `lambda:InvokeFunction` has to be allowed as well is documented since October 2025; recorded later, it was not.
    const admitted = authType === "NONE" && permits(owner.policies.get(qualifier ?? ""), asked);
    if (!admitted) return write(response, requestId, FORBIDDEN);
    const { now } = this.#functions.config.clock;
    const event = urlEvent({ request, body, requestId, urlId, domainName, now: now() });
    const result = await this.#invoke(this.#functions.arn({ name: owner.name, qualifier }), JSON.stringify(event));
    write(response, requestId, (result.ok ? urlAnswer(result.payload) : undefined) ?? FAILED);
  }
}

/** Both recorded from AWS in localstack's `test_lambda_permission_url_invocation` and `test_lambda_url_invocation_exception`. */
const FORBIDDEN: Answer = {
  status: 403,
  headers: { "content-type": "application/json", "x-amzn-errortype": "AccessDeniedException" },
  body: Buffer.from(
    JSON.stringify({
      Message:
        "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    }),
  ),
};
const FAILED: Answer = {
  status: 502,
  headers: { "content-type": "application/json" },
  body: Buffer.from("Internal Server Error"),
};

function write(response: ServerResponse, requestId: string, { status, headers, body }: Answer): void {
  response.writeHead(status, { "x-amzn-requestid": requestId, ...headers, "content-length": body.length }).end(body);
}
