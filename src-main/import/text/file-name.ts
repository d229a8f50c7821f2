// What the name of a file says of its content: a hint where the content itself names no guest.

/** NAME of `maps-NAME.txt`, `mtree-NAME.txt`, `qom-NAME.txt` and the like; null for other names. */
export function guestOfFile(name: string, kinds: readonly string[]): string | null {
  const base = name.split(/[/\\]/).at(-1) ?? "";
  const found = /^([A-Za-z_]+)-(.+?)\.[A-Za-z]+$/.exec(base);
  return found && kinds.includes(found[1] as string) ? (found[2] as string) : null;
}
