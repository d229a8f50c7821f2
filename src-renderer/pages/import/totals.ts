// The five totals of an import: read, accepted, rejected, lost, time covered; of the captures that the views show.
import type { OpenCapture, OpenReply } from "../../../src-shared/protocol/window-replies.ts";

export interface Totals {
  readonly shown: number;
  readonly duplicates: number;
  readonly excluded: number;
  readonly read: number;
  readonly accepted: number;
  /** Understood and deliberately not kept. */
  readonly skipped: number;
  readonly rejected: number;
  /** Records that the sources say were lost; null: no source can tell. */
  readonly lost: number | null;
  /** Captures whose source can tell how many records were lost. */
  readonly tellLost: number;
  readonly withLosses: number;
  readonly bytes: number;
  readonly notWhole: number;
}

/** Captures whose rows are in the views. */
export const shownCaptures = ({ info, excluded }: Pick<OpenReply, "info" | "excluded">): readonly OpenCapture[] =>
  info.captures.filter(({ id, duplicate_of }) => duplicate_of === null && !excluded.includes(id));

export function totalsOf(project: Pick<OpenReply, "info" | "excluded">): Totals {
  const all = project.info.captures;
  const shown = shownCaptures(project);
  const sum = (pick: (capture: OpenCapture) => number): number => shown.reduce((total, one) => total + pick(one), 0);
  const telling = shown.filter(({ records }) => records.lost !== null);
  const duplicates = all.filter(({ duplicate_of }) => duplicate_of !== null).length;
  return {
    shown: shown.length,
    duplicates,
    excluded: all.length - shown.length - duplicates,
    read: sum(({ records }) => records.read),
    accepted: sum(({ records }) => records.accepted),
    skipped: sum(({ records }) => records.skipped),
    rejected: sum(({ records }) => records.rejected),
    lost: telling.length === 0 ? null : sum(({ records }) => records.lost ?? 0),
    tellLost: telling.length,
    withLosses: telling.filter(({ records }) => (records.lost ?? 0) > 0).length,
    bytes: all.reduce((total, { bytes }) => total + bytes, 0),
    notWhole: shown.filter(({ status }) => status !== "whole").length,
  };
}

/** Clocks that are joined by links; 0 where there are none. */
export const joinedClocks = ({ clocks }: Pick<OpenReply, "clocks">): number =>
  new Set(clocks.flatMap(({ from, to }) => [from, to])).size;
