// The views that users and analysis read: one per canonical table, over all files of the project.
import { summaries } from "../../src-shared/capture/summaries.ts";
import { type Table, tableOf, tables } from "../../src-shared/capture/tables.ts";
import { BLANK } from "./attached.ts";
import {
  type Branch,
  branchesOf,
  columnIn,
  columnNamed,
  sourceOf,
  timeOf,
  unionOf,
  uniqueId,
  type ViewSources,
  whereOf,
} from "./branches.ts";
import { identifier } from "./ddl.ts";
import { armCases, ownTable } from "./guest-tables.ts";
import { isBlank, plainSelect } from "./plain-select.ts";

/** Tables that tell of captures rather than of the host: they keep the rows of hidden captures. */
const OF_CAPTURES: ReadonlySet<string> = new Set(["capture_count", "problem"]);

const view = (name: string, body: string): string => `CREATE OR REPLACE VIEW ${identifier(name)} AS\n${body}`;

/** All statements that create the views of the canonical tables. */
export function createViews(sources: ViewSources): string[] {
  const special: Readonly<Record<string, (sources: ViewSources) => string>> = {
    capture: captureView,
    name: nameView,
    meta: metaView,
    task: taskView,
    snapshot: snapshotView,
    page: pageView,
    series: seriesView,
    counter: counterView,
  };
  const guest = view("guest", "SELECT id, name, host, ram_bytes, source, mapped, pid, uuid, pinned FROM plim.guest");
  const summed = summaries.map(({ name, sql }) => view(name, sql));
  return [
    guest,
    ...tables.map((table) => view(table.name, (special[table.name] ?? plainView(table))(sources))),
    ...summed,
  ];
}

/**
 * How clocks relate, also where a link is stored with a capture that is hidden: it belongs to its whole import, and times stay
 * joined by it.
 */
export const clockLinkTable = (sources: ViewSources): string => {
  const links = branchesOf(sources, "clock_link", { withHidden: true }).map((branch) => plainSelect(branch));
  return `CREATE TABLE plim.clock_link AS ${unionOf(links)}`;
};

const plainView =
  (table: Table) =>
  (sources: ViewSources): string => {
    const withHidden = OF_CAPTURES.has(table.name);
    return unionOf(branchesOf(sources, table.name, { withHidden }).map((branch) => plainSelect(branch)));
  };

/** Which captures are hidden, and of what one is a duplicate, is the manifest's judgement and not the stored row's. */
function captureView(sources: ViewSources): string {
  const later = new Set(["t_offset", "first_t", "last_t"]);
  const selects = branchesOf(sources, "capture", { withHidden: true }).map((branch) => {
    const columns = tableOf("capture").columns.map((column) => {
      const stored = columnIn(branch, column);
      if (later.has(column.name)) return `${stored} + coalesce(j.shift, 0) AS ${column.name}`;
      if (column.name === "t_wall") return `coalesce(j.wall, ${stored}) AS t_wall`;
      if (column.name === "duplicate_of") return "CASE j.state WHEN 'duplicate' THEN j.of END AS duplicate_of";
      return `${stored} AS ${identifier(column.name)}`;
    });
    const wall = `coalesce(j.wall, ${columnNamed(branch, "t_wall")}, false)`;
    const base = `CASE WHEN ${wall} THEN 'wall' ELSE coalesce(j.onto, ${columnNamed(branch, "clock")}) END AS time_base`;
    return `SELECT ${columns.join(", ")}, coalesce(j.state, 'active') AS state, ${base} FROM ${sourceOf(branch)} LEFT JOIN plim.judged j ON j.capture_id = f.id`;
  });
  // Branches are told apart by clock shift, which this view takes from the judgements instead: one per file is enough.
  return unionOf([...new Set(selects)]);
}

/** Dictionaries belong to files, so their rows name the import they come from. */
function nameView(sources: ViewSources): string {
  const selects = branchesOf(sources, "name", { withHidden: true }).map(
    (branch) => `SELECT ${branch.file.job} AS import, f.id, f.text FROM ${sourceOf(branch)}`,
  );
  return unionOf([...new Set(selects)]);
}

function metaView(sources: ViewSources): string {
  const selects = branchesOf(sources, "meta", { withHidden: true }).map(
    (branch) => `SELECT ${branch.file.job} AS import, f.schema, f.plimsoll FROM ${sourceOf(branch)}`,
  );
  return unionOf([...new Set(selects)]);
}

function taskView(sources: ViewSources): string {
  return unionOf(
    branchesOf(sources, "task").map((branch) => {
      const own = isBlank(branch) ? sourceOf(branch) : `${ownTable("task", branch.file)} f`;
      const more = isBlank(branch) ? undefined : "f.capture_id IS NOT NULL";
      const guest = isBlank(branch) ? "NULL::VARCHAR" : "f.guest";
      return `SELECT ${uniqueId("f.id", branch.offsets.task)} AS id, f.capture_id AS capture, f.from_t, f.until_t,
        ${guest} AS guest, f.pid, f.tid, f.domid, f.vcpu, f.comm FROM ${own} ${whereOf(branch, { more })}`;
    }),
  );
}

/** Columns of a snapshot in the views `snapshot` and `page`, without its id. */
function snapshotColumns(branch: Branch): string {
  const snapshot: Branch = { ...branch, table: "snapshot" };
  const guest = isBlank(branch) ? "f.guest_name" : "f.guest";
  return `f.capture_id AS capture, ${branch.t} AS t, ${timeOf(branch)} AS "time", ${guest} AS guest, f.pid,
    ${columnNamed(snapshot, "space")} AS space, ${uniqueId("f.moment", branch.offsets.moment)} AS moment,
    f.hash_algorithm, f.page_bytes, f.paused`;
}

const ownSnapshot = (branch: Branch): string =>
  isBlank(branch) ? `${BLANK}.snapshot f` : `${ownTable("snapshot", branch.file)} f`;

function snapshotView(sources: ViewSources): string {
  return unionOf(
    branchesOf(sources, "snapshot").map(
      (branch) =>
        `SELECT ${uniqueId("f.id", branch.offsets.snapshot)} AS id, ${snapshotColumns(branch)} FROM ${ownSnapshot(branch)} ${whereOf(branch)}`,
    ),
  );
}

function pageView(sources: ViewSources): string {
  return unionOf(
    branchesOf(sources, "page").map((branch) => {
      const stored = tableOf("page")
        .columns.filter(({ name }) => name !== "snapshot_id" && name !== "addr")
        .map((column) => `${columnIn(branch, column, "p")} AS ${identifier(column.name)}`);
      const arms = isBlank(branch) ? "" : armCases(branch.arms, "f.space = 'hva'", "p.addr", "f");
      const gpa = `CASE WHEN f.space = 'gpa' THEN p.addr ${arms} END`;
      return `SELECT ${uniqueId("f.id", branch.offsets.snapshot)} AS snapshot, ${snapshotColumns(branch)}, p.addr,
        (${gpa}) // f.page_bytes::UBIGINT AS gfn, ${stored.join(", ")}
        FROM ${sourceOf(branch, "p")} JOIN ${ownSnapshot(branch)} ON f.id = p.snapshot_id ${whereOf(branch)}`;
    }),
  );
}

/** Columns of a series in the views `series` and `counter`, from `s`, without its id. */
const seriesColumns = (branch: Branch): string => {
  const series: Branch = { ...branch, table: "series" };
  const stored = (name: string) => `${columnNamed(series, name, "s")} AS ${name}`;
  return `s.name, s.unit, ${stored("kind")}, ${stored("scope")}, s.subject, s.pid, ${isBlank(branch) ? "NULL::VARCHAR AS guest" : "s.guest"}`;
};

const ownSeries = (branch: Branch): string =>
  isBlank(branch) ? `${BLANK}.series s` : `${ownTable("series", branch.file)} s`;

function seriesView(sources: ViewSources): string {
  return unionOf(
    branchesOf(sources, "series").map(
      (branch) =>
        `SELECT ${uniqueId("s.id", branch.offsets.series)} AS id, s.capture_id AS capture, ${seriesColumns(branch)}
         FROM ${ownSeries(branch)} ${whereOf(branch, { from: "s" })}`,
    ),
  );
}

function counterView(sources: ViewSources): string {
  return unionOf(
    branchesOf(sources, "counter").map(
      (branch) => `SELECT f.capture_id AS capture, f.seq, ${branch.t} AS t, ${timeOf(branch)} AS "time",
        ${uniqueId("f.series_id", branch.offsets.series)} AS series, ${seriesColumns(branch)}, ${columnNamed(branch, "value")} AS value
        FROM ${sourceOf(branch)} JOIN ${ownSeries(branch)} ON s.id = f.series_id ${whereOf(branch)}`,
    ),
  );
}
