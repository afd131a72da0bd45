import { startLoad } from "../load.ts";

/**
 * Load from inside a machine's network, until standard input ends. Then a line of JSON tells how it went.
 *
 *   node load-main.ts URL
 */
const load = startLoad(process.argv[2] ?? "", [
  { name: "GET keep-alive", clients: 4, pause: 5 },
  { name: "POST keep-alive", clients: 4, pause: 5, method: "POST" },
  { name: "new connections", clients: 2, pause: 5, fresh: true },
]);
process.stdout.write("begun\n");
process.stdin.resume();
process.stdin.once("end", async () => {
  await load.stop();
  process.stdout.write(`${JSON.stringify({ answered: load.answered(), failures: load.failures() })}\n`);
});
