// Relations that must hold for any scenario (the model's metamorphic tests), on made-up and captured guests.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { DensityReply } from "../protocol/replies.ts";
import { DensityReply as DensityReplySchema } from "../protocol/replies.ts";
import { ask, PAGE } from "./testing/ask.ts";
import { makeHost } from "./testing/host.ts";

const host = makeHost({ guests: 3, pages: 1000, seed: 5 });

const overhead_bytes = fc.nat(50).map((pages) => pages * PAGE);
const weight = fc.constantFrom(1, 2, 3, 0.5);
const guest = fc.oneof(
  fc.record({
    kind: fc.constant("static"),
    ram_bytes: fc.integer({ min: PAGE, max: 900 * PAGE }),
    overhead_bytes,
    weight,
  }),
  fc.record({
    kind: fc.constant("synthetic"),
    content: fc.record({
      zero_pages: fc.nat(300),
      common_pages: fc.nat(300),
      unique_pages: fc.integer({ min: 1, max: 300 }),
    }),
    overhead_bytes,
    weight,
  }),
  fc.record({
    kind: fc.constant("onoff"),
    base_bytes: fc.integer({ min: PAGE, max: 300 * PAGE }),
    burst_bytes: fc.nat(500 * PAGE),
    p: fc.constantFrom(0, 0.1, 0.5),
    overhead_bytes,
    weight,
  }),
  fc.record({
    kind: fc.constant("pages"),
    pages: fc.tuple(
      fc.record({ same: fc.constant("lib"), count: fc.nat(90) }),
      fc.record({ unique: fc.integer({ min: 1, max: 90 }) }),
    ),
    weight,
  }),
  fc.record({ kind: fc.constant("profile"), profile: fc.constantFrom("*", "guest1"), weight }),
);
const dedup = fc.record({
  id: fc.constant("dedup"),
  max_page_sharing: fc.constantFrom(2, 16, 256),
  use_zero_pages: fc.constantFrom(0, 1),
});
const balloon = fc.record({ id: fc.constant("balloon"), target_bytes: fc.constantFrom(null, 200 * PAGE) });
const scenario = fc.record({
  host: fc.record({ memory_bytes: fc.integer({ min: 1, max: 8_000 * PAGE }), reserve_bytes: fc.nat(100 * PAGE) }),
  guests: fc.array(guest, { minLength: 1, maxLength: 3 }),
  mechanisms: fc.oneof(fc.constant([]), fc.tuple(dedup), fc.tuple(balloon), fc.tuple(dedup, balloon)) as fc.Arbitrary<
    object[]
  >,
  objective: fc.record({ confidence: fc.constantFrom(0.5, 0.9, 1) }),
  horizon_s: fc.constantFrom(1, 10),
  seed: fc.nat(1000),
  replications: fc.constant({ outer: 3, inner: 8 }),
});
type Written = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

const numRuns = 40;
/** Checks that a changed scenario answers as it must beside the unchanged one. */
const relation = (
  name: string,
  change: (written: Written) => Written | null,
  holds: (before: DensityReply, after: DensityReply) => void,
) =>
  test(name, async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (written) => {
        const changed = change(written);
        if (changed) holds(await ask(written, host), await ask(changed, host));
      }),
      { numRuns },
    );
  });

const atLeast = (before: DensityReply, after: DensityReply): void => {
  for (const q of ["p5", "p50", "p95"] as const) expect(after.n[q]).toBeGreaterThanOrEqual(before.n[q]);
};
const atMost = (before: DensityReply, after: DensityReply): void => atLeast(after, before);
const withHost = (written: Written, more: Partial<Written["host"]>): Written => ({
  ...written,
  host: { ...written.host, ...more },
});

relation(
  "more memory never lowers N*",
  (s) => withHost(s, { memory_bytes: s.host.memory_bytes + 777 * PAGE }),
  atLeast,
);
relation(
  "a larger reserve never raises N*",
  (s) => withHost(s, { reserve_bytes: s.host.reserve_bytes + 333 * PAGE }),
  atMost,
);
relation(
  "more overhead never raises N*",
  (s) => ({
    ...s,
    guests: s.guests.map((g) => ("overhead_bytes" in g ? { ...g, overhead_bytes: g.overhead_bytes + PAGE } : g)),
  }),
  atMost,
);
relation("more confidence never raises N*", (s) => ({ ...s, objective: { confidence: 1 } }), atMost);
relation(
  "a longer horizon never raises N* of bursts",
  (s) => (s.guests.every((g) => g.kind === "onoff") ? { ...s, horizon_s: 20 as 10 } : null),
  atMost,
);
relation("mechanisms never lower N*", (s) => ({ ...s, mechanisms: [] }), atMost);
relation(
  "a higher cap of sharing never lowers N*",
  (s) => ({
    ...s,
    mechanisms: s.mechanisms.map((m) => ("max_page_sharing" in m ? { ...m, max_page_sharing: 1000 } : m)),
  }),
  atLeast,
);
relation(
  "mapping zero pages to the host's never lowers N*",
  (s) => ({ ...s, mechanisms: s.mechanisms.map((m) => ("use_zero_pages" in m ? { ...m, use_zero_pages: 1 } : m)) }),
  atLeast,
);
relation(
  "dedup that does not run is no dedup",
  (s) => ({ ...s, mechanisms: [...s.mechanisms.filter((m) => !("use_zero_pages" in m)), { id: "dedup", run: 0 }] }),
  (before, after) =>
    before.mechanisms.some((m) => m.id === "dedup") ? undefined : expect(after.curve).toEqual(before.curve),
);
relation(
  "mechanisms in another order give the same numbers",
  (s) => ({ ...s, mechanisms: [...s.mechanisms].reverse() }),
  (before, after) => expect({ ...after, scenario: 0 }).toEqual({ ...before, scenario: 0 }),
);
test("sizes, memory and reserve doubled: the same N* for constant demand", async () => {
  const pages = fc.integer({ min: 1, max: 900 });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(9000),
      fc.nat(100),
      fc.array(fc.tuple(pages, fc.nat(50)), { minLength: 1, maxLength: 3 }),
      async (memory, reserve, sizes) => {
        const times = (k: number) =>
          ask({
            host: { memory_bytes: k * memory * PAGE, reserve_bytes: k * reserve * PAGE },
            guests: sizes.map(([ram, overhead]) => ({
              kind: "static",
              ram_bytes: k * ram * PAGE,
              overhead_bytes: k * overhead * PAGE,
            })),
          });
        expect((await times(2)).n).toEqual((await times(1)).n);
      },
    ),
    { numRuns },
  );
});

test("order of the guests does not matter where no shares are tied", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, fc.array(guest, { minLength: 3, maxLength: 3 }), async (written, three) => {
      const guests = three.map((g, i) => ({ ...g, weight: [7, 11, 13][i]! }));
      const a = await ask({ ...written, guests }, host);
      const b = await ask({ ...written, guests: [...guests].reverse() }, host);
      expect(b.n).toEqual(a.n);
      expect(b.curve.map((point) => point.p_fits)).toEqual(a.curve.map((point) => point.p_fits));
    }),
    { numRuns },
  );
});

test("every answer is whole: valid, in order, never rising, and its pages add up", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (written) => {
      const answer = await ask(written, host);
      expect(DensityReplySchema.safeParse(answer).error).toBeUndefined();
      expect(answer.n.p5 <= answer.n.p50 && answer.n.p50 <= answer.n.p95).toBe(true);
      expect(answer.curve.length).toBeGreaterThanOrEqual(20);
      expect(answer.curve.length).toBeLessThanOrEqual(60);
      for (let i = 1; i < answer.curve.length; i++) {
        expect(answer.curve[i]!.n).toBeGreaterThan(answer.curve[i - 1]!.n);
        expect(answer.curve[i]!.p_fits).toBeLessThanOrEqual(answer.curve[i - 1]!.p_fits);
      }
      expect(answer.binding.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
      const [ram, ...parts] = answer.waterfall.map(({ bytes }) => bytes);
      parts.pop();
      expect(parts.every((bytes) => Number.isInteger(bytes) && bytes >= 0)).toBe(true);
      expect(parts.reduce((sum, bytes) => sum + bytes, 0)).toBe(ram);
      expect(answer.provenance.every(({ sources }) => sources.length > 0)).toBe(true);
    }),
    { numRuns },
  );
});

test("another seed gives another answer to bursts, the same seed the same to the byte", async () => {
  const of = (seed: number) =>
    ask({
      host: { memory_bytes: 2500 * PAGE },
      guests: [{ kind: "onoff", base_bytes: 10 * PAGE, burst_bytes: 40 * PAGE, p: 0.1 }],
      horizon_s: 1,
      seed,
    });
  const [a, b, c] = [await of(1), await of(1), await of(2)];
  expect(JSON.stringify(b)).toBe(JSON.stringify(a));
  expect(c.digest).not.toBe(a.digest);
  expect(JSON.stringify(c.curve)).not.toBe(JSON.stringify(a.curve));
});

test("an untouched guest costs its overhead only", async () => {
  const { n } = await ask({
    host: { memory_bytes: 1000 * PAGE },
    guests: [{ kind: "pages", pages: [], overhead_bytes: 10 * PAGE }],
  });
  expect(n.p50).toBe(100);
});
