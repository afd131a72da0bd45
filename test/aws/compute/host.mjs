/**
 * What runs an image's app: one process for one instance, or for all instances of a shared image. Told over IPC which
 * instances to start, to change and to stop; ends with its parent.
 */
const { start } = await import(process.argv[2]);
const running = new Map();

process.on("message", async ({ start: instance, change, stop, env, behaviour }) => {
  if (change !== undefined) running.get(change)?.behave?.(behaviour);
  else if (instance !== undefined) {
    const app = await start(env);
    app.behave?.(behaviour);
    running.set(instance, app);
    process.send({ started: instance, port: app.port });
  } else {
    await running.get(stop)?.stop();
    running.delete(stop);
    process.send({ stopped: stop });
  }
});
process.on("disconnect", () => process.exit(0));
process.send({ ready: true });
