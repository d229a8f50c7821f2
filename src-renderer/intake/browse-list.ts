// The list of a folder in the window's own file dialog: filter, order, and what keys and clicks choose.
import type { BrowseReply } from "../../src-shared/protocol/window-replies.ts";

export type Entry = BrowseReply["entries"][number];

export interface Order {
  readonly by: "name" | "size" | "time";
  readonly descending: boolean;
}

const naturally = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
const RANK: Readonly<Record<Entry["kind"], number>> = { folder: 0, project: 1, file: 2 };

/** Entries whose name holds every word of the filter, in order; folders and projects stay before files. */
export function shownEntries(entries: readonly Entry[], filter: string, order: Order): readonly Entry[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const sign = order.descending ? -1 : 1;
  const value = (entry: Entry): number | null => (order.by === "size" ? entry.bytes : entry.modified_ms);
  return found.sort(
    (a, b) =>
      RANK[a.kind] - RANK[b.kind] ||
      (order.by === "name" ? sign * naturally(a.name, b.name) : sign * compare(value(a), value(b))) ||
      naturally(a.name, b.name) ||
      (a.name < b.name ? -1 : 1),
  );
}

const compare = (a: number | null, b: number | null): number => (a ?? -1) - (b ?? -1);

/** What is chosen in a list: paths, the one with the focus, and where a range began. */
export interface Choice {
  readonly chosen: ReadonlySet<string>;
  readonly focus: string | null;
  readonly anchor: string | null;
}

export const noChoice: Choice = { chosen: new Set(), focus: null, anchor: null };

interface Held {
  /** Shift: the range from where it began. */
  readonly range: boolean;
  /** Ctrl or Cmd: adds or takes away. */
  readonly toggle: boolean;
}

/** Only files can be taken together; folders and projects alone. */
export function chooseAt(entries: readonly Entry[], choice: Choice, path: string, held: Held, many: boolean): Choice {
  const entry = entries.find((one) => one.path === path);
  if (!entry) return choice;
  if (!many || entry.kind !== "file") return { chosen: new Set([path]), focus: path, anchor: path };
  const files = new Set(entries.filter(({ kind }) => kind === "file").map((one) => one.path));
  const kept = [...choice.chosen].filter((one) => files.has(one));
  if (held.range)
    return { chosen: rangeOf(entries, choice.anchor ?? path, path), focus: path, anchor: choice.anchor ?? path };
  if (!held.toggle) return { chosen: new Set([path]), focus: path, anchor: path };
  const chosen = new Set(kept);
  if (!chosen.delete(path)) chosen.add(path);
  return { chosen, focus: path, anchor: path };
}

function rangeOf(entries: readonly Entry[], from: string, to: string): ReadonlySet<string> {
  const [a, b] = [from, to].map((path) => entries.findIndex((one) => one.path === path)) as [number, number];
  const part = entries.slice(Math.max(0, Math.min(a, b)), Math.max(a, b) + 1);
  return new Set(part.filter(({ kind }) => kind === "file").map(({ path }) => path));
}

/** Moves by rows, to the ends, or to a page further; with Shift the range follows. */
export function moveChoice(entries: readonly Entry[], choice: Choice, by: number, held: Held, many: boolean): Choice {
  if (entries.length === 0) return noChoice;
  const at = entries.findIndex(({ path }) => path === choice.focus);
  // Without a focus the way begins outside of the list.
  const from = at >= 0 ? at : by > 0 ? -1 : entries.length;
  const next = Math.min(entries.length - 1, Math.max(0, from + by));
  const path = entries[next]?.path;
  return path === undefined ? choice : chooseAt(entries, choice, path, { ...held, toggle: false }, many);
}

/** Every file, for Ctrl+A. */
export function chooseAllFiles(entries: readonly Entry[], choice: Choice): Choice {
  const files = entries.filter(({ kind }) => kind === "file");
  const first = files[0]?.path ?? choice.focus;
  return { chosen: new Set(files.map(({ path }) => path)), focus: choice.focus ?? first, anchor: first };
}

/** The next entry whose name begins with what was typed, from the focus on and around the end. */
export function findTyped(entries: readonly Entry[], focus: string | null, typed: string): string | null {
  const begin = typed.toLowerCase();
  const at = entries.findIndex(({ path }) => path === focus);
  // A longer beginning may still fit the entry that has the focus; a first letter goes on to the next.
  const from = typed.length > 1 ? Math.max(0, at) : at + 1;
  for (let step = 0; step < entries.length; step++) {
    const entry = entries[(from + step) % entries.length];
    if (entry?.name.toLowerCase().startsWith(begin)) return entry.path;
  }
  return null;
}

/** What the dialog's button does with what is chosen, or why it cannot. */
interface Outcome {
  readonly words: string;
  readonly paths: readonly string[];
  readonly unavailable: string | null;
}

/** `folder`: the folder that is shown, which is taken where a folder is wanted and none is chosen. */
export function outcomeOf(
  wanted: "folder" | "files" | "project",
  folder: string,
  entries: readonly Entry[],
  { chosen }: Choice,
): Outcome {
  const taken = entries.filter(({ path }) => chosen.has(path));
  const paths = taken.map(({ path }) => path);
  const kind = taken[0]?.kind ?? null;
  if (kind === "project") return { words: "Open project", paths, unavailable: null };
  if (wanted === "project") return { words: "Open project", paths: [], unavailable: "choose a project" };
  if (kind === "folder") return { words: "Open folder", paths, unavailable: null };
  if (wanted === "folder") return { words: "Open this folder", paths: [folder], unavailable: null };
  const words = paths.length > 1 ? `Open ${paths.length} files` : "Open file";
  return { words, paths, unavailable: paths.length > 0 ? null : "choose a file" };
}
