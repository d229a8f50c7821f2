// Functions counted in an answer, held to hand computations of model 8.1 and systems section 2.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DensityReply } from "../protocol/replies.ts";
import { ask, PAGE } from "./testing/ask.ts";

/** A function of 30 shared pages whose instances touch 100 of 256 pages; a monitor takes 7. */
const called = (atMs: readonly number[], more: object = {}) => ({
  kind: "function",
  memory_bytes: 256 * PAGE,
  touched_bytes: 100 * PAGE,
  shared_bytes: 30 * PAGE,
  boot_ms: 100,
  init_ms: 200,
  exec_ms: 200,
  concurrency: 2,
  overhead_bytes: 7 * PAGE,
  arrivals: { at_ms: atMs },
  ...more,
});

const host = (pages: number, guest: object, hotplug: object, more: object = {}) => ({
  host: { memory_bytes: pages * PAGE },
  guests: [guest],
  mechanisms: [{ id: "hotplug", plug_ms: 40, block_bytes: 2 ** 21, ...hotplug }],
  horizon_s: 30,
  replications: { outer: 3, inner: 4 },
  ...more,
});

describe("functions on a host", () => {
  it.each([
    // Memory for both places from the start: 30 + 2 x 256 and the monitor.
    ["static", (pages: number) => Math.floor(pages / (30 + 512 + 7))],
    // All called at once: the last one still needs its whole part free, the others hold what they touch.
    ["hotmem", (pages: number) => Math.floor((pages - 156) / (30 + 100 + 7))],
    ["virtio-mem", (pages: number) => Math.floor((pages - 156) / (30 + 100 + 7))],
    // A machine an instance: no part need be free.
    ["one-to-one", (pages: number) => Math.floor(pages / (30 + 100 + 7))],
  ])("%s: as many fit as by hand when all are called at once", async (variant, byHand) => {
    for (const pages of [1000, 2749, 4096]) {
      const { n, binding, functions } = await ask(host(pages, called([1000]), { variant }));
      expect(n.p50).toBe(byHand(pages));
      expect(binding).toEqual([{ resource: "memory", share: 1 }]);
      expect(functions).toMatchObject({ variant, functions: n.p50, machines: n.p50, instances: { p50: n.p50 } });
    }
  });

  it("counts more where idle instances make room for others", async () => {
    // The second half of the calls comes when the first half is idle, and none is needed twice.
    const guests = [called([1000], { overhead_bytes: 0 }), called([10_000], { overhead_bytes: 0 })];
    const scenario = { ...host(1200, {}, { variant: "one-to-one", keep_alive_s: 600 }), guests };
    const { n, functions } = await ask(scenario);
    // 1200 pages hold nine machines of 130 at once: nine of each kind.
    expect(n.p50).toBe(18);
    expect(functions).toMatchObject({ functions: 18, machines: 9, instances: { p50: 9 }, waited_for_memory: 0 });
  });

  it("holds them to shares of cold starts and to the time of a call", async () => {
    const twice = called([1000, 6000]);
    const answer = (keep: number, objective: object) =>
      ask(host(2000, twice, { variant: "hotmem", keep_alive_s: keep }, { objective }));
    const ended = await answer(1, { cold_start_share: 0.5 });
    expect(ended.n.p95).toBe(0);
    expect(ended.binding).toEqual([{ resource: "cold start share", share: 1 }]);
    const kept = await answer(10, { cold_start_share: 0.5 });
    expect(kept.n.p50).toBe(Math.floor((2000 - 156) / 137));
    expect(kept.functions?.cold_start_share.p50).toBe(0.5);
    // Plug 40, start 300, run 200 ms.
    expect(kept.functions?.latency_ms?.p99.p50).toBe(540);
    const late = await answer(10, { invocation_p99_ms: 539 });
    expect([late.n.p95, late.binding[0]?.resource]).toEqual([0, "p99 of invocations"]);
    expect((await answer(10, { invocation_p99_ms: 540 })).n.p50).toBe(kept.n.p50);
  });

  it("tells memory over time and what a reclaim is made of", async () => {
    const { functions } = await ask(host(400, called([1000]), { variant: "virtio-mem", keep_alive_s: 5 }));
    expect(functions?.functions).toBe(1);
    const { migrate, zero, rest, mean, count } = functions!.reclaim_ms;
    expect(count).toBe(1);
    expect(migrate + zero + rest).toBeCloseTo(mean, 9);
    // Idle from 1.54 s for 5 s with 100 pages.
    expect(functions!.idle_gib_s.p50).toBeCloseTo((100 * 5 * PAGE) / 2 ** 30, 9);
  });

  it("gives a reply as the schema says, and none of it without functions", async () => {
    const { functions } = DensityReply.parse(await ask(host(400, called([1000]), { variant: "balloon" })));
    expect(functions?.variant).toBe("balloon");
    const plain = await ask(host(400, { kind: "static", ram_bytes: PAGE }, {}));
    expect("functions" in plain).toBe(false);
  });

  it("refuses functions of which nothing says how they get memory", async () => {
    await expect(ask({ ...host(400, called([1000]), {}), mechanisms: [] })).rejects.toMatchObject({
      report: { code: "scenario.needs_hotplug" },
    });
  });

  it("more memory never takes a guest away, plugged memory never fits fewer than static memory", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 600, max: 3000 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.nat(99),
        async (pages, more, seed) => {
          const guest = called([], { arrivals: { poisson_per_s: 0.1 } });
          const fits = async (memory: number, variant: string) =>
            (
              await ask(
                host(memory, guest, { variant, keep_alive_s: 5 }, { seed, replications: { outer: 1, inner: 4 } }),
              )
            ).n.p50;
          const [fewer, now] = [await fits(pages, "hotmem"), await fits(pages + more, "hotmem")];
          expect(now).toBeGreaterThanOrEqual(fewer);
          expect(fewer).toBeGreaterThanOrEqual(await fits(pages, "static"));
        },
      ),
      { numRuns: 10 },
    );
  });
});
