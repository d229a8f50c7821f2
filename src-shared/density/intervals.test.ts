// Intervals against worlds whose truth is known: guests drawn from one population, some captured, others put on the host one by one.
import { expect, test } from "vitest";
import { createStream, type Stream } from "../base/rng.ts";
import type { CapturedHost } from "../profile/host.ts";
import { ask, PAGE } from "./testing/ask.ts";
import { makeHost } from "./testing/host.ts";

const LIBRARY = 600;
const OVERHEAD = 20;

interface Drawn {
  readonly holds: Uint8Array;
  readonly common: number;
  readonly unique: number;
}

/** A population: contents of a library, each in a guest with its own chance, and pages that no other guest ever has. */
function population(stream: Stream): () => Drawn {
  const chance = Float64Array.from({ length: LIBRARY }, () => stream.next() ** 2);
  return () => {
    const holds = Uint8Array.from(chance, (p) => (stream.next() < p ? 1 : 0));
    return {
      holds,
      common: holds.reduce((sum, n) => sum + n, 0),
      unique: Math.round(100 + 120 * stream.next()),
    };
  };
}

function captured(guests: readonly Drawn[]): CapturedHost {
  const byHolders = new Map<string, { copies: number[]; contents: number }>();
  const add = (copies: number[], contents: number): void => {
    const known = byHolders.get(copies.join());
    if (known) known.contents += contents;
    else byHolders.set(copies.join(), { copies, contents });
  };
  for (let c = 0; c < LIBRARY; c++)
    add(
      guests.map(({ holds }) => holds[c]!),
      1,
    );
  for (const [g, { unique }] of guests.entries())
    add(
      guests.map((_, other) => (other === g ? 1 : 0)),
      unique,
    );
  const change = (guest: CapturedHost["guests"][number], g: number) => ({
    ...guest,
    overheadPages: OVERHEAD,
    residentPages: null,
    faults: null,
    zeroPages: 0,
    contentPages: guests[g]!.common + guests[g]!.unique,
  });
  return {
    ...makeHost({ guests: guests.length, pages: 1000, seed: 1, change }),
    patterns: [...byHolders.values()].filter(({ copies }) => copies.some((n) => n > 0)),
  };
}

/** Fresh guests that fit, every frame counted. */
function truth(next: () => Drawn, pages: number): number {
  const held = new Uint8Array(LIBRARY);
  let frames = 0;
  for (let n = 0; ; n++) {
    const guest = next();
    frames += guest.unique + OVERHEAD;
    for (let c = 0; c < LIBRARY; c++)
      if (guest.holds[c] === 1 && held[c] === 0) {
        held[c] = 1;
        frames++;
      }
    if (frames > pages) return n;
  }
}

test.each([3, 6, 12])("%i captured guests: the interval holds the guests that really fit", async (guests) => {
  const pages = 6000;
  let inside = 0;
  let tooMany = 0;
  let bias = 0;
  let width = 0;
  const worlds = 25;
  const hosts = 5;
  for (let w = 0; w < worlds; w++) {
    const next = population(createStream(w, { mechanism: 250 }));
    const host = captured(Array.from({ length: guests }, next));
    const { n } = await ask(
      {
        host: { memory_bytes: pages * PAGE },
        guests: [{ kind: "profile", profile: "*" }],
        mechanisms: [{ id: "dedup" }],
        seed: w,
        replications: { outer: 20 },
      },
      host,
    );
    width += (n.p95 - n.p5) / n.p50 / worlds;
    for (let h = 0; h < hosts; h++) {
      const fits = truth(next, pages);
      if (n.p5 <= fits && fits <= n.p95) inside++;
      if (fits < n.p5) tooMany++;
      bias += (n.p50 - fits) / fits / worlds / hosts;
    }
  }
  expect(inside / worlds / hosts).toBeGreaterThan(0.8);
  expect(tooMany / worlds / hosts).toBeLessThan(0.15);
  expect(Math.abs(bias)).toBeLessThan(0.12);
  expect(width).toBeLessThan(0.7);
});
