// What the name of a file says of its content: a hint where the content itself names no guest.
import type { Output } from "./output.ts";

/** How a guest is seen whose name only a file's name tells: the weakest evidence there is. */
export const BY_FILE_NAME = "file name";

/** Words that tell what or when a file records, never whose it is. */
const NOT_A_GUEST: ReadonlySet<string> = new Set(
  "after all before begin beginning end event events first head host last log logs middle monitor series start".split(
    " ",
  ),
);

/** Whether a word of a name tells a moment of the recording. */
export const tellsMoment = (word: string): boolean => NOT_A_GUEST.has(word.toLowerCase());

const baseOf = (name: string): string => name.split(/[/\\]/).at(-1) ?? "";

/** What the name of a snapshot tells: `snap-idle-A.maps.txt` is the map of A when it was idle. */
export interface SnapshotName {
  readonly label: string;
  readonly guest: string;
  readonly kind: string;
}

export function snapshotName(name: string): SnapshotName | null {
  const [, label, guest, kind] = /^snap-(.+)-([^-.]+)\.([a-z_]+)(?:\.[A-Za-z]+)?$/.exec(baseOf(name)) ?? [];
  return label === undefined || guest === undefined || kind === undefined ? null : { label, guest, kind };
}

/** NAME of `maps-NAME.txt`, `mtree-NAME.txt`, `qom-NAME.txt`, `snap-LABEL-NAME.maps.txt`; null for other names. */
export function guestOfFile(name: string, kinds: readonly string[]): string | null {
  const snapshot = snapshotName(name);
  if (snapshot && kinds.includes(snapshot.kind)) return snapshot.guest;
  const [, kind, guest] = /^([A-Za-z_]+)-(.+?)\.[A-Za-z]+$/.exec(baseOf(name)) ?? [];
  if (kind === undefined || guest === undefined || !kinds.includes(kind)) return null;
  return tellsMoment(guest) ? null : guest;
}

/** Tells that the name which a source's rows carry is only that of its file. */
export function seenByFileName(output: Output, name: string | null): void {
  if (name !== null) output.seen({ t: null, name, how: BY_FILE_NAME });
}
