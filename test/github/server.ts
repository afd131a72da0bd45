import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Operation } from "./validity.ts";
import { operationOf, problemsOf, requestProblems, sample } from "./validity.ts";

/** GitHub's answers to a token that lacks a permission, by the part of the API. */
const NEEDS: Record<string, Permission> = {
  deployments: "deployments",
  actions: "actions",
  commits: "pull-requests",
  issues: "pull-requests",
};
export type Permission = "deployments" | "actions" | "pull-requests";

/** What becomes of a request: a status instead of its answer, no answer, or no answer although it was carried out. */
export type Fault = { status: number; headers?: Record<string, string> } | "silent" | "drop-before" | "drop-after";

interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
}

interface Deployment {
  id: number;
  ref: string;
  task: string;
  environment: string;
  payload: unknown;
  description: string;
  statuses: Status[];
}

interface Status {
  state: string;
  description: string;
  log_url: string;
  environment_url: string;
  created_at: string;
}

interface Comment {
  id: number;
  issue: number;
  body: string;
  login: string;
}

export interface GitHubOptions {
  token: string;
  permissions?: readonly Permission[];
}

/** GitHub's characters of a description (tried; its OpenAPI description does not say so). */
const MAX_DESCRIPTION = 140;
const BOT = "github-actions[bot]";

/**
 * A small GitHub: deployments, reviews of a run, pull requests and comments of the repository acme/shop. It refuses what
 * GitHub's published OpenAPI description does not have, and its own answers are valid by it.
 */
export async function startGitHub({ token, permissions = ["deployments", "actions", "pull-requests"] }: GitHubOptions) {
  const deployments: Deployment[] = [];
  const comments: Comment[] = [];
  const asked: Asked[] = [];
  const problems: string[] = [];
  const granted = new Set<Permission>(permissions);
  const unknown = new Set<string>();
  const pulls: { number: number; sha: string }[] = [];
  const reviews: { login: string; environment: string; comment: string }[] = [];
  let ids = 1_000;
  let fault: ((request: Asked) => Fault | undefined) | undefined;
  const nextId = () => {
    ids += 1;
    return ids;
  };
  const deploymentOf = (values: readonly string[]) => deployments.find(({ id }) => String(id) === values[2]);

  function carryOut(
    operation: Operation,
    values: string[],
    query: URLSearchParams,
    body: Record<string, unknown>,
  ): Answer {
    const text = (name: string) => (typeof body[name] === "string" ? body[name] : "");
    switch (`${operation.method} ${operation.path.split("/").slice(4).join("/")}`) {
      case "GET deployments": {
        const filters = ["environment", "task", "sha"].filter((name) => query.has(name));
        const found = deployments.filter((deployment) =>
          filters.every((name) => query.get(name) === deploymentBody(deployment)[name]),
        );
        return [
          200,
          found
            .toReversed()
            .slice(0, Number(query.get("per_page") ?? 30))
            .map(deploymentBody),
        ];
      }
      case "POST deployments": {
        if (body.auto_merge !== false) return [409, { message: "Conflict merging the default branch." }];
        if (!Array.isArray(body.required_contexts) || body.required_contexts.length > 0)
          return [409, { message: "Conflict: Commit status checks failed." }];
        if (!/^[0-9a-f]{40}$/.test(text("ref")) || unknown.has(text("ref"))) return [422, { message: "No ref found" }];
        if (text("description").length > MAX_DESCRIPTION) return tooLong();
        const { payload } = body;
        const said = { ref: text("ref"), task: text("task"), environment: text("environment"), payload };
        const made = { id: nextId(), ...said, description: text("description"), statuses: [] };
        deployments.push(made);
        return [201, deploymentBody(made)];
      }
      case "GET deployments/{deployment_id}/statuses": {
        const deployment = deploymentOf(values);
        return deployment === undefined ? notFound() : [200, deployment.statuses.toReversed().map(statusBody)];
      }
      case "POST deployments/{deployment_id}/statuses": {
        const deployment = deploymentOf(values);
        if (deployment === undefined) return notFound();
        if (text("description").length > MAX_DESCRIPTION) return tooLong();
        const urls = { log_url: text("log_url"), environment_url: text("environment_url") };
        const status = { state: text("state"), description: text("description"), ...urls, created_at: now() };
        deployment.statuses.push(status);
        return [201, statusBody(status)];
      }
      case "GET actions/runs/{run_id}/approvals":
        return [200, reviews.map(reviewBody)];
      case "GET commits/{commit_sha}/pulls":
        return [200, pulls.filter(({ sha }) => sha === values[2]).map(pullBody)];
      case "GET issues/{issue_number}/comments": {
        const page = Number(query.get("page") ?? 1) - 1;
        const size = Number(query.get("per_page") ?? 30);
        const all = comments.filter(({ issue }) => String(issue) === values[2]);
        return [200, all.slice(page * size, (page + 1) * size).map(commentBody)];
      }
      case "POST issues/{issue_number}/comments": {
        const made = { id: nextId(), issue: Number(values[2]), body: text("body"), login: BOT };
        comments.push(made);
        return [201, commentBody(made)];
      }
      case "PATCH issues/comments/{comment_id}": {
        const comment = comments.find(({ id }) => String(id) === values[2]);
        if (comment === undefined) return notFound();
        comment.body = text("body");
        return [200, commentBody(comment)];
      }
      default:
        throw new Error(`Nobody answers ${operation.method} ${operation.path}`);
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", "http://localhost");
    const { method = "" } = request;
    const body = await bodyOf(request);
    const call = { method, path: url.pathname, headers: request.headers };
    asked.push(call);
    const chosen = fault?.(call);
    if (chosen === "silent") return;
    if (chosen === "drop-before") return void request.socket.destroy();
    const reply = (status: number, content: unknown, headers: Record<string, string> = {}) => {
      if (chosen === "drop-after") return void request.socket.destroy();
      const id = `ABCD:${nextId()}`;
      response.writeHead(status, {
        "content-type": "application/json; charset=utf-8",
        "x-github-request-id": id,
        ...headers,
      });
      response.end(JSON.stringify(content));
    };
    if (typeof chosen === "object") return reply(chosen.status, { message: "A fault" }, chosen.headers);
    if (request.headers.authorization !== `token ${token}`) return reply(401, { message: "Bad credentials" });
    const found = operationOf(method, url.pathname.replace(/^\/api\/v3/, ""));
    if (found === undefined) {
      problems.push(`${method} ${url.pathname} is not in the description`);
      return reply(404, { message: "Not Found" });
    }
    const { operation, values } = found;
    if (values[0] !== "acme" || values[1] !== "shop") return reply(404, { message: "Not Found" });
    const needed = NEEDS[operation.path.split("/")[4] ?? ""];
    if (needed !== undefined && !granted.has(needed))
      return reply(403, { message: "Resource not accessible by integration" });
    const wrong = requestProblems(operation, url.searchParams, body);
    if (wrong.length > 0) {
      problems.push(`${method} ${url.pathname}: ${wrong.join("; ")}`);
      return reply(422, { message: "Validation Failed", documentation_url: "x" });
    }
    const [status, content] = carryOut(operation, values, url.searchParams, body);
    const schema = operation.answers[status];
    const invalid = schema === undefined ? "" : problemsOf(schema, content);
    if (invalid !== "") problems.push(`the answer to ${method} ${url.pathname}: ${invalid}`);
    reply(status, content);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    /** What a step of the action needs to know of it. */
    env: { GITHUB_API_URL: url },
    deployments,
    comments,
    pulls,
    reviews,
    asked,
    /** What was asked or answered against the description: empty, when all is well. */
    problems,
    granted,
    /** Commits that the repository does not have. */
    unknown,
    setFault(choose: typeof fault): void {
      fault = choose;
    },
    /** As GitHub does when a job with an `environment` begins. */
    beginJob(environment: string, ref: string, run: number): void {
      const log_url = `https://github.com/acme/shop/actions/runs/${run}/job/1`;
      const status = { state: "in_progress", description: "", log_url, environment_url: "", created_at: now() };
      const said = { ref, task: "deploy", environment, payload: {}, description: "" };
      deployments.push({ id: nextId(), ...said, statuses: [status] });
    },
    /** The lines of all deployments that are ours, the oldest first. */
    timeline(): string[] {
      return deployments
        .filter(({ task }) => task === "progressive-delivery")
        .flatMap(({ environment, statuses }) =>
          statuses.map(({ state, description }) => `${environment} ${state}: ${description}`),
        );
    },
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type LocalGitHub = Awaited<ReturnType<typeof startGitHub>>;

type Answer = [status: number, content: unknown];

const notFound = (): Answer => [404, { message: "Not Found", documentation_url: "x", status: "404" }];
const tooLong = (): Answer => [422, { message: "Validation Failed: description is too long", documentation_url: "x" }];

function now(): string {
  return new Date().toISOString().replace(/\.\d+/, "");
}

function user(login: string): Record<string, unknown> {
  return { ...sample("simple-user"), login };
}

function deploymentBody({ statuses: _statuses, ref, payload, ...said }: Deployment): Record<string, unknown> {
  return { ...sample("deployment"), ...said, ref, sha: ref, payload: payload ?? {}, creator: user(BOT) };
}

function statusBody(status: Status): Record<string, unknown> {
  return { ...sample("deployment-status"), ...status, creator: user(BOT) };
}

function reviewBody({ login, environment, comment }: { login: string; environment: string; comment: string }) {
  return { state: "approved", comment, user: user(login), environments: [{ id: 1, name: environment }] };
}

function pullBody({ number, sha }: { number: number; sha: string }): Record<string, unknown> {
  return { ...sample("pull-request-simple"), number, merged_at: now(), merge_commit_sha: sha };
}

function commentBody({ id, body, login }: Comment): Record<string, unknown> {
  return { ...sample("issue-comment"), id, body, user: user(login) };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
