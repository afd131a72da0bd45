/** Ends at once. */
export async function start() {
  process.exit(1);
}
