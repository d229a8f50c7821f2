// Values of a unit as people read them: bytes in GiB, ns in ms, ns a second as a share of the time.
import { byteUnit, formatNumber, NOT_SEEN } from "../base/format.ts";
import { GIB, KIB, MIB } from "../base/units.ts";

export interface UnitScale {
  /** Value of the unit that stands for one of what is shown. */
  readonly per: number;
  /** What stands behind a number; empty for plain counts. */
  readonly name: string;
}

const BYTES: Readonly<Record<string, number>> = { bytes: 1, B: 1, KiB: KIB, MiB: MIB, GiB: GIB };
const NS: Readonly<Record<string, number>> = { ns: 1, µs: 1e3, us: 1e3, ms: 1e6, s: 1e9, seconds: 1e9 };

/** The scale on which values up to `greatest` are easy to read. */
export function unitScale(unit: string | null, greatest: number): UnitScale {
  if (unit === null || unit === "" || unit === "count") return { per: 1, name: "" };
  if (unit === "percent") return { per: 1, name: "%" };
  if (unit === "1/s") return { per: 1, name: "/s" };
  // Time spent for each second of time.
  if (unit === "ns/s") return { per: 1e7, name: "%" };
  const [base = "", ...rest] = unit.split("/");
  const after = rest.length > 0 ? `/${rest.join("/")}` : "";
  const bytes = BYTES[base];
  if (bytes !== undefined) {
    const scaled = byteUnit(greatest * bytes);
    return { per: scaled.bytes / bytes, name: scaled.name + after };
  }
  const ns = NS[base];
  if (ns !== undefined && after === "") {
    const size = Math.abs(greatest) * ns;
    const [name, one] = size >= 1e9 ? ["s", 1e9] : size >= 1e6 ? ["ms", 1e6] : size >= 1e3 ? ["µs", 1e3] : ["ns", 1];
    return { per: (one as number) / ns, name: name as string };
  }
  return { per: 1, name: unit };
}

/** A number on a scale, without its unit; three digits that count where it is no whole number. */
export function scaledText(value: number, { per }: UnitScale): string {
  if (Number.isNaN(value)) return NOT_SEEN;
  const shown = value / per;
  if (Number.isInteger(shown)) return formatNumber(shown);
  const size = Math.abs(shown);
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : Math.min(9, 2 - Math.floor(Math.log10(size)));
  return formatNumber(shown, decimals);
}

const GAP = "\u202f";

/** A number with the unit that suits it. */
export function unitText(
  value: number,
  unit: string | null,
  scale: UnitScale = unitScale(unit, Math.abs(value)),
): string {
  const number = scaledText(value, scale);
  return scale.name === "" || Number.isNaN(value) ? number : `${number}${GAP}${scale.name}`;
}
