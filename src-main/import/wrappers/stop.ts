// Ends the unpacking of a wrapper at a place that is missing or makes no sense.
import type { ByteReader } from "./byte-reader.ts";
import { type Damage, damagedWrapper, truncatedWrapper } from "./damage.ts";

/** Thrown inside an unpacker only; what came before is kept. */
export class Stop extends Error {
  readonly damage: Damage;
  constructor(damage: Damage) {
    super(damage.complaint.code);
    this.damage = damage;
  }
}

export interface Stops {
  readonly cut: (reader: ByteReader) => Stop;
  readonly bad: (reader: ByteReader, expected: string) => Stop;
  /** As `reader.take`, but the end of the file stops. */
  readonly taken: (reader: ByteReader, length: number) => Promise<Uint8Array>;
}

/** The stops of one kind of wrapper, `zstd` or `gzip`. */
export function stopsOf(kind: string): Stops {
  const cut = (reader: ByteReader): Stop => new Stop(truncatedWrapper(kind, reader.offset()));
  return {
    cut,
    bad: (reader, expected) => new Stop(damagedWrapper(kind, reader.offset(), expected)),
    async taken(reader, length) {
      const bytes = await reader.take(length);
      if (!bytes) throw cut(reader);
      return bytes;
    },
  };
}

/** Gives what an unpacker gives until it stops; then tells `report`. */
export async function* untilStop(
  pieces: AsyncGenerator<Uint8Array, void>,
  report: (damage: Damage) => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* pieces;
  } catch (thrown) {
    if (!(thrown instanceof Stop)) throw thrown;
    report(thrown.damage);
  }
}

/** Little-endian number of up to 4 bytes, or of more below 2^53. */
export function little(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] as number);
  return value;
}
