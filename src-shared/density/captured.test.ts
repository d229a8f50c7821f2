import { expect, test } from "vitest";
import { GIB } from "../base/units.ts";
import type { CapturedHost } from "../profile/host.ts";
import { capturedContents, capturedType, leaveOneOut, warmUpOf } from "./captured.ts";
import { balloonOf } from "./chosen.ts";
import { parseScenario } from "./scenario.ts";
import { ask, PAGE } from "./testing/ask.ts";
import { makeHost } from "./testing/host.ts";

const profile = (more: object = {}) => ({
  host: { memory_bytes: 20_000 * PAGE },
  guests: [{ kind: "profile", profile: "*" }],
  horizon_s: 100,
  replications: { outer: 12, inner: 10 },
  ...more,
});
const mechanisms = [{ id: "dedup" }, { id: "balloon" }];

const tiny = (change: Partial<CapturedHost["guests"][number]>): CapturedHost => ({
  ...makeHost({ guests: 1, pages: 100, seed: 1 }),
  patterns: null,
  guests: [
    {
      ...makeHost({ guests: 1, pages: 100, seed: 1 }).guests[0]!,
      ramPages: 100,
      residentPages: Float64Array.of(80, 80, 80, 80, 80, 80),
      freePages: Float64Array.of(50, 50, 60, 20, 60, 60),
      faults: null,
      ...change,
    },
  ],
});
const demandOf = (host: CapturedHost, balloon: object | null) => {
  const scenario = parseScenario({ ...profile(), mechanisms: balloon ? [{ id: "balloon", ...balloon }] : [] }, null);
  const setting = {
    epochSeconds: 1,
    dedup: null,
    balloon: balloonOf(scenario),
    domain: "",
    warmUp: 0,
    overheadPages: null,
  };
  const { demand } = capturedType(host, 0, setting);
  return demand.kind === "series" ? [...demand.pages] : demand;
};

test("a balloon leaves what the guest uses: 100 pages of RAM less the free ones", () => {
  expect(demandOf(tiny({}), {})).toEqual([50, 50, 40, 80, 40, 40]);
  expect(demandOf(tiny({}), null)).toEqual({ kind: "constant", pages: 80 });
});

test("a balloon's target holds where the guest uses less, and a target of all its RAM changes nothing", () => {
  expect(demandOf(tiny({}), { target_bytes: 45 * PAGE })).toEqual([50, 50, 45, 80, 45, 45]);
  expect(demandOf(tiny({}), { target_bytes: 100 * PAGE })).toEqual({ kind: "constant", pages: 80 });
});

test("a rate limit slows the taking down, not the giving back", () => {
  // Settled after one round at 30 + 10; a need of 80 pages empties the balloon, which then fills by 10 pages a second.
  expect(demandOf(tiny({}), { rate_bytes_per_s: 10 * PAGE })).toEqual([50, 50, 40, 80, 70, 60]);
});

test("without reports of free pages a balloon saves nothing, and the answer says what to record", async () => {
  const answer = await ask(profile({ mechanisms: [{ id: "balloon" }] }), tiny({ freePages: null }));
  expect(answer.mechanisms[0]).toMatchObject({ id: "balloon", saved_bytes_per_guest: { p5: 0, p50: 0, p95: 0 } });
  expect(answer.mechanisms[0]!.note).toContain("balloon statistics");
});

test("a pinned guest keeps all its RAM, whatever the mechanisms", async () => {
  const host = makeHost({ guests: 2, pages: 1000, seed: 1, change: (g) => ({ ...g, pinned: "VFIO device" }) });
  const answer = await ask(profile({ mechanisms }), host);
  expect(answer.n.p50).toBe(Math.floor(20_000 / (2000 + 100)));
  expect(answer.coverage.reasons.join()).toContain("VFIO device");
});

test("contents of two and more guests are shared, those of one are uncertain, the rest is unique", () => {
  const host: CapturedHost = {
    ...makeHost({ guests: 2, pages: 100, seed: 1 }),
    patterns: [
      { copies: [1, 2], contents: 10 },
      { copies: [3, 0], contents: 5 },
      { copies: [0, 1], contents: 7 },
    ],
  };
  expect(capturedContents(host, 0)).toEqual({
    zero: 20,
    shared: [{ key: "pattern 0", copies: 1, contents: 10 }],
    uncertain: [{ copies: 3, contents: 5 }],
    unique: 100 - 20 - 10 - 15,
  });
  // 10 of 15 contents of the first and 10 of 17 of the second are found in the other.
  expect(leaveOneOut(host)).toEqual({ low: 10 / 17, best: 20 / 32, high: 10 / 15 });
});

test("one captured guest: its own contents are not shared with copies of itself", async () => {
  const host = makeHost({
    guests: 1,
    pages: 1000,
    seed: 3,
    change: (g) => ({ ...g, residentPages: null, faults: null }),
  });
  const answer = await ask(profile({ mechanisms: [{ id: "dedup" }] }), host);
  // 1000 pages: 200 zero pages in ceil(200 N / 256) frames, 20 contents three times, 740 once; overhead 100.
  const fits = (N: number) => Math.ceil((200 * N) / 256) + N * (20 + 740 + 100) <= 20_000;
  expect([fits(answer.n.p50), fits(answer.n.p50 + 1)]).toEqual([true, false]);
  expect(answer.coverage.grade).toBe("D");
  expect(answer.coverage.reasons.join()).toContain("sharing between guests cannot be known");
});

test("the interval of sharing lies between none and all of the leave-one-out coverage", async () => {
  const host = makeHost({
    guests: 3,
    pages: 1000,
    seed: 3,
    change: (g) => ({ ...g, residentPages: null, faults: null }),
  });
  const { n, mechanisms: saved } = await ask(profile({ mechanisms: [{ id: "dedup" }] }), host);
  // The first guest has most of its own: 550 pages in 510 frames, the middle one least: 500 in 460. Of 760 contents
  // each, 250, 300 and 250 are found elsewhere. All of a slot's guests may be one of them.
  const coverage = 800 / 2280;
  expect(n.p5).toBeGreaterThanOrEqual(Math.floor((20_000 - 300) / (510 + 100 + 1)));
  expect(n.p95).toBeLessThanOrEqual(20_000 / (460 * (1 - coverage) + 100));
  expect(n.p5).toBeLessThan(n.p95);
  expect(saved[0]!.saved_bytes_per_guest.p95).toBeLessThan((1000 - 460 * (1 - coverage)) * PAGE);
});

test("growth at the start of a capture is left out and said", async () => {
  const grow = (length: number) => Float64Array.from({ length: 100 }, (_, e) => Math.min(1, e / length) * 1000);
  const host = (length: number) =>
    makeHost({ guests: 2, pages: 1000, seed: 3, change: (g) => ({ ...g, residentPages: grow(length), faults: null }) });
  expect(warmUpOf(host(20), [0, 1])).toEqual({ epochs: 20, toTheEnd: false });
  const settled = await ask(profile(), host(20));
  expect(settled.n).toEqual({ p5: 18, p50: 18, p95: 18 });
  const growing = await ask(profile(), host(100));
  expect(growing.coverage.reasons.join()).toContain("still growing");
});

test("slowdown is that of the recorded faults: 10 000 a second at 1.5 us lose 1.5 % of the time", async () => {
  const host = makeHost({
    guests: 2,
    pages: 1000,
    seed: 3,
    change: (g) => ({ ...g, faults: g.faults!.map(() => 10_000) }),
  });
  const { slowdown } = await ask(profile(), host);
  expect(slowdown.p99).toBeCloseTo(1 / (1 - 0.015), 12);
});

test("an overhead that nobody measured is drawn from its range, its value as the median", async () => {
  const change = (g: CapturedHost["guests"][number]) => ({
    ...g,
    overheadPages: 25_000,
    overheadBand: { low: 15_000, high: 40_000 },
    residentPages: null,
    faults: null,
  });
  const host = makeHost({ guests: 2, pages: 1000, seed: 3, change });
  const scenario = { ...profile({ replications: { outer: 200 } }), host: { memory_bytes: 1_000_000 * PAGE } };
  const { n, replications, assumptions } = await ask(scenario, host);
  expect(replications).toEqual({ outer: 200, inner: 1 });
  // 15 000 to 40 000 pages of QEMU (model 3.9): at a tenth of both halves 16 000 and 38 500.
  expect(Math.abs(n.p50 - 1_000_000 / 26_000)).toBeLessThan(2);
  expect(Math.abs(n.p5 - 1_000_000 / 39_500)).toBeLessThan(1.5);
  expect(Math.abs(n.p95 - 1_000_000 / 17_000)).toBeLessThan(3);
  expect(assumptions.map(({ id }) => id)).toContain("overhead.guest0");
  const given = { ...scenario, guests: [{ kind: "profile", profile: "*", overhead_bytes: 0 }] };
  expect((await ask(given, host)).n).toEqual({ p5: 1000, p50: 1000, p95: 1000 });
});

test("captured guests are graded by the worst column and never better than their captures", async () => {
  const host = makeHost({ guests: 3, pages: 1000, seed: 3 });
  expect((await ask(profile({ horizon_s: 10 }), host)).coverage.grade).toBe("C");
  expect((await ask(profile({ horizon_s: 200 }), host)).coverage.grade).toBe("D");
  const made = {
    ...profile(),
    guests: [
      { kind: "profile", profile: "*" },
      { kind: "static", ram_bytes: PAGE },
    ],
  };
  expect((await ask(made, host)).coverage.grade).toBe("E");
});

test("guests that are not there are named", async () => {
  const host = makeHost({ guests: 2, pages: 100, seed: 1 });
  const scenario = { ...profile(), guests: [{ kind: "profile", profile: "guest7" }] };
  await expect(ask(scenario, host)).rejects.toMatchObject({ report: { code: "scenario.unknown_guest", exit: 2 } });
  await expect(ask(scenario, null)).rejects.toMatchObject({ report: { code: "scenario.needs_project", exit: 2 } });
  const none = expect.stringContaining("of none in the project the memory size is known");
  await expect(ask(scenario, { ...host, guests: [] })).rejects.toMatchObject({ report: { what: none } });
});

test("work without an end is refused", async () => {
  const guests = [{ kind: "onoff", base_bytes: 0, burst_bytes: PAGE, p: 0.001 }];
  await expect(ask({ host: { memory_bytes: 1000 * GIB }, guests })).rejects.toMatchObject({
    report: { code: "scenario.too_large", exit: 2 },
  });
});
