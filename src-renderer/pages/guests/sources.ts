// Where each number of the Guests page comes from: how it is made, the query that gives it, the captures that go in.

import { formatBytes, formatNumber, formatPercent } from "../../../src-shared/base/format.ts";
import { bytesOf, PAGE_BYTES } from "../../../src-shared/base/units.ts";
import { type ContentPart, contentParts } from "../../../src-shared/charts/contents-bars.ts";
import { windowText } from "../../../src-shared/charts/working-set.ts";
import type { Capture } from "../../../src-shared/protocol/replies.ts";
import type { Source } from "../../app/selection.ts";
import { capital } from "../../ui/sentence.ts";
import { faultsPerSecond, type GuestRow } from "./model.ts";
import * as sql from "./queries.ts";

/** What sources are made of: the captures of the project and a way to ask it. */
export interface Sources {
  readonly captures: readonly Capture[];
  /** The one number that a query gives; null when it gives none. */
  readonly ask: (sql: string) => Promise<number | null>;
}

const pagesText = (pages: number): string => `${formatNumber(pages)} pages`;
const PAGES = `Pages × ${PAGE_BYTES} bytes.`;

/** Captures of the named kinds that tell of a guest. */
function capturesOf({ captures }: Sources, row: GuestRow, kinds: readonly string[]): Source["sources"] {
  const ids = new Set(row.evidence.filter((one) => kinds.includes(one.kind)).flatMap((one) => one.captures));
  return captures
    .filter((capture) => ids.has(capture.id))
    .map(({ name, sha256, records }) => ({
      what: name,
      sha256,
      note: records.lost ? `${formatNumber(records.lost)} records lost` : null,
    }));
}

/** The first of the queries that gives this very number. A query that gives another is not its source. */
async function firstThatGives({ ask }: Sources, value: number, queries: readonly string[]): Promise<string | null> {
  for (const query of queries) if ((await ask(query)) === value) return query;
  return null;
}

const profilePath = (row: GuestRow, field: string): string => `profile.guests[${row.name}].${field}`;

export const ramSource = (_: Sources, row: GuestRow): Source => ({
  title: `Memory of ${row.name}`,
  shown: row.ramBytes === null ? "not seen" : formatBytes(row.ramBytes),
  how: "The guest's RAM as its description, its process or its page table tells it.",
  sql: sql.ramSql(row.name),
  sources: [],
  field: profilePath(row, "ram_pages"),
});

export async function residentSource(sources: Sources, row: GuestRow): Promise<Source> {
  const pages = row.profile?.resident_pages?.last ?? 0;
  const why = row.profile?.identified.find((one) => one.quantity === "resident set")?.why ?? null;
  const queries = [
    ...(row.contents ? [sql.residentSql(row.contents.snapshot)] : []),
    sql.footprintSql(row.name),
    sql.smapsResidentSql(row.name),
  ];
  return {
    title: `Resident memory of ${row.name} at the end`,
    shown: `${formatBytes(bytesOf(pages))}, ${pagesText(pages)}`,
    how: [why === null ? null : `${capital(why)}.`, PAGES].filter(Boolean).join(" "),
    sql: await firstThatGives(sources, pages, queries),
    sources: capturesOf(sources, row, ["page faults", "page table", "page contents", "smaps", "events"]),
    field: profilePath(row, "resident_pages.last"),
  };
}

export async function workingSetSource(
  sources: Sources,
  row: GuestRow,
  window: number,
  bound: "low" | "best" | "high",
): Promise<Source> {
  const found = row.profile?.working_set.find((one) => one.window_s === window);
  const pages = found?.pages[bound] ?? 0;
  const bounds = {
    low: "Mean of the pages touched for the first time within the window: the truth is not lower.",
    best: "Mean memory in use (total − available) by the guest's own statistics, held within the bounds; where none were recorded it is the upper bound.",
    high: "Mean of the pages resident at the end of the window: the truth is not higher.",
  };
  const short = (row.evidence.find((one) => one.kind === "page faults")?.seconds ?? 0) < 200_000;
  return {
    title: `Working set of ${row.name} within ${windowText(window)}, ${{ low: "least", best: "best estimate", high: "most" }[bound]}`,
    shown: `${formatBytes(bytesOf(pages))}, ${pagesText(pages)}`,
    how: `${bounds[bound]} ${PAGES}`,
    sql: bound === "best" && short ? await firstThatGives(sources, pages, [sql.inUseSql(row.name, window)]) : null,
    sources: capturesOf(sources, row, ["page faults", "statistics", "page table", "page contents"]),
    field: profilePath(row, `working_set[${window} s].pages.${bound}`),
  };
}

/** One class of the pages of a guest, as memory or as a share. */
export function contentSource(sources: Sources, row: GuestRow, part: ContentPart): Source {
  const { contents } = row;
  const title = contentParts.find((one) => one.id === part)?.title ?? part;
  const how: Readonly<Record<ContentPart, string>> = {
    zero: "Pages whose bytes are all 0 and that the host backs with a frame.",
    elsewhere: "One page of each content that a guest of the same moment holds too.",
    copies: "Pages beyond the first of each content inside this guest, zero left out.",
    own: "One page of each content that no other guest of the same moment holds.",
    untouched: "Pages that the host does not back: never touched, or given up.",
  };
  const bytes = contents?.parts[part] ?? 0;
  const share = contents ? bytes / bytesOf(contents.pages) : 0;
  return {
    title: `Pages of ${row.name}: ${title}`,
    shown: `${formatBytes(bytes)}, ${pagesText(bytes / PAGE_BYTES)}, ${formatPercent(share)} of its pages`,
    how: `${how[part]} ${PAGES}`,
    sql: contents ? sql.contentSql(part, contents.snapshot, contents.compared) : null,
    sources: capturesOf(sources, row, ["page contents"]),
    field: profilePath(row, "content"),
  };
}

export function shareableSource(sources: Sources, row: GuestRow, share: number): Source {
  const { contents } = row;
  return {
    title: `Shareable pages of ${row.name}`,
    shown: formatPercent(share),
    how: "Zero pages + copies inside the guest + contents that another guest holds too, over all pages of the snapshot. An upper bound of what merging could save at that moment.",
    sql: contents
      ? `SELECT 100 * (zero + copies + elsewhere) / pages AS percent\nFROM (${sql.contentsSql(contents.compared)})\nWHERE snapshot = ${contents.snapshot}`
      : null,
    sources: capturesOf(sources, row, ["page contents"]),
    field: profilePath(row, "content"),
  };
}

export const faultSource = (sources: Sources, row: GuestRow): Source => ({
  title: `Page faults of ${row.name} a second`,
  shown: `${formatNumber(faultsPerSecond(row) ?? 0, 1)} /s`,
  how: "Recorded faults in the guest's RAM over the time from the first to the last of them.",
  sql: sql.faultRateSql(row.name),
  sources: capturesOf(sources, row, ["page faults"]),
  field: null,
});

export const overheadSource = (sources: Sources, row: GuestRow): Source => ({
  title: `Host memory of ${row.name} besides its RAM`,
  shown: row.overheadBytes === null ? "not seen" : formatBytes(row.overheadBytes),
  how: "Proportional share of the mappings of the guest's process that hold no guest RAM, by the last smaps.",
  sql: sql.overheadSql(row.name),
  sources: capturesOf(sources, row, ["smaps"]),
  field: null,
});

export async function footprintSource(sources: Sources, row: GuestRow): Promise<Source> {
  const pages = row.profile?.footprint_pages ?? 0;
  return {
    title: `Pages of ${row.name} ever touched`,
    shown: `${formatBytes(bytesOf(pages))}, ${pagesText(pages)}`,
    how: `Distinct pages of the guest's RAM that faulted. ${PAGES}`,
    sql: await firstThatGives(sources, pages, [sql.footprintSql(row.name)]),
    sources: capturesOf(sources, row, ["page faults"]),
    field: profilePath(row, "footprint_pages"),
  };
}

/** Least, median and most of the resident pages: of a series that no query holds. */
export function residentSpanSource(sources: Sources, row: GuestRow): Source {
  const resident = row.profile?.resident_pages;
  return {
    title: `Resident memory of ${row.name} over time`,
    shown: resident
      ? `${pagesText(resident.min)} at least, ${pagesText(resident.median)} median, ${pagesText(resident.max)} at most`
      : "not seen",
    how: `Pages that faulted for the first time, less what its balloon gave up, at the end of each second from its first fault on. ${PAGES}`,
    sql: null,
    sources: capturesOf(sources, row, ["page faults", "events", "statistics"]),
    field: profilePath(row, "resident_pages"),
  };
}

/** A cell of the sharing matrix; on the diagonal the copies inside one guest. */
export function sharingSource(sources: Sources, a: GuestRow, b: GuestRow, contents: number): Source {
  if (a.name === b.name) return contentSource(sources, a, "copies");
  return {
    title: `Contents that ${a.name} and ${b.name} have in common`,
    shown: `${formatBytes(bytesOf(contents))}, ${formatNumber(contents)} contents`,
    how: `Distinct contents of pages that both guests hold at the same moment, the content of zero pages counted once. One page each: contents × ${PAGE_BYTES} bytes.`,
    sql: a.contents && b.contents ? sql.commonSql(a.contents.snapshot, b.contents.snapshot) : null,
    sources: [
      ...new Map([a, b].flatMap((row) => capturesOf(sources, row, ["page contents"])).map((s) => [s.what, s])).values(),
    ],
    field: `profile.sharing.common[${a.name}, ${b.name}]`,
  };
}
