// Which guest stands where in the hold: the guests of an answer one by one, in the order in which the mix grows.
import { createGrowth } from "./growth.ts";
import { wholeWeight } from "./scenario.ts";

/** What of a guest entry tells who it is; an answer carries its scenario as plain JSON. */
interface Entry {
  readonly kind?: string;
  readonly profile?: string;
  readonly weight?: number;
}

/**
 * For each of the first `count` guests the number that gives it its colour: captured guests as they stand in `captured`, entries
 * that are made up after them. Empty when the scenario has no guests.
 */
export function stowage(scenario: unknown, captured: readonly string[], count: number): number[] {
  const found = (scenario as { guests?: unknown } | null)?.guests;
  const entries = Array.isArray(found) ? (found as readonly Entry[]) : [];
  if (entries.length === 0) return [];
  const growth = createGrowth(entries.map(({ weight = 1 }) => wholeWeight(weight)));
  growth.extendTo(count);
  const present: (readonly [entry: number, ordinal: number])[] = [];
  for (let i = 0; i < (growth.from[count] ?? 0); i++) {
    const [entry, ordinal] = [growth.entry[i]!, growth.ordinal[i]!];
    if (ordinal >= 0) present.push([entry, ordinal]);
    else
      present.splice(
        present.findLastIndex(([one]) => one === entry),
        1,
      );
  }
  return present.map(([entry, ordinal]) => identity(entries[entry]!, entry, ordinal, captured));
}

function identity({ kind, profile }: Entry, entry: number, ordinal: number, captured: readonly string[]): number {
  if (kind === "profile" && profile === "*" && captured.length > 0) return ordinal % captured.length;
  const at = kind === "profile" ? captured.indexOf(profile ?? "") : -1;
  return at >= 0 ? at : captured.length + entry;
}

/** Guests that ran when the host was recorded, where the scenario is of their kinds; else 0. */
export function runningOf(scenario: unknown, captured: number): number {
  const guests = (scenario as { guests?: readonly Entry[] } | null)?.guests ?? [];
  return guests.some((guest) => guest.kind === "profile") ? captured : 0;
}
