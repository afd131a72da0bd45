import { setFlagsFromString } from "node:v8";

/**
 * Composition root: inputs → platform → step → report. The only file that knows all rooms. `dist/post.js` comes here
 * too, after it has said so; most of the time it has nothing to do, and then nothing is loaded.
 */
const undo = process.env.STATE_undo ?? "";
if (process.env.DELIVERY_ENTRY !== "post") {
  // A step is over before a larger young generation would pay: keeping it small saves 5 MiB (`npm run bench`).
  setFlagsFromString("--semi-space-growth-factor=1");
  const { main } = await import("./action/main.ts");
  await main();
} else if (undo !== "") {
  const { post } = await import("./action/main.ts");
  await post(undo);
}
