// Short ways to ask for an answer in tests.
import type { CapturedHost } from "../../profile/host.ts";
import type { DensityReply } from "../../protocol/replies.ts";
import { answerDensity } from "../answer.ts";
import { parseScenario } from "../scenario.ts";

export const PAGE = 4096;

/** The answer to a scenario written as a user would, on made-up or captured guests. */
export const ask = (scenario: object, host: CapturedHost | null = null): Promise<DensityReply> =>
  answerDensity(parseScenario(scenario, null), host, { engineVersion: "test" });

/** A scenario of one host in pages. */
export const onPages = (pages: number, guests: object[], more: object = {}): object => ({
  host: { memory_bytes: pages * PAGE },
  guests,
  ...more,
});

export const synthetic = (zero: number, common: number, unique: number, overhead: number): object => ({
  kind: "synthetic",
  content: { zero_pages: zero, common_pages: common, unique_pages: unique },
  overhead_bytes: overhead * PAGE,
});

export const onoff = (base: number, burst: number, p: number): object => ({
  kind: "onoff",
  base_bytes: base * PAGE,
  burst_bytes: burst * PAGE,
  p,
});
