// What pages remember of projects in the settings: each under a prefix and the project, for the projects used last.

type Stored = Readonly<Record<string, unknown>>;

const MOST_PROJECTS = 20;

export const asRecord = (value: unknown): Stored =>
  typeof value === "object" && value !== null ? (value as Stored) : {};

/** Settings without what belongs to projects beyond the twenty used last, by their `usedMs`. */
export function withoutOldest(pages: Stored, prefix: string): Stored {
  const used = (name: string): number => Number(asRecord(pages[name]).usedMs ?? 0);
  const old = Object.keys(pages)
    .filter((name) => name.startsWith(prefix))
    .sort((a, b) => used(b) - used(a))
    .slice(MOST_PROJECTS);
  return Object.fromEntries(Object.entries(pages).filter(([name]) => !old.includes(name)));
}
