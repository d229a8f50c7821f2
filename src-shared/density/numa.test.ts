// Guests on NUMA nodes, held to hand computations and to relations with the host of one node.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DensityReply } from "../protocol/replies.ts";
import { engineInput } from "./engine-input.ts";
import { parseScenario } from "./scenario.ts";
import { answerSize } from "./size.ts";
import { ask, onoff, PAGE, synthetic } from "./testing/ask.ts";

const still = (pages: number, more: object = {}) => ({
  kind: "static",
  ram_bytes: pages * PAGE,
  name: `of ${pages}`,
  ...more,
});
const host = (nodes: readonly number[], more: object = {}) => ({
  memory_bytes: nodes.reduce((sum, pages) => sum + pages, 0) * PAGE,
  numa: nodes.map((pages) => ({ bytes: pages * PAGE })),
  ...more,
});

describe("a host of several NUMA nodes", () => {
  it("a guest must fit a node: what is left on each is lost, unless guests are split", async () => {
    const n = async (numa: string | undefined, nodes: readonly number[] = [1000, 1000]) => {
      const { n: found, binding } = await ask({ host: host(nodes), guests: [still(350, numa ? { numa } : {})] });
      return [found.p50, binding[0]?.resource];
    };
    // Two on a node; without nodes 2000 / 350.
    expect(await n(undefined)).toEqual([4, "numa node"]);
    expect(await n("bind")).toEqual([4, "numa node"]);
    // 175 pages on each node: 1000 / 175; or 350 pages wherever they are: 1800 / 350.
    expect(await n("interleave")).toEqual([5, "memory"]);
    expect(await n("prefer", [1000, 800])).toEqual([5, "memory"]);
    expect(await n("bind", [1000, 800])).toEqual([4, "numa node"]);
    // 175 pages each on a node of 400: two.
    expect(await n("interleave", [1000, 400])).toEqual([2, "numa node"]);
    expect(await n("bind", [200, 200, 200])).toEqual([0, "numa node"]);
  });

  it("places the most demanding guests first and says in which order, on which node, with how much", async () => {
    const reply = await ask({ host: host([1000, 700]), guests: [still(200), still(500), still(300)] });
    // Two of each need 2000: five guests, 200 200 500 500 300 or fewer; 500 and 500, then 300 on the second, 200 on it.
    expect(reply.n.p50).toBe(5);
    expect(reply.numa).toEqual({
      nodes: [
        { bytes: 1000 * PAGE, guests: 2, most_bytes: 1000 * PAGE },
        { bytes: 700 * PAGE, guests: 3, most_bytes: 700 * PAGE },
      ],
      split: 0,
      order: [
        { guest: "of 500", numa: "bind", count: 2, bytes: 500 * PAGE },
        { guest: "of 300", numa: "bind", count: 1, bytes: 300 * PAGE },
        { guest: "of 200", numa: "bind", count: 2, bytes: 200 * PAGE },
      ],
    });
    expect(DensityReply.parse(reply).numa).toEqual(reply.numa);
  });

  it("reserve takes its share of every node", async () => {
    const answer = await ask({ host: host([1000, 1000], { reserve_bytes: 400 * PAGE }), guests: [still(100)] });
    expect(answer.n.p50).toBe(16);
    expect(answer.numa?.nodes.map(({ bytes }) => bytes / PAGE)).toEqual([800, 800]);
  });

  it("equal pages are merged within a node only, where the scanner is told so", async () => {
    const n = async (merge_across_nodes: number) =>
      (
        await ask({
          host: host([1000, 1000]),
          guests: [synthetic(0, 300, 40, 10)],
          mechanisms: [{ id: "dedup", merge_across_nodes }],
        })
      ).n.p50;
    // Once for all: 300 + 50 n of 2000. On each node: 300 + 50 n of 1000.
    expect(await n(1)).toBe(34);
    expect(await n(0)).toBe(28);
  });

  it("one node is no NUMA, and more nodes never fit more guests", async () => {
    const guests = fc.array(
      fc.oneof(
        fc
          .tuple(fc.integer({ min: 5, max: 200 }), fc.constantFrom("bind", "interleave", "prefer"))
          .map(([p, numa]) => still(p, { numa })),
        fc.constant(onoff(20, 60, 0.3)),
        fc.constant(synthetic(5, 60, 30, 3)),
      ),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(
        guests,
        fc.integer({ min: 1, max: 1500 }),
        fc.integer({ min: 1, max: 1500 }),
        fc.constantFrom(0, 1),
        async (mix, a, b, merge) => {
          const given = (nodes: readonly number[] | null) => ({
            host: nodes ? host(nodes) : { memory_bytes: (a + b) * PAGE },
            guests: mix,
            mechanisms: [{ id: "dedup", merge_across_nodes: merge }],
            objective: { confidence: 0.9 },
            horizon_s: 3,
            replications: { outer: 3, inner: 8 },
          });
          const plain = await ask(given(null));
          const one = await ask(given([a + b]));
          expect(one.digest).toBe(plain.digest);
          const two = await ask(given([a, b]));
          for (const at of ["p5", "p50", "p95"] as const) expect(two.n[at]).toBeLessThanOrEqual(plain.n[at]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("what is not counted with nodes is refused, and nodes must be the host's memory", async () => {
    const refused = { report: { code: "scenario.not_available" } };
    const swapped = {
      host: host([500, 500]),
      guests: [still(10)],
      mechanisms: [{ id: "overcommit", swap_bytes: PAGE }],
    };
    await expect(ask(swapped)).rejects.toMatchObject(refused);
    const plain = parseScenario({ host: host([500, 500]), guests: [still(10)] }, null);
    await expect(answerSize(plain, null, 3, {})).rejects.toMatchObject(refused);
    expect(() => engineInput(plain, null, {})).toThrow("more than one NUMA node is not simulated");
    await expect(
      (async () => ask({ host: { ...host([500, 500]), memory_bytes: PAGE }, guests: [still(10)] }))(),
    ).rejects.toMatchObject({ report: { code: "scenario.bad_value" } });
  });
});
