import { test, vi } from "vitest";
import { nginxMissing } from "./engine.ts";

// Each starts a dozen processes, several of them Node: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const missing = nginxMissing();
if (missing !== undefined && process.env.CI === "true") throw new Error(missing);
if (missing !== undefined) console.warn(`Skipped: ${missing}`);

/** A test that needs a real nginx: skipped, with the reason, where there is none; in CI that is a failure. */
export const nginxTest: typeof test = missing === undefined ? test : (test.skip as typeof test);
