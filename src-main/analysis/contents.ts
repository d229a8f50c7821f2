// Page contents of one moment: which snapshots are compared, and their joint multiplicities.
import { type ContentGroup, parseGroup } from "../../src-shared/profile/content.ts";
import { better, chooseSnapshots, type SnapshotRow } from "../../src-shared/profile/snapshots.ts";
import type { QueryClient } from "../store/contract.ts";
import { maybe, numberOf, type Row, rowsOf, textOf } from "./sql.ts";

/** One guest or process whose pages were recorded, and the snapshot that shows it best. */
export interface ContentSubject {
  readonly name: string;
  readonly snapshot: number;
  readonly capture: number;
  readonly pages: number;
  /** Pages backed by host memory; null where the table does not say. */
  readonly resident: number | null;
  /** Guest memory, not a process's address space. */
  readonly isGuest: boolean;
  /** Milliseconds of the time base, null without a time. */
  readonly ms: number | null;
}

/** Subjects whose contents compare: one digest, one moment. */
export interface Contents {
  readonly hash: string;
  readonly moment: number;
  readonly subjects: readonly ContentSubject[];
  readonly groups: readonly ContentGroup[];
  /** Frames that are shared among the backed pages by their recorded host frames; null without frames. */
  readonly framesSaved: number | null;
  readonly sql: string;
}

export const SNAPSHOTS_SQL = `SELECT snapshot, any_value(capture) AS capture, any_value(guest) AS guest,
  any_value(moment) AS moment, any_value(hash_algorithm) AS algorithm, any_value(space)::VARCHAR AS space,
  any_value(t) // 1000000 AS ms, count(*) AS pages, count(*) FILTER (hash IS NOT NULL OR zero) AS hashed,
  count(resident) AS told, count(*) FILTER (resident) AS resident
  FROM page GROUP BY snapshot ORDER BY snapshot`;

function snapshotOf(row: Row): SnapshotRow {
  const space = textOf(row, "space");
  return {
    snapshot: numberOf(row, "snapshot"),
    name: textOf(row, "guest") || `snapshot ${numberOf(row, "snapshot")}`,
    capture: numberOf(row, "capture"),
    moment: numberOf(row, "moment"),
    algorithm: row.algorithm === null ? null : textOf(row, "algorithm"),
    isGuest: space === "gpa",
    ms: maybe(row, "ms"),
    pages: numberOf(row, "pages"),
    hashed: numberOf(row, "hashed"),
    resident: numberOf(row, "told") > 0 ? numberOf(row, "resident") : null,
  };
}

/** All snapshots with pages, with or without contents. */
export const readSnapshots = async (query: QueryClient): Promise<SnapshotRow[]> =>
  (await rowsOf(query, SNAPSHOTS_SQL)).map(snapshotOf);

/** Pages of the chosen snapshots: subject index `s`, content `h` (zero pages as 0), `z` zero, `b` backed or maybe so. */
export function pagesCte(chosen: readonly { readonly snapshot: number }[]): string {
  const cases = chosen.map((row, i) => `WHEN ${row.snapshot} THEN ${i}`).join(" ");
  const ids = chosen.map((row) => row.snapshot).join(", ");
  return `p AS (SELECT CASE snapshot ${cases} END AS s, coalesce(gfn, addr // page_bytes::UBIGINT) AS gfn, CASE WHEN zero THEN 0::UHUGEINT ELSE hash END AS h,
    coalesce(zero, false) AS z, resident IS NOT FALSE AS b, frame FROM page
    WHERE snapshot IN (${ids}) AND (hash IS NOT NULL OR zero))`;
}

/** One row per kind of content: `key` lists guest:copies:backed copies, `n` counts the contents. */
const groupsSql = (chosen: readonly SnapshotRow[]): string => `WITH ${pagesCte(chosen)},
  m AS MATERIALIZED (SELECT h, z, s, count(*) AS n, count(*) FILTER (b) AS b FROM p GROUP BY h, z, s),
  many AS MATERIALIZED (SELECT h, z FROM m GROUP BY h, z HAVING count(*) > 1),
  key AS (SELECT z, s || ':' || n || ':' || b AS key FROM m ANTI JOIN many USING (h, z)
    UNION ALL SELECT z, string_agg(s || ':' || n || ':' || b, ',' ORDER BY s) FROM m SEMI JOIN many USING (h, z) GROUP BY h, z)
  SELECT z::INTEGER AS zero, key, count(*) AS n FROM key GROUP BY z, key ORDER BY z, key`;

const framesSql = (chosen: readonly SnapshotRow[]): string => `WITH ${pagesCte(chosen)}
  SELECT count(frame) AS backed, count(DISTINCT frame) AS frames FROM p WHERE b AND frame IS NOT NULL`;

/** Reads the contents of the best moment; null when no page contents were recorded. */
export async function readContents(query: QueryClient, snapshots: readonly SnapshotRow[]): Promise<Contents | null> {
  const chosen = chooseSnapshots(snapshots);
  if (chosen.length === 0) return null;
  const sql = groupsSql(chosen);
  const groups = (await rowsOf(query, sql)).map((r) =>
    parseGroup(textOf(r, "key"), numberOf(r, "zero") === 1, numberOf(r, "n")),
  );
  const frames = (await rowsOf(query, framesSql(chosen)))[0] ?? {};
  return {
    hash: chosen[0]!.algorithm!,
    moment: chosen[0]!.moment,
    subjects: chosen.map(({ name, snapshot, capture, pages, resident, isGuest, ms }) => ({
      name,
      snapshot,
      capture,
      pages,
      resident,
      isGuest,
      ms,
    })),
    groups,
    framesSaved: numberOf(frames, "frames") > 0 ? numberOf(frames, "backed") - numberOf(frames, "frames") : null,
    sql,
  };
}

/** Classes of single snapshots, for guests outside the compared moment. */
export async function readOwnClasses(query: QueryClient, rows: readonly SnapshotRow[]) {
  const best = new Map<string, SnapshotRow>();
  for (const row of rows) {
    if (row.algorithm === null || row.hashed === 0) continue;
    const known = best.get(row.name);
    best.set(row.name, known ? better(known, row) : row);
  }
  const own = [...best.values()];
  if (own.length === 0) return [];
  const counts = await rowsOf(
    query,
    `WITH ${pagesCte(own)} SELECT s::INTEGER AS s, count(*) AS pages, count(*) FILTER (z) AS zero, count(DISTINCT h) AS contents,
      count(DISTINCT h) FILTER (NOT z) AS nonzero FROM p GROUP BY s ORDER BY s`,
  );
  return counts.map((c) => {
    const row = own[numberOf(c, "s")]!;
    const [pages, zero, nonzero] = [numberOf(c, "pages"), numberOf(c, "zero"), numberOf(c, "nonzero")];
    const distinct = numberOf(c, "contents");
    const content = {
      pages,
      zero,
      distinct,
      extra_nonzero_copies: pages - zero - nonzero,
      resident: row.resident,
      hash: row.algorithm!,
    };
    return { name: row.name, content };
  });
}
