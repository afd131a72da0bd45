import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two cores are what CI has. Most of an end-to-end test is waiting, for claims, health checks and draining.
    maxWorkers: 3,
    // Limits against hanging alone: a busy machine must not reach them.
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
