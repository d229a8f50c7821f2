import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulate } from "../../model/engine/simulate.ts";
import type { CapturedHost } from "../../profile/host.ts";
import type { CompareReply, CompareRow } from "../../protocol/compare-replies.ts";
import { engineInput } from "../engine-input.ts";
import { createPlan } from "../plan.ts";
import { parseScenario } from "../scenario.ts";
import { runHere } from "../task.ts";
import { onoff, onPages, PAGE, synthetic } from "../testing/ask.ts";
import { makeHost } from "../testing/host.ts";
import { compareSystems } from "./compare.ts";
import { pairedDifference } from "./paired.ts";
import { compareCsv } from "./words.ts";

function compare(scenario: object, host: CapturedHost | null = null): Promise<CompareReply> {
  return compareSystems({ scenario: parseScenario(scenario, null), sizes: {}, host, series: {} }, "test", {
    withRuns: (of, use) => use(runHere(createPlan(of, host, {}))),
    play: async (of, replication) => simulate(engineInput(of, host, {}), { replication }).summary,
  });
}

const row = ({ rows }: CompareReply, id: string): CompareRow => rows.find((one) => one.id === id)!;

describe("systems on one scenario", () => {
  it("stand beside static memory by arithmetic, and what the guests do not tell is said in words", async () => {
    const reply = await compare(onPages(1000, [{ kind: "static", ram_bytes: 100 * PAGE, overhead_bytes: 10 * PAGE }]));
    // 1000 / 110.
    expect(row(reply, "static").n).toEqual({ p5: 9, p50: 9, p95: 9 });
    for (const id of ["ksm", "balloon", "virtio-mem", "hotmem", "spacer", "tmem-greedy", "smartmem", "ucat"]) {
      const { n, needs, differences, timings } = row(reply, id);
      expect([id, n, differences, timings]).toEqual([id, null, [], []]);
      expect(needs.length).toBeGreaterThan(0);
    }
  });

  it("KSM's N* and its distance to memory as touched follow the closed form", async () => {
    // Frames of n guests: 300 + n (200 + 10); without merging n (500 + 10) of 10 000.
    const reply = await compare(onPages(10_000, [synthetic(0, 300, 200, 10)]));
    expect(row(reply, "touched").n?.p50).toBe(19);
    expect(row(reply, "ksm").n?.p50).toBe(46);
    expect(row(reply, "ksm").differences[0]).toMatchObject({
      id: "touched",
      n: { p5: 27, p50: 27, p95: 27, verdict: "more" },
    });
  });

  it("an alternative that equals its baseline differs by nothing in any replication: both see the same draws", async () => {
    const guests = [onoff(10, 30, 0.2)];
    const more = {
      horizon_s: 30,
      replications: { outer: 1, inner: 40 },
      alternatives: [{ name: "nothing", mechanisms: [], against: "touched" }],
    };
    const reply = await compare(onPages(2000, guests, more));
    expect(row(reply, "own-1").title).toBe("nothing");
    expect(row(reply, "own-1").n).toEqual(row(reply, "touched").n);
    expect(row(reply, "own-1").differences[0]!.n).toMatchObject({ p2_5: 0, p97_5: 0, verdict: "same" });
  });

  it("captured guests are drawn alike for all, so that a difference varies less than what it is made of", async () => {
    const host = makeHost({ guests: 6, pages: 400, seed: 3 });
    const scenario = onPages(20_000, [{ kind: "profile", profile: "*" }], {
      horizon_s: 20,
      replications: { outer: 20, inner: 10 },
    });
    const reply = await compare(scenario, host);
    const { differences, n } = row(reply, "balloon");
    const d = differences[0]!.n;
    expect(d.pairs).toBe(20);
    expect(d.p95 - d.p5).toBeLessThanOrEqual(n!.p95 - n!.p5 + 1);
    expect(row(reply, "meunik-like").differences.map(({ id }) => id)).toEqual(["static", "balloon"]);
    expect((await compare(scenario, host)).digest).toBe(reply.digest);
  });

  it("SmarTmem without steps takes the time that a static split takes", async () => {
    const guests = [
      { kind: "static", ram_bytes: 100 * PAGE, tmem_demand: [[1, 300]] },
      { kind: "static", ram_bytes: 100 * PAGE, tmem_demand: [[3, 300]] },
    ];
    const own = (name: string, mechanism: object): object => ({
      name,
      mechanisms: [mechanism],
      against: "tmem-greedy",
    });
    const reply = await compare(
      onPages(5000, guests, {
        horizon_s: 20,
        mechanisms: [{ id: "tmem", pool_pages: 400 }],
        alternatives: [
          own("no steps", { system: "smartmem", step: 0, pool_pages: 400 }),
          own("static split", { id: "tmem", policy: "static", pool_pages: 400 }),
        ],
      }),
    );
    const time = (id: string): number => row(reply, id).timings.find((one) => one.id === "run_time")!.value.p50;
    expect(time("own-1")).toBe(time("own-2"));
    // The scenario's own pool holds for the built-in rows: greedy gives the first guest all it wants.
    expect(row(reply, "tmem-greedy").mechanisms).toEqual([{ id: "tmem", policy: "greedy", pool_pages: 400 }]);
    expect(time("tmem-greedy")).toBeGreaterThan(20);
  });

  it("functions are counted under HotMem beside virtio-mem, and take less time to give memory back", async () => {
    const machine = {
      kind: "function",
      memory_bytes: 2 ** 28,
      touched_bytes: 2 ** 26,
      shared_bytes: 2 ** 24,
      boot_ms: 100,
      init_ms: 50,
      exec_ms: 20,
      arrivals: { at_ms: [0, 10, 9000, 20_000, 20_010] },
      concurrency: 4,
    };
    const reply = await compare({
      host: { memory_bytes: 2 ** 32 },
      guests: [machine],
      horizon_s: 40,
      mechanisms: [{ id: "hotplug", keep_alive_s: 3 }],
      replications: { outer: 2, inner: 2 },
    });
    expect(row(reply, "static").mechanisms).toEqual([{ id: "hotplug", variant: "static", keep_alive_s: 3 }]);
    const { n, timings, differences } = row(reply, "hotmem");
    expect(n!.p50).toBeGreaterThan(row(reply, "static").n!.p50);
    expect(differences[0]!.id).toBe("virtio-mem");
    // Published: no migration and no zeroing, so a reclaim is many times faster.
    expect(timings.find(({ id }) => id === "reclaim")!.differences[0]!.value.p95).toBeLessThan(0);
  });

  it("an own alternative held against something unknown is refused with what there is", async () => {
    const scenario = onPages(1000, [{ kind: "static", ram_bytes: PAGE }], {
      alternatives: [{ name: "x", mechanisms: [], against: "ksmm" }],
    });
    await expect(compare(scenario)).rejects.toMatchObject({ report: { code: "scenario.bad_value", exit: 2 } });
  });

  it("has a line of CSV for every row and baseline, each with all columns", async () => {
    const reply = await compare(onPages(10_000, [synthetic(0, 300, 200, 10)]));
    const lines = compareCsv(reply).trimEnd().split("\n");
    const baselines = reply.rows.reduce((sum, { against }) => sum + Math.max(1, against.length), 0);
    expect(lines).toHaveLength(1 + baselines);
    const columns = (line: string): number => line.replace(/"(?:[^"]|"")*"/g, "x").split(",").length;
    expect(new Set(lines.map(columns))).toEqual(new Set([columns(lines[0]!)]));
  });
});

describe("a paired difference", () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 });
  it("turns its sign with its sides, stays between its quantiles, and is nothing of a list and itself", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const length = Math.min(a.length, b.length);
        const [x, y] = [a.slice(0, length), b.slice(0, length)];
        const d = pairedDifference(x, y);
        expect(d.mean).toBeCloseTo(-pairedDifference(y, x).mean, 9);
        expect([d.p2_5, d.p5, d.p50, d.p95, d.p97_5]).toEqual(
          [d.p2_5, d.p5, d.p50, d.p95, d.p97_5].sort((p, q) => p - q),
        );
        expect(pairedDifference(x, x)).toMatchObject({ p2_5: 0, p97_5: 0, verdict: "same" });
      }),
    );
  });
});
