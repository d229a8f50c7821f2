import { expect, test } from "vitest";
import { ask } from "./testing/ask.ts";

const PAGE = 4096;
const alike = { kind: "synthetic", content: { zero_pages: 100, common_pages: 300, unique_pages: 50 } };

test("ESX's scanner and images need a frame for every content, however many guests hold it", async () => {
  const host = { memory_bytes: 100_000 * PAGE };
  // 300 common contents and the zero page stand once, 50 pages for each guest: (100 000 - 301) / 50.
  const shared = await ask({ host, guests: [alike], mechanisms: [{ id: "dedup", scanner: "esx" }] });
  expect(shared.n.p50).toBe(1993);
});

test("clones need their snapshot once and what is their own", async () => {
  // 40000 frames: 32256 once and 512 for each: 15 clones.
  const guests = [{ kind: "static", ram_bytes: 32_768 * PAGE }];
  const scenario = { host: { memory_bytes: 40_000 * PAGE }, guests, mechanisms: [{ id: "clone" }] };
  expect((await ask(scenario)).n.p50).toBe(15);
  const varying = [{ kind: "onoff", base_bytes: PAGE, burst_bytes: PAGE, p: 0.5 }];
  await expect(ask({ ...scenario, guests: varying })).rejects.toThrow(/demand varies/);
});

test("a disk with a queue and guests with curves keep fewer guests than one without", async () => {
  const guests = [
    {
      kind: "static",
      ram_bytes: 1000 * PAGE,
      references_per_s: 2000,
      curve: [
        [500, 0.5],
        [1000, 0.1],
      ],
    },
  ];
  const objective = { p99_slowdown: 1.2 };
  const scenario = {
    host: { memory_bytes: 10_000 * PAGE, swap_bytes: 20_000 * PAGE },
    guests,
    objective,
    horizon_s: 10,
  };
  const guestsWith = async (overcommit: object): Promise<number> =>
    (await ask({ ...scenario, mechanisms: [{ id: "overcommit", ...overcommit }] })).n.p50;
  const [free, queued] = [await guestsWith({}), await guestsWith({ kind: "swap" })];
  expect(free).toBeGreaterThan(10);
  expect(queued).toBeGreaterThanOrEqual(10);
  expect(queued).toBeLessThan(free);
});
