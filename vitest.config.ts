import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two cores are what CI has; with three files at once they are half idle: most of an end-to-end test is waiting.
    maxWorkers: 4,
    // Limits against hanging alone: a busy machine must not reach them.
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
