// Page faults as columns by epochs, and from them and the moves of sizes the resident pages of every guest.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import type { SizeMove, SizeStep } from "../../src-shared/profile/balloon.ts";
import { type GivenUp, type PhaseFaults, type ResidencyBand, residency } from "../../src-shared/profile/residency.ts";
import { byEpoch } from "../../src-shared/profile/series.ts";
import type { QueryClient } from "../store/contract.ts";
import { FAULTS_IN_RAM, faultsSql, MAPPED_RANGES, MOST_PHASE_ROWS } from "./faults-sql.ts";
import { type Epochs, epochOf, epochSql, type RecordedGuest } from "./recording.ts";
import { type GivingSpan, givingSpans, readMoves, SIZE_READINGS_SQL } from "./sizes.ts";
import { numberOf, rowsOf, runsUpTo, sqlList, textOf } from "./sql.ts";
import { readTouches, TOUCHES_AT_A_TIME } from "./touches.ts";

/** What the faults of one guest give. */
export interface GuestFaults {
  readonly faults: number;
  /** Distinct frames that faulted. */
  readonly footprint: number;
  /** Epoch of its first fault. */
  readonly firstEpoch: number;
  readonly firstTouches: Float64Array;
  readonly perEpoch: Float64Array;
  readonly resident: ResidencyBand;
  readonly moves: number;
}

/** Of all guests whose RAM is mapped; guests without a fault in it are left out. */
export interface Faults {
  readonly byGuest: ReadonlyMap<string, GuestFaults>;
  /** Counts the same again; where it would list thousands of moves, without telling phases apart. */
  readonly sql: string;
}

/** Hears how many touches of frames of how many were read. */
export type TellTouches = (touches: number, of: number) => void;

/** A guest with what it takes to read it. */
interface Load {
  readonly guest: RecordedGuest;
  readonly touches: number;
  readonly readings: number;
}

/** A reading of a size is held as a row, a move and its steps. */
const TOUCHES_PER_READING = 8;

/** Columns of epochs that are counted at a time. */
const MOST_COUNTS = 2 ** 19;

const stepColumn = (epochs: Epochs, steps: readonly SizeStep[]): Float64Array =>
  byEpoch(
    epochs.count,
    steps.map((s) => epochOf(epochs, s.ms)),
    steps.map((s) => Math.abs(s.pages)),
  );

/** Steps of one span by epochs. */
function givenUp(epochs: Epochs, { steps }: GivingSpan): GivenUp {
  const pages = new Map<number, number>();
  for (const step of steps) {
    const e = epochOf(epochs, step.ms);
    pages.set(e, (pages.get(e) ?? 0) + Math.abs(step.pages));
  }
  const epoch = [...pages.keys()].sort((a, b) => a - b);
  return { epoch, pages: epoch.map((e) => pages.get(e) as number) };
}

interface GuestInput {
  readonly perEpoch: Float64Array;
  readonly touches: PhaseFaults;
  readonly moves: readonly SizeMove[];
  readonly spans: readonly GivingSpan[];
  readonly merging: boolean;
}

function guestFaults(
  epochs: Epochs,
  guest: RecordedGuest,
  { perEpoch, touches, moves, spans, merging }: GuestInput,
): GuestFaults {
  const firstTouches = new Float64Array(epochs.count);
  for (let i = 0; i < touches.epoch.length; i++)
    if (touches.before[i]! < 0) firstTouches[touches.epoch[i]!]! += touches.frames[i]!;
  const input = {
    epochs: epochs.count,
    ramPages: guest.ramBytes === null ? Number.MAX_SAFE_INTEGER : Math.floor(guest.ramBytes / PAGE_BYTES),
    faults: touches,
    givenUp: spans.map((span) => givenUp(epochs, span)),
    givenBack: stepColumn(
      epochs,
      moves.filter((m) => m.pages < 0).flatMap((m) => m.steps),
    ),
    merging,
  };
  return {
    faults: perEpoch.reduce((a, b) => a + b, 0),
    footprint: firstTouches.reduce((a, b) => a + b, 0),
    firstEpoch: Math.max(
      0,
      perEpoch.findIndex((n) => n > 0),
    ),
    firstTouches,
    perEpoch,
    resident: residency(input),
    moves: moves.length,
  };
}

/** Numbers by guest. */
async function countsOf(query: QueryClient, sql: string): Promise<Map<string, number>> {
  return new Map((await rowsOf(query, sql)).map((row) => [textOf(row, "guest"), numberOf(row, "n")]));
}

async function loadsOf(query: QueryClient, guests: readonly RecordedGuest[]): Promise<Load[]> {
  const faults = await countsOf(query, `SELECT guest, count(*) AS n ${FAULTS_IN_RAM} GROUP BY guest`);
  const mapped = await countsOf(
    query,
    `SELECT guest, sum(bytes // ${PAGE_BYTES})::BIGINT AS n ${MAPPED_RANGES} GROUP BY guest`,
  );
  const readings = await countsOf(query, SIZE_READINGS_SQL);
  const byName = new Map([...guests].reverse().map((guest) => [guest.name, guest]));
  return guests
    .filter((guest) => byName.get(guest.name) === guest)
    .map((guest) => ({
      guest,
      touches: (faults.get(guest.name) ?? 0) + (mapped.get(guest.name) ?? 0),
      readings: readings.get(guest.name) ?? 0,
    }));
}

/** Faults of each guest by epochs. */
async function readPerEpoch(query: QueryClient, epochs: Epochs, loads: readonly Load[]) {
  const out = new Map<string, Float64Array>();
  for (const some of runsUpTo(loads, () => epochs.count, MOST_COUNTS)) {
    const names = sqlList(some.map(({ guest }) => guest.name));
    const sql = `SELECT guest, ${epochSql(epochs)} AS e, count(*) AS n FROM (SELECT guest, coalesce(t, 0) AS t ${FAULTS_IN_RAM}
      AND guest IN (${names})) GROUP BY ALL`;
    for (const { guest } of some) out.set(guest.name, new Float64Array(epochs.count));
    for await (const { rows, columns } of query.select(sql)) {
      const [guest, e, n] = columns.map(({ data }) => data) as [string[], BigInt64Array, BigInt64Array];
      for (let i = 0; i < rows; i++) (out.get(guest[i]!) as Float64Array)[Number(e[i])] = Number(n[i]);
    }
  }
  return out;
}

/** Spans as far as a text of SQL may list them. */
function createListing() {
  const spans = new Map<string, readonly GivingSpan[]>();
  let rows = 0;
  return {
    add(guest: string, own: readonly GivingSpan[]): void {
      rows += own.length === 0 ? 0 : 1 + 2 * own.length;
      if (rows <= MOST_PHASE_ROWS) spans.set(guest, own);
      else spans.clear();
    },
    sql: (epochs: Epochs): string => faultsSql(epochs, spans),
  };
}

/** Reads the faults of all guests, a few guests at a time. */
export async function readFaults(
  query: QueryClient,
  epochs: Epochs,
  guests: readonly RecordedGuest[],
  options: { readonly merging: boolean; readonly tell?: TellTouches | undefined },
): Promise<Faults> {
  const loads = await loadsOf(query, guests);
  const total = loads.reduce((sum, { touches }) => sum + touches, 0);
  let read = 0;
  const tell = (touches: number): void => {
    read += touches;
    options.tell?.(Math.round(read), total);
  };
  tell(0);
  const perEpoch = await readPerEpoch(
    query,
    epochs,
    loads.filter(({ touches }) => touches > 0),
  );
  const found = new Map<string, GuestFaults>();
  const listing = createListing();
  const weight = ({ touches, readings }: Load): number => touches + TOUCHES_PER_READING * readings;
  for (const some of runsUpTo(loads, weight, TOUCHES_AT_A_TIME)) {
    const moves = await readMoves(
      query,
      some.map(({ guest }) => guest),
    );
    const spans = new Map([...moves].map(([guest, list]) => [guest, givingSpans(list)]));
    for (const [guest, own] of spans) listing.add(guest, own);
    const touching = some
      .filter(({ touches }) => touches > 0)
      .map(({ guest, touches }) => ({ name: guest.name, guest, touches, spans: spans.get(guest.name) ?? [] }));
    for (const phased of [false, true]) {
      const alike = touching.filter((one) => one.spans.length > 0 === phased);
      if (alike.length === 0) continue;
      const touches = await readTouches(query, epochs, alike, tell);
      for (const [at, { name, guest, spans: own }] of alike.entries())
        found.set(
          name,
          guestFaults(epochs, guest, {
            perEpoch: perEpoch.get(name) as Float64Array,
            touches: touches[at] as PhaseFaults,
            moves: moves.get(name) ?? [],
            spans: own,
            merging: options.merging,
          }),
        );
    }
  }
  const byGuest = new Map<string, GuestFaults>();
  for (const { guest } of loads) {
    const own = found.get(guest.name);
    if (own) byGuest.set(guest.name, own);
  }
  return { byGuest, sql: listing.sql(epochs) };
}
