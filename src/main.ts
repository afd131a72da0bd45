/**
 * Composition root: inputs → platform → step → report. The only file that knows all rooms. `dist/post.js` comes here
 * too, after it has said so; most of the time it has nothing to do, and then nothing is loaded.
 */
const { STATE_undo: undo = "", STATE_open: open = "", "INPUT_JOB-STATUS": status = "" } = process.env;
if (process.env.DELIVERY_ENTRY !== "post") {
  const { main } = await import("./action/main.ts");
  await main();
} else if (undo !== "") {
  const { post } = await import("./action/post.ts");
  await post(undo);
} else if (open !== "" && (status === "failure" || status === "cancelled")) {
  const { jobFailed } = await import("./action/post.ts");
  await jobFailed(open);
}
