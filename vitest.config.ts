import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two cores are what CI has: most of an end-to-end test is waiting, so that fewer files at once leave them idle.
    maxWorkers: 5,
    // Limits against hanging alone: a busy machine must not reach them.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
