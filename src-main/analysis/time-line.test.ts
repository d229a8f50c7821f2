import { afterEach, describe, expect, it } from "vitest";
import type { QueryClient, SqlValue } from "../store/contract.ts";
import { capture, handMade } from "./testing/project.ts";
import { msOf, nsOf, readTimeLine } from "./time-line.ts";

let client: QueryClient | null = null;
afterEach(() => client?.close());

async function timeLine(rows: readonly Record<string, SqlValue>[]) {
  client = await handMade({ capture: rows }, []);
  return readTimeLine(client);
}
const at = (id: number, first: bigint | null, last: bigint | null, wall = true) => ({
  ...capture(id, `c${id}`),
  first_t: first,
  last_t: last,
  t_wall: wall,
});
const NOON = 1_795_257_300_000_000_000n;

describe("the time line of a project", () => {
  it("starts with the first time of all captures and places each on it, to the nanosecond", async () => {
    const { startNs, endNs, wall, spans } = await timeLine([
      at(1, NOON + 5_000_001n, NOON + 2_000_000_000n),
      at(2, NOON, NOON + 1n),
      at(3, null, null),
    ]);
    expect([startNs, endNs, wall]).toEqual([NOON, NOON + 2_000_000_000n, true]);
    expect(spans).toEqual([
      { capture: 1, from_ms: 5.000001, to_ms: 2000 },
      { capture: 2, from_ms: 0, to_ms: 0.000001 },
      { capture: 3, from_ms: null, to_ms: null },
    ]);
  });

  it("leaves off captures whose clock nothing links to the wall clock", async () => {
    const { startNs, spans } = await timeLine([at(1, 2_400_000_000n, 2_500_000_000n, false), at(2, NOON, NOON + 7n)]);
    expect(startNs).toBe(NOON);
    expect(spans[0]).toEqual({ capture: 1, from_ms: null, to_ms: null });
  });

  it("takes those where there is no other, and says that it is no wall clock", async () => {
    const line = await timeLine([at(1, 2_400_000_000n, 2_500_000_000n, false)]);
    expect(line).toEqual({
      startNs: 2_400_000_000n,
      endNs: 2_500_000_000n,
      wall: false,
      spans: [{ capture: 1, from_ms: 0, to_ms: 100 }],
    });
  });

  it("has no start where nothing has a time", async () => {
    expect(await timeLine([at(1, null, null)])).toMatchObject({ startNs: null, endNs: null, wall: false });
  });
});

it("times go to milliseconds and back without losing a nanosecond in forty days", () => {
  const fortyDays = 40n * 86_400_000_000_000n;
  for (const ns of [NOON, NOON + 1n, NOON + 123_456_789_123n, NOON + fortyDays - 1n])
    expect(nsOf(msOf(ns, NOON), NOON)).toBe(ns);
});
