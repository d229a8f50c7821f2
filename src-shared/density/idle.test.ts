import { describe, expect, it } from "vitest";
import { answerDensity } from "./answer.ts";
import { parseScenario } from "./scenario.ts";
import { makeHost } from "./testing/host.ts";

const PAGE = 4096;
const host = makeHost({ guests: 4, pages: 400, seed: 9 });
const ask = (mechanisms: readonly object[]) => {
  const scenario = {
    host: { memory_bytes: 20_000 * PAGE },
    guests: [{ kind: "profile", profile: "*" }],
    mechanisms: [{ id: "dedup" }, ...mechanisms],
    replications: { outer: 10, inner: 10 },
    horizon_s: 60,
  };
  return answerDensity(parseScenario(scenario, null), host, { engineVersion: "test" });
};

describe("a mechanism that has nothing to work with", () => {
  it.each([
    [{ id: "tmem", pool_pages: 0 }],
    [{ id: "overcommit", swap_bytes: 0, zswap_bytes: 0 }],
    [{ id: "tiering" }],
  ])("answers for captured guests as if it were not there: %j", async (idle) => {
    const [without, beside] = [await ask([]), await ask([idle])];
    expect(beside.n).toEqual(without.n);
    expect(beside.curve).toEqual(without.curve);
    expect(beside.binding).toEqual(without.binding);
  });
});
