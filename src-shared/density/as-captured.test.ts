import { expect, it } from "vitest";
import { answerDensity } from "./answer.ts";
import { parseScenario } from "./scenario.ts";
import { makeHost } from "./testing/host.ts";

const MIB = 1048576;
const host = { ...makeHost({ guests: 2, pages: 100, seed: 1 }), unusableShare: 0.75 };
const half = { kind: "onoff", base_bytes: MIB, burst_bytes: 9 * MIB, p: 0 };
const ask = (hugepages: object) =>
  answerDensity(
    parseScenario(
      { host: { memory_bytes: 40 * MIB }, guests: [half], mechanisms: [{ id: "hugepages", ...hugepages }] },
      null,
    ),
    host,
    { engineVersion: "test" },
  );

// A guest uses 256 pages of a region of 512. Of the 256 more, a quarter finds a large frame on this host: 320 pages; without
// the captured share all would: 512 pages. 40 MiB are 10 240 pages.
it("huge pages are counted on memory as broken up as the host's was, and the answer says so", async () => {
  const reply = await ask({});
  expect(reply.n.p50).toBe(32);
  expect(reply.assumptions).toContainEqual(
    expect.objectContaining({ id: "hugepages.unusable_share", value: "0.7500", evidence: "measured" }),
  );
});

it("what the scenario says itself counts", async () => {
  const reply = await ask({ unusable_share: 0 });
  expect(reply.n.p50).toBe(20);
  expect(reply.assumptions).toContainEqual(
    expect.objectContaining({ id: "hugepages.unusable_share", evidence: "given" }),
  );
});
