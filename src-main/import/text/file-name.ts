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

/** NAME of `maps-NAME.txt`, `mtree-NAME.txt`, `qom-NAME.txt` and the like; null for other names. */
export function guestOfFile(name: string, kinds: readonly string[]): string | null {
  const base = name.split(/[/\\]/).at(-1) ?? "";
  const [, kind, guest] = /^([A-Za-z_]+)-(.+?)\.[A-Za-z]+$/.exec(base) ?? [];
  if (kind === undefined || guest === undefined || !kinds.includes(kind)) return null;
  return NOT_A_GUEST.has(guest.toLowerCase()) ? null : guest;
}

/** Tells that the name which a source's rows carry is only that of its file. */
export function seenByFileName(output: Output, name: string | null): void {
  if (name !== null) output.seen({ t: null, name, how: BY_FILE_NAME });
}
