/**
 * Loaded before every script: the Node.js that runs them comes with `npm ci`, whatever runs npm. In JavaScript, because
 * the one that is told of may be too old for TypeScript.
 */
import { existsSync } from "node:fs";

const root = new URL("../../", import.meta.url);
const missing = !existsSync(new URL("node_modules/", root))
  ? "Nothing is installed yet: run `npm ci`."
  : !existsSync(new URL("node_modules/.bin/node", root))
    ? "Node.js 24 is missing from node_modules, because npm ran no install scripts: run `npm rebuild node --ignore-scripts=false`."
    : undefined;
if (missing !== undefined) {
  console.error(missing);
  process.exit(1);
}
