/** Runs, but never listens. */
export async function start() {
  setInterval(() => {}, 60_000);
  return { port: 0, stop: async () => {} };
}
