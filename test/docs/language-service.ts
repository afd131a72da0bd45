import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import type { ActionMetadata } from "@actions/languageservice/action";
import { parse } from "yaml";
import { ROOT } from "../runner/runner.ts";
import { OURS, read } from "./workflows.ts";

/** GitHub's own language service, as editors have it: it knows the syntax, the contexts, and what is called. */

// It imports JSON as bundlers allow it; Node wants to be told that it is JSON.
const hooks = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context),
});
const { registerLogger, validate } = await import("@actions/languageservice");
const { TextDocument } = await import("vscode-languageserver-textdocument");
hooks.deregister();

/** A fault of its own it would only log, and find nothing. */
const unhandled: string[] = [];
const ignore = () => undefined;
registerLogger({ log: ignore, info: ignore, warn: ignore, error: (message) => void unhandled.push(message) });

/** Documents so far: it keeps what it has parsed by its address. */
let documents = 0;

const manifest = parse(read("action.yml")) as ActionMetadata;

const service = {
  actionsMetadataProvider: {
    // What others' actions take is theirs to say, and not here.
    fetchActionMetadata: async ({ owner, name }: { owner: string; name: string }) =>
      owner === "OWNER" ? manifest : { name, description: "" },
  },
  fileProvider: {
    async getFileContent({ path }: { path: string }) {
      const file = path.replace(/^\//, "");
      if (!existsSync(join(ROOT, file))) throw new Error(`There is no ${file}`);
      return { name: file, content: read(file) };
    },
  },
};

/** What it finds wrong with a workflow, each with its line. */
export async function faultsIn(text: string): Promise<string[]> {
  // It looks for no action at the root of the own repository.
  const known = text.replace(/(?<=uses: )\$\/(?=\s)/g, OURS);
  const address = `file:///repository/.github/workflows/${documents++}.yml`;
  const document = TextDocument.create(address, "yaml", 1, known);
  const found = await validate(document, service);
  return [...unhandled.splice(0), ...found.map(({ range, message }) => `${range.start.line + 1}: ${message}`)];
}
