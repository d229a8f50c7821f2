// The map that GNU ld writes with -Map: which archive or object file each piece of a section came from.

/** Bytes of a library in one output section. */
export interface MapPiece {
  readonly library: string;
  readonly section: string;
  readonly bytes: number;
}

const OUTPUT = /^(\.[\w.$-]+)(?:\s|$)/;
const NAME_ALONE = /^ (\.?[\w.$*-]+)\s*$/;
const PIECE = /^ (?:(\.?[\w.$*-]+))?\s+0x([0-9a-fA-F]+)\s+0x([0-9a-fA-F]+)\s+(\S.*)$/;

/** `libc.a(printf.o)` and `libc.a` are libc, `build/app_main.o` is app_main. */
function libraryOf(file: string): string {
  const archive = /([^/\\()]+)\.(?:a|lib)(?:\([^)]*\))?$/.exec(file)?.[1];
  return archive ?? (file.split(/[/\\]/).at(-1) ?? file).replace(/\.(?:o|obj|ld\.o)$/, "");
}

/** Pieces in order of the map; discarded ones (address 0) and fillings are left out. No pieces: no such map. */
export function readLinkMap(text: string): MapPiece[] {
  const pieces: MapPiece[] = [];
  let section = "";
  let begun = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("Linker script and memory map")) begun = true;
    if (!begun) continue;
    const output = OUTPUT.exec(line)?.[1];
    if (output) {
      section = output;
      continue;
    }
    if (NAME_ALONE.test(line)) continue;
    const [, name, address, bytes, file] = PIECE.exec(line) ?? [];
    if (section === "" || bytes === undefined || file === undefined || name === "*fill*") continue;
    if (Number.parseInt(address!, 16) === 0 || Number.parseInt(bytes, 16) === 0) continue;
    pieces.push({ library: libraryOf(file.trim()), section, bytes: Number.parseInt(bytes, 16) });
  }
  return pieces;
}
