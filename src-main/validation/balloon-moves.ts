// Recorded moves of balloons: requests of a log, and the sizes that host and guest told before and after each.
import type { BalloonMove } from "../../src-shared/validation/recordings.ts";
import type { DetectedSource } from "../import/sources.ts";
import { numberAt, readSource, textAt } from "./read-source.ts";

interface Reading {
  readonly t: number;
  readonly bytes: number;
}

/** Sizes that a host tells of a balloon, and what a guest says that it has. */
const SIZE = /^(?:domstats\.balloon\.current|dommemstat\.actual|hmp\.balloon\.actual|qmp\.balloon\.actual)$/;
const IN_GUEST = /^(?:domstats\.balloon|dommemstat)\.available$/;

interface OfGuest {
  readonly requests: Reading[];
  /** By series. */
  readonly sizes: Map<string, Reading[]>;
  readonly inGuest: Map<string, Reading[]>;
}

/** Of the sources of a folder: each request and the last readings before it and before the next one. */
export async function readBalloonMoves(files: readonly DetectedSource[], signal: AbortSignal): Promise<BalloonMove[]> {
  const logs = files.filter(({ importer }) => importer.id === "events-csv");
  if (logs.length === 0) return [];
  const guests = new Map<string, OfGuest>();
  for (const file of logs) await readRequests(file, signal, guests);
  if (guests.size === 0) return [];
  for (const file of files)
    if (file.importer.id === "series" || file.importer.id === "qmp") await readSizes(file, signal, guests);
  return [...guests].flatMap(([guest, of]) => movesOf(guest, of));
}

async function readRequests(file: DetectedSource, signal: AbortSignal, guests: Map<string, OfGuest>): Promise<void> {
  await readSource(file, signal, (batch) => {
    if (batch.table !== "guest_event") return;
    for (let row = 0; row < batch.rows; row++) {
      const [bytes, t] = [numberAt(batch, "wanted_bytes", row), numberAt(batch, "t", row)];
      const guest = textAt(batch, "guest_name", row);
      // In a log of actions only requests to a balloon have a wanted size.
      if (guest === null || bytes === null || t === null) continue;
      const of: OfGuest = guests.get(guest) ?? { requests: [], sizes: new Map(), inGuest: new Map() };
      guests.set(guest, of);
      of.requests.push({ t, bytes });
    }
  });
}

async function readSizes(
  file: DetectedSource,
  signal: AbortSignal,
  guests: ReadonlyMap<string, OfGuest>,
): Promise<void> {
  const known = new Map<number, Reading[]>();
  await readSource(file, signal, (batch) => {
    for (let row = 0; row < batch.rows; row++) {
      if (batch.table === "series") {
        const name = textAt(batch, "name", row) ?? "";
        const of = guests.get(textAt(batch, "subject", row) ?? "");
        const into = SIZE.test(name) ? of?.sizes : IN_GUEST.test(name) ? of?.inGuest : undefined;
        if (!into) continue;
        const readings = into.get(name) ?? [];
        into.set(name, readings);
        known.set(numberAt(batch, "id", row)!, readings);
      } else if (batch.table === "counter") {
        const [t, bytes] = [numberAt(batch, "t", row), numberAt(batch, "value", row)];
        if (t !== null && bytes !== null) known.get(numberAt(batch, "series_id", row)!)?.push({ t, bytes });
      }
    }
  });
}

/** The readings of the source that has most, by time. */
const longest = (series: ReadonlyMap<string, Reading[]>): readonly Reading[] =>
  [...series.values()]
    .reduce<Reading[]>((best, one) => (one.length > best.length ? one : best), [])
    .sort((a, b) => a.t - b.t);

/** The last reading before a request at which the size stood still: a log may name a request after it took effect. */
const settledBefore = (size: readonly Reading[], t: number): Reading | undefined =>
  size.findLast((reading, i) => reading.t <= t && (i === 0 || size[i - 1]!.bytes === reading.bytes));

function movesOf(guest: string, { requests, sizes, inGuest }: OfGuest): BalloonMove[] {
  const [size, own] = [longest(sizes), longest(inGuest)];
  const ram = size.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  const inOrder = [...requests].sort((a, b) => a.t - b.t);
  return inOrder.flatMap(({ t, bytes: wanted }, i) => {
    const until = inOrder[i + 1]?.t ?? Number.POSITIVE_INFINITY;
    const lastAfter = (of: readonly Reading[]) => of.findLast((reading) => reading.t > t && reading.t < until);
    const [before, after] = [settledBefore(size, t), lastAfter(size)];
    if (!before || !after || before.bytes === wanted) return [];
    const [had, has] = [own.findLast((reading) => reading.t <= before.t), lastAfter(own)];
    const change = had && has ? has.bytes - had.bytes : null;
    return [{ guest, ram, from: before.bytes, wanted, reached: after.bytes, inGuest: change }];
  });
}
