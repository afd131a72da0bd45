/**
 * Preloaded with `--require`: leaves the process's peak resident memory in KiB in the file that PEAK_FILE names.
 * VmHWM is this program's alone; what getrusage calls maxRSS also counts what the parent had before exec.
 */
const { readFileSync, writeFileSync } = require("node:fs");

process.on("exit", () => {
  const file = process.env.PEAK_FILE;
  if (file === undefined) return;
  let peak = process.resourceUsage().maxRSS;
  try {
    peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    // No /proc here: maxRSS is the next best thing.
  }
  writeFileSync(file, String(peak));
});
