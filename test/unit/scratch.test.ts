import { test } from "vitest";
import { SharedExplorer } from "./shared-explore.ts";
const ELASTIC = { min: 1, desired: 2, max: 4 };
test("x", () => {
  const ex = new SharedExplorer({ fleet: "paired", capacity: { min: 1, desired: 3, max: 3 }, runs: ["deploy A", "shift 30", "shift 0", "shift 100", "promote", "rollback", "teardown"], ailing: false, rollouts: 1 });
  try { console.log(ex.exhaust(3000)); } catch (e) { console.log(String(e).slice(0, 600)); }
  for (const [k, l] of ex.broken) console.log(k, l.slice(0, 3));
}, 60000);
