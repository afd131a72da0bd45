/**
 * One execution environment: loads a handler once, then runs one event at a time. A thread with its own globals and
 * environment variables, so that `process.exit()`, an uncaught error or an endless loop ends it and nothing else.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

const [file, name] = workerData.handler.split(/\.(?=[^.]*$)/);
let handler;
try {
  const paths = [".mjs", ".cjs", ".js"].map((suffix) => join(workerData.directory, file + suffix));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path === undefined) throw named("Runtime.ImportModuleError", `Error: Cannot find module '${file}'`);
  const module = await import(pathToFileURL(path).href);
  handler = module[name] ?? module.default?.[name];
  if (typeof handler !== "function") {
    throw named("Runtime.HandlerNotFound", `${workerData.handler} is undefined or not exported`);
  }
  parentPort.on("message", run);
  parentPort.postMessage({ ready: true });
} catch (error) {
  parentPort.postMessage({ failed: describe(error) });
}

async function run({ event, context, deadline }) {
  try {
    const result = await call(JSON.parse(event), { ...context, getRemainingTimeInMillis: () => deadline - Date.now() });
    parentPort.postMessage({ payload: JSON.stringify(result === undefined ? null : result) });
  } catch (error) {
    parentPort.postMessage({ failed: describe(error) });
  }
}

/** A handler answers by its callback, or by the promise that it returns. */
function call(event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, result) => (error === null || error === undefined ? resolve(result) : reject(error));
    const returned = handler(event, context, callback);
    if (typeof returned?.then === "function") returned.then(resolve, reject);
  });
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split("\n") };
}
