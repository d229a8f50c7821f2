// Reads the feature sections of file mode, which stand behind the data.
import { type Features, noFeatures, takeFeature, wantedSections } from "./features.ts";
import type { FileHeader } from "./header.ts";

/** Bytes of the content; fewer than asked for at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

const ENTRY_BYTES = 16;

/** A section beyond this is not read: tracing data of all events of a kernel have some MiB. */
const MAX_SECTION = 1 << 26;

export interface Sections {
  readonly features: Features;
  /** False when the content ends before the last section does. */
  readonly whole: boolean;
  /** Sections that were not read because of their size. */
  readonly tooLarge: readonly number[];
}

/** `size` is that of the content where it is known: no more is asked for than there is. */
export async function readSections(
  header: FileHeader,
  little: boolean,
  readAt: ReadAt,
  size: number | null,
): Promise<Sections> {
  const features = noFeatures();
  const tooLarge: number[] = [];
  const tableAt = header.dataAt + header.dataSize;
  if (header.dataSize === 0 || !Number.isSafeInteger(tableAt)) return { features, whole: false, tooLarge };
  const tableBytes = header.sections.length * ENTRY_BYTES;
  const table = await readAt(tableAt, tableBytes);
  let whole = table.length === tableBytes;
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  for (const [i, section] of header.sections.entries()) {
    if ((i + 1) * ENTRY_BYTES > table.length) break;
    const offset = Number(view.getBigUint64(i * ENTRY_BYTES, little));
    const length = Number(view.getBigUint64(i * ENTRY_BYTES + 8, little));
    if (!Number.isSafeInteger(offset + length) || (size !== null && offset + length > size)) {
      whole = false;
      continue;
    }
    if (!wantedSections.has(section)) continue;
    if (length > MAX_SECTION) {
      tooLarge.push(section);
      continue;
    }
    const bytes = await readAt(offset, length);
    if (bytes.length < length) whole = false;
    else takeFeature(features, section, bytes, little);
  }
  return { features, whole, tooLarge };
}
