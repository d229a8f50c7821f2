// Unit and property tests stand beside the code; tests of the whole program live in test/.
import { defineConfig } from "vitest/config";

/** Where the counts of a run go besides the terminal. */
const report = process.env.PLIMSOLL_UNIT_REPORT;

export default defineConfig({
  test: {
    ...(report ? { reporters: ["default", "json"], outputFile: { json: report } } : {}),
    include: ["src-{shared,main,renderer}/**/*.test.ts", "test/**/*.test.ts"],
    setupFiles: ["test/fixed-seed.ts"],
    globalSetup: ["test/build-once.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
