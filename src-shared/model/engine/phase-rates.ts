// How the groups of a guest are used in the phase that its work is in: shares of accesses, references, accesses.
import { type Course, pagesOfPhase } from "./course.ts";
import type { Groups } from "./groups.ts";
import type { Guest } from "./guests.ts";
import { heatOf, usesOf } from "./heat-classes.ts";

/** By phase and group of the guest: shares of accesses; by phase: references a second. */
interface Table {
  readonly shares: Float64Array;
  readonly references: Float64Array;
  readonly groups: number;
}

export interface Rates {
  /** The guest that goes on now was in a phase for some time. */
  add(phase: number, ns: number): void;
  /** Its groups are used as in the phases since the last call, by the time in each. */
  settle(groups: Groups, guest: number): void;
  /** Whether the order of groups is no longer that of their use. */
  stale: boolean;
}

/** Rates of guests with courses; those whose phases say nothing of use keep what their groups began with. */
export function createRates(guests: readonly Guest[], courses: readonly (Course | null)[]): Rates {
  const tables = new Map<Guest, Table | null>();
  for (const [i, guest] of guests.entries()) {
    const course = courses[i] ?? null;
    if (!tables.has(guest)) tables.set(guest, course && tableOf(guest, course));
  }
  const phaseOf = new Int32Array(guests.length).fill(-1);
  const phases: number[] = [];
  const times: number[] = [];
  const rates: Rates = {
    stale: false,
    add: (phase, ns) => {
      phases.push(phase);
      times.push(ns);
    },
    settle: (groups, guest) => {
      const table = tables.get(guests[guest]!) ?? null;
      const one = phases.length === 1 ? phases[0]! : -1;
      if (table !== null && phases.length > 0 && (one < 0 || phaseOf[guest] !== one)) {
        mix(groups, guest, guests[guest]!, table, phases, times);
        phaseOf[guest] = one;
        rates.stale = true;
      }
      phases.length = times.length = 0;
    },
  };
  return rates;
}

function mix(
  groups: Groups,
  guest: number,
  { spec, pages }: Guest,
  table: Table,
  phases: readonly number[],
  times: readonly number[],
): void {
  const { accesses } = usesOf(spec, pages);
  const all = times.reduce((sum, ns) => sum + ns, 0);
  const first = groups.firstOf[guest]!;
  for (let g = 0; g < table.groups; g++) {
    let [share, references] = [0, 0];
    for (const [i, phase] of phases.entries()) {
      const part = (table.shares[phase * table.groups + g]! * times[i]!) / all;
      share += part;
      references += part * table.references[phase]!;
    }
    const size = groups.until[first + g]! - groups.from[first + g]!;
    groups.share[first + g] = share;
    groups.warmth[first + g] = size > 0 ? references / size : 0;
    groups.accesses[first + g] = size > 0 ? (accesses * share) / size : 0;
  }
}

/** Null where no phase says how pages are used. */
function tableOf(guest: Guest, { phases }: Course): Table | null {
  if (phases === null || phases.every(({ heat, touches_per_s }) => !heat && touches_per_s === undefined)) return null;
  const { references } = usesOf(guest.spec, guest.pages);
  const classes = heatOf(guest);
  const shares = new Float64Array(phases.length * classes.length);
  for (const [p, phase] of phases.entries()) {
    let from = 0;
    for (const [g, { pages, share }] of classes.entries()) {
      const own = guest.spec.heat?.length && !phase.heat ? share : null;
      shares[p * classes.length + g] = own ?? shareOf(phase.heat ?? [], pagesOfPhase(phase), from, from + pages);
      from += pages;
    }
  }
  return {
    shares,
    references: Float64Array.from(phases, ({ touches_per_s }) => touches_per_s ?? references),
    groups: classes.length,
  };
}

/** Share of accesses to the pages [from, to): of the classes they lie in, else even over the footprint. */
function shareOf(
  heat: readonly { readonly pages: number; readonly access_share: number }[],
  footprint: number,
  from: number,
  to: number,
): number {
  const within = (start: number, end: number): number => Math.max(0, Math.min(to, end) - Math.max(from, start));
  if (heat.length === 0) return footprint === 0 ? 0 : within(0, footprint) / footprint;
  let [start, share] = [0, 0];
  for (const { pages, access_share } of heat) {
    if (pages > 0) share += (access_share * within(start, start + pages)) / pages;
    start += pages;
  }
  return share;
}
