/**
 * Composition root: inputs → platform → step → report. The only file that knows all rooms. `dist/post.js` comes here
 * too, after it has said so; most of the time it has nothing to do, and then nothing is loaded.
 */
const undo = process.env.STATE_undo ?? "";
if (process.env.DELIVERY_ENTRY !== "post") {
  const { main } = await import("./action/main.ts");
  await main();
} else if (undo !== "") {
  const { post } = await import("./action/main.ts");
  await post(undo);
}
