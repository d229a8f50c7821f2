// Random small scenarios of the engine, with any mechanisms, for tests of laws.
import fc from "fast-check";
import type { EngineGuest, EngineMechanism, EngineScenario } from "../scenario.ts";

const PAGE = 4096;

/** A scenario of eight one-second epochs on a host of a million pages. */
export const scenarioOf = (
  guests: readonly EngineGuest[],
  mechanisms: readonly EngineMechanism[] = [],
  more: Partial<EngineScenario> = {},
): EngineScenario => ({
  host: { memory_bytes: 1e6 * PAGE, reserve_bytes: 0 },
  guests,
  mechanisms,
  epoch_s: 1,
  horizon_s: 8,
  seed: 1,
  ...more,
});

const clocks = ["work", "wall"] as const;
export const anyCurve = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 4 }).map((sizes) => {
  const shares = sizes.map((_, i) => 2 ** -(i + 1));
  shares[shares.length - 1]! *= 2;
  return sizes.map((pages, i) => ({ pages, access_share: shares[i]! }));
});
const anyPhase = fc.record(
  {
    work_s: fc.double({ min: 0.05, max: 6, noNaN: true }),
    pages: fc.nat(90),
    heat: anyCurve,
    touches_per_s: fc.double({ min: 0, max: 300, noNaN: true }),
    writes_per_s: fc.double({ min: 0, max: 40, noNaN: true }),
    contents: fc.array(fc.tuple(fc.constantFrom("0", "a", "b", "c"), fc.integer({ min: 1, max: 9 }))),
  },
  { requiredKeys: ["work_s", "pages"] },
);
/** Demand by phases of work. */
const anyWork = fc.record(
  {
    kind: fc.constant("work" as const),
    phases: fc.array(anyPhase, { minLength: 1, maxLength: 4 }),
    rounds: fc.integer({ min: 1, max: 3 }),
    arrives_epoch: fc.integer({ min: 1, max: 4 }),
    clock: fc.constantFrom(...clocks),
    busy_share: fc.double({ min: 0.1, max: 1, noNaN: true }),
  },
  { requiredKeys: ["kind", "phases"] },
);
/** A guest of any kind, small. */
const anyGuest = fc.oneof(
  fc.record({ kind: fc.constant("static" as const), ram_bytes: fc.integer({ min: 1, max: 300 * PAGE }) }),
  fc.record({
    kind: fc.constant("synthetic" as const),
    content: fc.record({ zero_pages: fc.nat(40), common_pages: fc.nat(80), unique_pages: fc.nat(80) }),
    overhead_bytes: fc.nat(9 * PAGE),
  }),
  fc.record({
    kind: fc.constant("onoff" as const),
    base_bytes: fc.nat(60 * PAGE),
    burst_bytes: fc.nat(60 * PAGE),
    p: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant("pages" as const),
    pages: fc.array(fc.tuple(fc.constantFrom("0", "a", "b", "c"), fc.integer({ min: 1, max: 9 })), { minLength: 1 }),
    arrives_epoch: fc.integer({ min: 1, max: 5 }),
    writes: fc.array(fc.tuple(fc.integer({ min: 1, max: 15 }), fc.constant(0), fc.constantFrom("!", "a", "0"))),
  }),
  fc.record(
    {
      kind: fc.constant("series" as const),
      demand_pages: fc.array(fc.nat(90), { minLength: 1, maxLength: 18 }),
      clock: fc.constantFrom(...clocks),
    },
    { requiredKeys: ["kind", "demand_pages"] },
  ),
  anyWork,
);
const anyMissCurve = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((steps) => {
    let [pages, ratio] = [0, 1];
    return steps.map(([more, share]) => {
      pages += more;
      ratio *= share;
      return [pages, ratio] as const;
    });
  });
/** How a guest uses its pages, and what it would keep outside itself. */
const anyUse = fc.record(
  {
    heat: anyCurve,
    accesses_per_s: fc.double({ min: 0, max: 1e7, noNaN: true }),
    objects: fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 40_000 }), count: fc.nat(30) }), { maxLength: 3 }),
    references_per_s: fc.double({ min: 0, max: 500, noNaN: true }),
    curve: anyMissCurve,
    tlb_misses_per_s: fc.double({ min: 0, max: 1e6, noNaN: true }),
    tmem_demand: fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(400)), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const anyDedup = fc.record({
  id: fc.constant("dedup" as const),
  scanner: fc.constantFrom("ksm" as const, "ksm" as const, "esx" as const),
  kernel: fc.constantFrom("6.1" as const, "6.12" as const),
  smart_scan: fc.constantFrom(0 as const, 1 as const),
  use_zero_pages: fc.constantFrom(0 as const, 1 as const),
  max_page_sharing: fc.constantFrom(2, 16, 256),
  pages_per_epoch: fc.constantFrom(undefined, 50, "pass" as const),
});
const anyBalloonInAllocator = fc.record({
  id: fc.constant("balloon" as const),
  mode: fc.constantFrom("allocator" as const, "mini-os" as const),
  high_pages: fc.integer({ min: 64, max: 120 }),
  emergency_pages: fc.nat(60),
  chunk_pages: fc.integer({ min: 1, max: 70 }),
});
const anyBalloon = fc.record({
  id: fc.constant("balloon" as const),
  target_bytes: fc.nat(200 * PAGE),
  rate_bytes_per_s: fc.option(fc.double({ min: 1, max: 90 * PAGE, noNaN: true })),
});
const anyControlledBalloon = fc.record(
  {
    id: fc.constant("balloon" as const),
    target_bytes: fc.nat(200 * PAGE),
    control: fc.constantFrom("idle-tax" as const, "mom" as const, "selfballoon" as const, undefined),
    driver: fc.constantFrom("virtio" as const, "xen" as const, undefined),
    interval_s: fc.integer({ min: 1, max: 4 }),
  },
  { requiredKeys: ["id", "target_bytes"] },
);
const anyOvercommit = fc.record({
  id: fc.constant("overcommit" as const),
  swap_bytes: fc.nat(1500 * PAGE),
  zswap_bytes: fc.nat(300 * PAGE),
  compression_ratio: fc.double({ min: 1, max: 8, noNaN: true }),
});
const anyKindOfOvercommit = fc.oneof(
  fc.record({
    id: fc.constant("overcommit" as const),
    kind: fc.constant("swap" as const),
    swap_bytes: fc.nat(1500 * PAGE),
    device_channels: fc.integer({ min: 1, max: 4 }),
    device_service: fc.constantFrom("fixed" as const, "exponential" as const),
  }),
  fc.record({
    id: fc.constant("overcommit" as const),
    kind: fc.constant("zswap" as const),
    swap_bytes: fc.nat(1500 * PAGE),
  }),
  fc.record({
    id: fc.constant("overcommit" as const),
    kind: fc.constant("zram" as const),
    zram_bytes: fc.nat(900 * PAGE),
    compression_ratio: fc.double({ min: 1, max: 8, noNaN: true }),
  }),
);
const anyTiering = fc.record({
  id: fc.constant("tiering" as const),
  policy: fc.constantFrom(
    "static" as const,
    "hot-first" as const,
    "hint-fault" as const,
    "tpp-like" as const,
    "memtis-like" as const,
    "damon-like" as const,
    "oracle" as const,
  ),
  bandwidth_bytes_per_s: fc.option(fc.nat(400 * PAGE), { nil: undefined }),
});
const anyTmem = fc.record({
  id: fc.constant("tmem" as const),
  policy: fc.constantFrom(
    "greedy" as const,
    "static" as const,
    "reconf-static" as const,
    "proportional" as const,
    "smart" as const,
  ),
  pool_pages: fc.nat(800),
  step: fc.double({ min: 0, max: 0.5, noNaN: true }),
  interval_epochs: fc.integer({ min: 1, max: 4 }),
  floor: fc.boolean(),
});
const anyHugepages = fc.record({
  id: fc.constant("hugepages" as const),
  host_leaf: fc.constantFrom("4k" as const, "2m" as const),
  whole_regions: fc.boolean(),
  unusable_share: fc.double({ min: 0, max: 1, noNaN: true }),
  tlb_entries: fc.integer({ min: 1, max: 600 }),
});
const anyEphemeral = fc.record({
  id: fc.constant("tmem" as const),
  kind: fc.constant("ephemeral" as const),
  quota: fc.constantFrom("literal" as const, "intended" as const),
  pool_pages: fc.nat(800),
});
const anyMechanisms = fc
  .tuple(
    fc.option(anyDedup),
    fc.option(fc.oneof(anyBalloon, anyBalloonInAllocator, anyControlledBalloon)),
    fc.option(fc.record({ id: fc.constant("reporting" as const), chunk_pages: fc.integer({ min: 1, max: 9 }) })),
    fc.option(
      fc.oneof(
        fc.constant({ id: "images" } as const),
        fc.record({
          id: fc.constant("clone" as const),
          dirty_bytes: fc.nat(60 * PAGE),
          copied_bytes: fc.nat(20 * PAGE),
        }),
      ),
    ),
    fc.option(fc.record({ id: fc.constant("pool" as const), target_bytes: fc.nat(200 * PAGE) })),
    fc.option(fc.record({ id: fc.constant("populate" as const), initial_bytes: fc.nat(50 * PAGE) })),
    fc.option(
      fc.record({ id: fc.constant("allocator" as const), kind: fc.constantFrom("osv" as const, "slab" as const) }),
    ),
    fc.option(anyHugepages),
    fc.option(fc.oneof(anyOvercommit, anyKindOfOvercommit)),
    fc.option(anyTiering),
    fc.option(fc.oneof(anyTmem, anyEphemeral)),
    fc.option(fc.constant({ id: "overhead", ept_leaf: "4k" } as const)),
  )
  .map((list) => list.filter((entry) => entry !== null));
/** Up to 20 guests over 15 epochs on a host of two tiers, often too small for them. */
export const anyScenario = fc
  .record({
    guests: fc.array(fc.tuple(anyGuest, anyUse, fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 5 }),
    mechanisms: anyMechanisms,
    fast: fc.integer({ min: 20, max: 3000 }),
    slow: fc.nat(2000),
    reserve: fc.nat(20),
    seed: fc.nat(),
  })
  .map((given) =>
    scenarioOf(
      given.guests.map(([guest, use, count]) => ({ ...guest, ...use, count })),
      given.mechanisms,
      {
        host: {
          memory_bytes: (given.fast + given.slow) * PAGE,
          reserve_bytes: given.reserve * PAGE,
          tiers: [
            { name: "fast", bytes: given.fast * PAGE },
            { name: "slow", bytes: given.slow * PAGE },
          ],
        },
        horizon_s: 15,
        seed: given.seed,
      },
    ),
  );
