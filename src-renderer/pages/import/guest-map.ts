// Editing the guest map: every change gives the whole new list of entries, and what of it is new can be taken back.
import { z } from "zod";
import { failure } from "../../../src-shared/base/errors.ts";
import { formatBytes } from "../../../src-shared/base/format.ts";
import type { Guest } from "../../../src-shared/protocol/replies.ts";
import { GuestMapEntry } from "../../../src-shared/protocol/requests.ts";
import type { GuestMapReply } from "../../../src-shared/protocol/window-replies.ts";
import { foundWords } from "./found-words.ts";

export type Entries = readonly GuestMapEntry[];
type Candidate = GuestMapReply["candidates"][number];

/** What a hand may say of a guest; null: as it was found. */
export interface GuestEdit {
  readonly name: string;
  readonly pid: number | null;
  readonly domid: number | null;
  readonly ramBytes: number | null;
}

/** A guest as the editor begins with it: what the user said before, else what was found. */
export function editOf(guest: Guest, entries: Entries): GuestEdit {
  const entry = entries.find((one) => one.guest === guest.name);
  return {
    name: guest.name,
    pid: entry?.pid ?? guest.pid,
    domid: entry?.domid ?? null,
    ramBytes: entry?.ram_bytes ?? null,
  };
}

/**
 * The map after a guest was changed; `guest` null adds one. A guest that is renamed is known by its process: without
 * one the old name would stay beside the new.
 */
export function withEdit(entries: Entries, guest: Guest | null, edit: GuestEdit): Entries {
  const old = guest && entries.find((entry) => entry.guest === guest.name);
  const fresh: GuestMapEntry = { guest: edit.name };
  if (edit.pid !== null) fresh.pid = edit.pid;
  if (edit.domid !== null) fresh.domid = edit.domid;
  if (edit.ramBytes !== null) fresh.ram_bytes = edit.ramBytes;
  if (old?.ram) fresh.ram = old.ram;
  return [...entries.filter((entry) => entry !== old && entry.guest !== edit.name), fresh];
}

/** Why an edit cannot be made; null: it can. */
export function editProblem(
  edit: GuestEdit,
  guest: Guest | null,
  guests: readonly Guest[],
  entries: Entries,
): { readonly field: "name" | "pid"; readonly what: string } | null {
  const others = guests.filter((one) => one !== guest);
  if (edit.name.trim() === "") return { field: "name", what: "a name is needed" };
  if (edit.name.length > 200) return { field: "name", what: "at most 200 characters" };
  if (others.some(({ name }) => name === edit.name)) return { field: "name", what: `there is a guest ${edit.name}` };
  if (guest && guest.name !== edit.name && edit.pid === null)
    return { field: "pid", what: "a guest without a process cannot be renamed: choose its process" };
  const rival = entries.find(
    (entry) => entry.pid !== undefined && entry.pid === edit.pid && entry.guest !== guest?.name,
  );
  return rival ? { field: "pid", what: `process ${edit.pid} is given to ${rival.guest}` } : null;
}

/** Takes what the user said of a guest back. */
export const withoutEdit = (entries: Entries, name: string): Entries => entries.filter(({ guest }) => guest !== name);

/** Entries of a file replace those of the guests that they name; the others stay. */
export function withFile(entries: Entries, file: Entries): Entries {
  const named = new Set(file.map(({ guest }) => guest));
  return [...entries.filter(({ guest }) => !named.has(guest)), ...file];
}

/** What one list has that another has not; an entry that was changed is in both. */
interface MapChange {
  readonly gone: Entries;
  readonly come: Entries;
}

export function changeBetween(before: Entries, after: Entries): MapChange {
  const texts = (list: Entries): Set<string> => new Set(list.map((entry) => JSON.stringify(entry)));
  const missing = (list: Entries, from: Set<string>): Entries =>
    list.filter((entry) => !from.has(JSON.stringify(entry)));
  return { gone: missing(before, texts(after)), come: missing(after, texts(before)) };
}

export const opposite = ({ gone, come }: MapChange): MapChange => ({ gone: come, come: gone });

/** The same change of another list: entries of guests that it does not name stay. */
export function withChange(entries: Entries, { gone, come }: MapChange): Entries {
  const named = new Set([...gone, ...come].map(({ guest }) => guest));
  return [...entries.filter(({ guest }) => !named.has(guest)), ...come];
}

/** A guest map file. Throws `guest_map.unreadable` or `guest_map.bad_value` with the place of the first fault. */
export function parseGuestMap(text: string, file: string): Entries {
  const where = { file };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    throw failure("guest_map.unreadable", `${file} is no JSON: ${thrown instanceof Error ? thrown.message : thrown}`, {
      where,
      expected: 'a list such as [{ "guest": "alpha", "pid": 81 }]',
    });
  }
  const parsed = z.array(GuestMapEntry).safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw failure("guest_map.bad_value", `${file} is wrong at ${issue?.path.join(".") || "its top"}: ${issue?.message}`, {
    where,
    expected: "entries with guest, and pid, domid, ram_bytes or ram where they are known",
    next: "docs/guest-map.md shows one",
  });
}

/** One choice of the list of processes. */
interface ProcessOption {
  readonly value: string;
  readonly title: string;
  readonly pid: number | null;
  readonly domid: number | null;
}

const keyOf = (pid: number | null, domid: number | null): string => `${pid ?? ""} ${domid ?? ""}`;
export const processKey = ({ pid, domid }: GuestEdit): string => keyOf(pid, domid);

/** What captures saw, those with a name first; and what the guest has now, where no capture saw it. */
export function processOptions(candidates: readonly Candidate[], edit: GuestEdit): readonly ProcessOption[] {
  const options = candidates
    .toSorted((a, b) => Number(b.name !== null) - Number(a.name !== null))
    .map(({ pid, domid, name, ram_bytes, how }): ProcessOption => {
      const parts = [
        pid === null ? `domain ${domid}` : `process ${pid}`,
        name,
        ram_bytes === null ? null : formatBytes(ram_bytes),
        `seen in ${foundWords(how)}`,
      ];
      return { value: keyOf(pid, domid), title: parts.filter(Boolean).join(", "), pid, domid };
    });
  const own = processKey(edit);
  const none: ProcessOption = { value: keyOf(null, null), title: "no process", pid: null, domid: null };
  if (own === none.value || options.some(({ value }) => value === own)) return [none, ...options];
  const title = edit.pid === null ? `domain ${edit.domid}` : `process ${edit.pid}`;
  return [none, { value: own, title: `${title}, seen in no capture`, pid: edit.pid, domid: edit.domid }, ...options];
}
