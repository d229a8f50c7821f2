// Long fuzzing by hand: `npm run fuzz`. FUZZ_RUNS mutations a format (default 10,000), FUZZ_SEED, FUZZ_FROM (first run).
import { defineConfig } from "vitest/config";

// biome-ignore lint/style/noDefaultExport: the test runner reads the default export.
export default defineConfig({
  test: {
    include: ["test/fuzz/**/*.fuzz.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 3_600_000,
  },
});
