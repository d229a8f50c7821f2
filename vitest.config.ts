// Unit and property tests stand beside the code; tests of the whole program live in test/.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src-shared/**/*.test.ts", "src-main/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["test/build-once.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
