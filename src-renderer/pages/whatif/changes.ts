// What has been changed since a scenario was saved: places, one for each value.
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";

/** Places whose values differ; a guest or mechanism that came or went is one change. */
export function changesBetween(saved: Scenario, now: Scenario): string[] {
  const { guests: savedGuests, mechanisms: savedMechanisms, $schema: _saved, ...savedRest } = saved;
  const { guests, mechanisms, $schema: _now, ...rest } = now;
  const byId = (list: Scenario["mechanisms"]): Record<string, unknown> =>
    Object.fromEntries(list.map((entry) => ["id" in entry ? entry.id : entry.system, entry]));
  return [
    ...leaves(savedRest, rest, ""),
    ...guestChanges(savedGuests, guests),
    ...entryChanges(byId(savedMechanisms), byId(mechanisms), "mechanisms."),
  ];
}

/** Guests are compared by who they are, so that one that leaves does not change all that follow. */
function guestChanges(saved: Scenario["guests"], now: Scenario["guests"]): string[] {
  const places: string[] = [];
  const left = saved.map((guest, i) => ({ guest, i }));
  const unknown: number[] = [];
  for (const [i, guest] of now.entries()) {
    const at = left.findIndex((one) => sameGuest(one.guest, guest, one.i === i));
    if (at < 0) {
      unknown.push(i);
      continue;
    }
    const [was] = left.splice(at, 1);
    places.push(...leaves(was!.guest, guest, `guests[${i}]`));
  }
  return [...places, ...unknown.map((i) => `guests[${i}]`), ...left.map(({ i }) => `guests.gone[${i}]`)];
}

function sameGuest(a: Scenario["guests"][number], b: Scenario["guests"][number], samePlace: boolean): boolean {
  if (a.kind !== b.kind) return false;
  return a.kind === "profile" && b.kind === "profile"
    ? a.profile === b.profile
    : samePlace || (a.name !== undefined && a.name === b.name);
}

function entryChanges(saved: Record<string, unknown>, now: Record<string, unknown>, at: string): string[] {
  return [...new Set([...Object.keys(saved), ...Object.keys(now)])].flatMap((key) =>
    key in saved && key in now ? leaves(saved[key], now[key], `${at}${key}`) : [`${at}${key}`],
  );
}

function leaves(saved: unknown, now: unknown, at: string): string[] {
  if (saved === now) return [];
  const objects = isPlain(saved) && isPlain(now);
  if (!objects) return JSON.stringify(saved ?? null) === JSON.stringify(now ?? null) ? [] : [at];
  return [...new Set([...Object.keys(saved), ...Object.keys(now)])].flatMap((key) =>
    leaves(saved[key], now[key], at === "" ? key : `${at}.${key}`),
  );
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
