// Any data lane as a lane of the page: what is found by searching and can be added.
import { guestLook } from "../../ui/guest-look.ts";
import type { NamedLane } from "./lane-index.ts";
import { type LaneSpec, perSecond, plainMeasure, type Unit, wordsOf } from "./spec.ts";

/** The unit of a lane's values, and what makes its numbers those of the unit. */
export function unitOf({ kind, unit, counts }: Pick<NamedLane, "kind" | "unit" | "counts">): {
  readonly unit: Unit;
  readonly factor: number;
} {
  if (kind === "count") return { unit: { of: "count", word: counts ?? "", perSecond: true }, factor: 1 };
  // Time spent a second is a share of the time.
  const toPercent: Readonly<Record<string, number>> = { ns: 1e-7, us: 1e-4, ms: 0.1, s: 100 };
  const factor = kind === "rate" ? toPercent[unit] : undefined;
  if (factor !== undefined) return { unit: { of: "percent", word: "% of time", perSecond: false }, factor };
  const of = (["bytes", "pages", "percent", "count"] as const).find((one) => one === unit) ?? "other";
  const plain: Unit = { of, word: of === "count" ? "" : unit, perSecond: false };
  return { unit: kind === "rate" ? perSecond(plain) : plain, factor: 1 };
}

/** "meminfo.MemFree", "Pages unmapped", "kmem:mm_page_alloc": without the guest, whose group it stands in. */
export function titleOf({ title, guest, name, family }: NamedLane): string {
  if (guest === null) return title;
  const own = title.replace(` of ${guest}`, "");
  return own === "" ? name || family : own;
}

const SERIES: ReadonlySet<string> = new Set(["gauge", "rate"]);

export function plainLane(
  lane: NamedLane,
  {
    group,
    place,
    losses,
  }: { readonly group: string; readonly place: number | null; readonly losses: readonly number[] },
): LaneSpec {
  const { unit, factor } = unitOf(lane);
  const ink = place === null ? "--fg-2" : `--g-${guestLook(place).hue}`;
  const id = `lane/${lane.id}`;
  const title = titleOf(lane);
  const how =
    lane.kind === "gauge"
      ? `Readings of ${lane.name}; each holds until the next.`
      : lane.kind === "rate"
        ? `Rise of ${lane.name} between two readings over the time between them.`
        : "Recorded events in each bar's time.";
  return {
    id,
    group,
    form: "plain",
    title,
    sub: "",
    unit,
    track: {
      id,
      measures: [plainMeasure(lane, lane.kind === "count" ? "bars" : "area", ink, { id: "value", factor })],
      heat: null,
      scale: { from: lane.kind === "gauge" ? "values" : "zero", binary: unit.of === "bytes" },
      losses: SERIES.has(lane.family) ? [] : losses,
    },
    told: [{ measure: "value", title, how, unit }],
    value: "value",
    height: 40,
    standard: false,
    guest: lane.guest,
    sources: [lane],
    words: wordsOf(title, [lane]),
  };
}
