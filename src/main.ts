/**
 * Composition root: inputs → platform → step → report. The only file that knows all rooms. The same file is the `post`
 * entry, which most of the time has nothing to do and then loads nothing.
 */
if (process.env.STATE_phase === undefined) {
  const { main } = await import("./action/main.ts");
  await main();
} else if (process.env.STATE_undo !== undefined && process.env.STATE_undo !== "") {
  const { post } = await import("./action/main.ts");
  await post(process.env.STATE_undo);
}
