// A lane of the page: what is drawn in it, and every word that stands beside it.
import type { Measure, Track } from "../../timeline/track.ts";
import type { NamedLane } from "./lane-index.ts";

/** What a value is of; rates are `perSecond`. */
export interface Unit {
  readonly of: "bytes" | "pages" | "percent" | "count" | "other";
  /** The source's own word where `of` is `other`. */
  readonly word: string;
  readonly perSecond: boolean;
}

/** One quantity of a lane in words. */
export interface Told {
  readonly measure: string;
  readonly title: string;
  /** Written beside the line itself. */
  readonly direct?: boolean;
  /** How it is put together, in words. */
  readonly how: string;
  readonly unit: Unit;
}

export type LaneForm = "plain" | "heat" | "events";

export interface LaneSpec {
  /** The same as its track's. */
  readonly id: string;
  readonly group: string;
  readonly form: LaneForm;
  readonly title: string;
  /** What its colours or lines are, behind the unit: "by state", "some / full". */
  readonly sub: string;
  readonly unit: Unit;
  readonly track: Track;
  readonly told: readonly Told[];
  /** The quantity whose value stands beside the title; null: none has. */
  readonly value: string | null;
  /** Words at the lane's right edge, such as "in, to 400": `%` stands for the top of the range. */
  readonly edges?: { readonly top: string; readonly bottom: string };
  /** Bytes of a row of addresses. */
  readonly rowBytes?: number;
  /** Words below the title of a lane that has room. */
  readonly note?: string;
  /** Usual height in px. */
  readonly height: number;
  /** Shown by itself. */
  readonly standard: boolean;
  readonly guest: string | null;
  /** The data lanes that it is made from. */
  readonly sources: readonly NamedLane[];
  /** What a search looks in. */
  readonly words: string;
}

export type GroupKind = "top" | "host" | "guest" | "untraced" | "found";

export interface GroupSpec {
  readonly id: string;
  readonly kind: GroupKind;
  readonly title: string;
  /** Place of a guest among the project's guests, for its colour. */
  readonly place: number;
  /** A group inside of which it stands. */
  readonly parent: string | null;
  readonly ramBytes: number | null;
  /** Drawn in its head while it is closed; its values stand in the head while it is open. */
  readonly head: LaneSpec | null;
  /** Open until somebody closes it. */
  readonly open: boolean;
  readonly note?: string;
}

export interface TimelineModel {
  readonly groups: readonly GroupSpec[];
  readonly lanes: readonly LaneSpec[];
  readonly overview: LaneSpec | null;
}

export const bytesUnit: Unit = { of: "bytes", word: "bytes", perSecond: false };
export const pagesUnit: Unit = { of: "pages", word: "pages", perSecond: false };
export const percentUnit: Unit = { of: "percent", word: "% of time", perSecond: false };
export const perSecond = (unit: Unit): Unit => ({ ...unit, perSecond: true });
export const countUnit = (word: string): Unit => ({ of: "count", word, perSecond: true });

/** One term of a lane, times a factor. */
export const termOf = ({ lane }: NamedLane, factor = 1) => ({ lanes: [lane], factor });

/** A quantity that is one lane. */
export const plainMeasure = (
  lane: NamedLane,
  look: Measure["look"],
  ink: string,
  { id = lane.name, factor = 1 }: { readonly id?: string; readonly factor?: number } = {},
): Measure => ({ id, kind: lane.kind, parts: [{ terms: [termOf(lane, factor)] }], needs: "first", look, ink });

export const wordsOf = (title: string, lanes: readonly NamedLane[]): string =>
  [title, ...lanes.flatMap(({ name, guest, subject, host }) => [name, guest, subject, host])]
    .filter(Boolean)
    .join(" ")
    .toLowerCase();

export const noLosses: readonly number[] = [];
