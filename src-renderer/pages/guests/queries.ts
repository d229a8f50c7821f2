// Queries of the Guests page in the terms of the views: they fill it, and they are the source behind its numbers.
import { PAGE_BYTES } from "../../../src-shared/base/units.ts";

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Faults in the RAM of guests. */
const IN_RAM = "gpa IS NOT NULL AND mmio IS NOT TRUE";
/** Pages whose content is known. */
const KNOWN = "(hash IS NOT NULL OR zero)";

/** What was recorded of each guest, by kind and capture, and how fast it faults. */
export const EVIDENCE_SQL = `WITH seen AS (
  SELECT guest, 'page faults' AS kind, capture, count(*) AS n, min(t) AS first_t, max(t) AS last_t
    FROM fault WHERE guest IS NOT NULL AND ${IN_RAM} GROUP BY guest, capture
  UNION ALL SELECT guest, CASE WHEN count(hash) > 0 THEN 'page contents' ELSE 'page table' END, capture, count(*), NULL, NULL
    FROM page WHERE guest IS NOT NULL GROUP BY guest, capture
  UNION ALL SELECT guest, 'DAMON', capture, count(*), NULL, NULL FROM region WHERE guest IS NOT NULL GROUP BY guest, capture
  UNION ALL SELECT guest, 'accesses', capture, count(*), NULL, NULL FROM access WHERE guest IS NOT NULL GROUP BY guest, capture
  UNION ALL SELECT guest, 'smaps', capture, count(*), NULL, NULL
    FROM mapping WHERE guest IS NOT NULL AND rss_bytes IS NOT NULL GROUP BY guest, capture
  UNION ALL SELECT guest, 'statistics', capture, count(*), NULL, NULL
    FROM series WHERE guest IS NOT NULL AND scope = 'guest' GROUP BY guest, capture
  UNION ALL SELECT guest, 'events', capture, count(*), NULL, NULL FROM guest_event WHERE guest IS NOT NULL GROUP BY guest, capture)
SELECT guest, kind, capture, n::BIGINT AS n, first_t, last_t, (max(last_t) OVER same - min(first_t) OVER same) / 1e9 AS seconds
FROM seen WINDOW same AS (PARTITION BY guest, kind) ORDER BY guest, kind, capture`;

/** Faults in the RAM of a guest for each second from its first to its last fault. */
export const faultRateSql = (guest: string): string =>
  `SELECT count(*) / (nullif(max(t) - min(t), 0) / 1e9) AS faults_per_second\nFROM fault\nWHERE guest = ${text(guest)} AND ${IN_RAM}`;

export const ramSql = (guest: string): string => `SELECT ram_bytes FROM guest WHERE name = ${text(guest)}`;

/** All snapshots of pages, from which those that compare are chosen. */
export const SNAPSHOTS_SQL = `SELECT snapshot, any_value(capture) AS capture, any_value(guest) AS guest, any_value(moment) AS moment,
  any_value(hash_algorithm) AS algorithm, any_value(space)::VARCHAR AS space, count(*) AS pages,
  count(*) FILTER (hash IS NOT NULL OR zero) AS hashed, count(resident) AS told, count(*) FILTER (resident) AS resident
FROM page GROUP BY snapshot ORDER BY snapshot`;

/** Classes of the pages of snapshots that compare, in pages; they add up to `pages`. */
export const contentsSql = (snapshots: readonly number[]): string => `WITH p AS (
  SELECT snapshot, hash, coalesce(zero, false) AS zero, resident
  FROM page WHERE snapshot IN (${snapshots.join(", ")}) AND ${KNOWN}),
held AS (SELECT hash, count(DISTINCT snapshot) AS guests FROM p WHERE NOT zero GROUP BY hash)
SELECT snapshot, count(*) AS pages,
  count(*) FILTER (zero AND resident IS NOT FALSE) AS zero,
  count(DISTINCT hash) FILTER (NOT zero AND guests > 1) AS elsewhere,
  count(*) FILTER (NOT zero) - count(DISTINCT hash) FILTER (NOT zero) AS copies,
  count(DISTINCT hash) FILTER (NOT zero AND guests = 1) AS own,
  count(*) FILTER (zero AND resident IS FALSE) AS untouched
FROM p LEFT JOIN held USING (hash) GROUP BY snapshot ORDER BY snapshot`;

/** One class of one snapshot among those it is compared with. */
export function contentSql(part: string, snapshot: number, compared: readonly number[]): string {
  const of = `FROM page\nWHERE snapshot = ${snapshot} AND ${KNOWN}\n `;
  const others = compared.filter((one) => one !== snapshot);
  const elsewhere = `hash IN (SELECT hash FROM page\n    WHERE snapshot IN (${others.join(", ")}) AND hash IS NOT NULL)`;
  switch (part) {
    case "zero":
      return `SELECT count(*) AS pages\n${of} AND zero AND resident IS NOT FALSE`;
    case "untouched":
      return `SELECT count(*) AS pages\n${of} AND zero AND resident IS FALSE`;
    case "copies":
      return `SELECT count(*) - count(DISTINCT hash) AS pages\n${of} AND zero IS NOT TRUE`;
    case "elsewhere":
      if (others.length === 0) return "SELECT 0 AS pages";
      return `SELECT count(DISTINCT hash) AS pages\n${of} AND zero IS NOT TRUE\n  AND ${elsewhere}`;
    case "own":
      if (others.length === 0) return `SELECT count(DISTINCT hash) AS pages\n${of} AND zero IS NOT TRUE`;
      return `SELECT count(DISTINCT hash) AS pages\n${of} AND zero IS NOT TRUE\n  AND NOT ${elsewhere}`;
    default:
      return `SELECT count(*) AS pages\n${of.trimEnd()}`;
  }
}

/** Contents that two snapshots have in common, the content of zero pages counted once. */
export const commonSql = (a: number, b: number): string => {
  const contents = (snapshot: number): string =>
    `SELECT CASE WHEN zero THEN 0 ELSE hash END AS content\n  FROM page WHERE snapshot = ${snapshot} AND ${KNOWN}`;
  return `SELECT count(*) AS contents FROM (\n  ${contents(a)}\n  INTERSECT\n  ${contents(b)})`;
};

/** Backed pages of a snapshot. */
export const residentSql = (snapshot: number): string =>
  `SELECT count(*) FILTER (resident) AS pages\nFROM page WHERE snapshot = ${snapshot}`;

/** Distinct pages of a guest's RAM that faulted. */
export const footprintSql = (guest: string): string =>
  `SELECT count(DISTINCT gpa // ${PAGE_BYTES}) AS pages\nFROM fault\nWHERE guest = ${text(guest)} AND ${IN_RAM}`;

const SMAPS = `block AS (SELECT DISTINCT pid, hva, bytes FROM guest_ram WHERE hva IS NOT NULL),
told AS (SELECT m.guest, m.capture, m.t, m.rss_bytes, m.pss_bytes,
    EXISTS (SELECT 1 FROM block b WHERE (b.pid IS NULL OR b.pid = m.pid)
      AND m.addr >= b.hva AND m.addr < b.hva + b.bytes) AS ram
  FROM mapping m WHERE m.rss_bytes IS NOT NULL AND m.guest IS NOT NULL),
reading AS (SELECT guest, capture, max(t) AS t,
    round(sum(rss_bytes) FILTER (ram) / ${PAGE_BYTES})::BIGINT AS ram_pages,
    ceil(coalesce(sum(pss_bytes) FILTER (NOT ram), 0) / ${PAGE_BYTES})::BIGINT AS other_pages
  FROM told GROUP BY guest, capture HAVING bool_or(ram))`;

/** Resident pages of a guest's RAM by the last smaps of its process. */
export const smapsResidentSql = (guest: string): string =>
  `WITH ${SMAPS}\nSELECT arg_max(ram_pages, (coalesce(t, 0), capture)) AS pages\nFROM reading WHERE guest = ${text(guest)}`;

/** Host memory of each guest's process besides the guest's RAM, by its last smaps: proportional share of its other mappings. */
export const OVERHEAD_SQL = `WITH ${SMAPS}
SELECT guest, arg_max(other_pages, (coalesce(t, 0), capture)) AS pages FROM reading GROUP BY guest ORDER BY guest`;

export const overheadSql = (guest: string): string =>
  `WITH ${SMAPS}\nSELECT arg_max(other_pages, (coalesce(t, 0), capture)) AS pages\nFROM reading WHERE guest = ${text(guest)}`;

/** Series of what a guest has and of what of it it could free, in the order in which they are believed. */
const TOTAL = ["domstats.balloon.available", "dommemstat.available", "qmp.stat-total-memory"];
const USABLE = ["domstats.balloon.usable", "dommemstat.usable", "qmp.stat-available-memory"];

/**
 * Mean memory in use over all windows of a length, by the guest's own statistics in seconds from its first fault to the
 * last fault of the host: the best estimate of its working set where statistics were recorded.
 */
export function inUseSql(guest: string, windowSeconds: number): string {
  const first = (names: readonly string[]): string =>
    `(SELECT name FROM series WHERE guest = ${text(guest)} AND name IN (${names.map(text).join(", ")})
    ORDER BY list_position([${names.map(text).join(", ")}], name) LIMIT 1)`;
  return `WITH span AS (SELECT min(t) // 1000000 AS first_ms, max(t) // 1000000 AS last_ms FROM fault),
own AS (SELECT (min(t) // 1000000 - first_ms) // 1000 AS first_s FROM fault, span
  WHERE guest = ${text(guest)} AND ${IN_RAM} GROUP BY first_ms),
reading AS (SELECT name = ${first(TOTAL)} AS total,
    least((last_ms - first_ms) // 1000, greatest(0, (t // 1000000 - first_ms) // 1000)) AS second,
    round(arg_max(value, (t, seq)) / ${PAGE_BYTES}) AS pages
  FROM counter, span WHERE guest = ${text(guest)} AND value IS NOT NULL AND t IS NOT NULL
    AND name IN (${first(TOTAL)}, ${first(USABLE)}) GROUP BY ALL),
seconds AS (SELECT unnest(range(0, (last_ms - first_ms) // 1000 + 1)) AS second FROM span),
total AS (SELECT second, pages FROM reading WHERE total),
usable AS (SELECT second, pages FROM reading WHERE NOT total),
carried AS (SELECT s.second, coalesce(t.pages, (SELECT arg_min(pages, second) FROM total)) AS total,
    coalesce(u.pages, (SELECT arg_min(pages, second) FROM usable)) AS usable
  FROM seconds s
  ASOF LEFT JOIN total t ON s.second >= t.second
  ASOF LEFT JOIN usable u ON s.second >= u.second)
SELECT round(avg(greatest(0, total - usable))) AS pages
FROM carried, own WHERE second >= first_s + ${windowSeconds - 1}`;
}

/** The numbers of the page's table that come from the tables alone, for all guests. */
export function overviewSql(snapshots: readonly number[]): string {
  const contents =
    snapshots.length === 0
      ? "content AS (SELECT NULL::VARCHAR AS guest, NULL::DOUBLE AS zero_percent, NULL::BIGINT AS resident_pages WHERE false)"
      : `content AS (SELECT guest,
    100 * count(*) FILTER (zero AND resident IS NOT FALSE) / count(*) AS zero_percent,
    CASE WHEN count(resident) > 0 THEN count(*) FILTER (resident) END AS resident_pages
  FROM page WHERE snapshot IN (${snapshots.join(", ")}) AND ${KNOWN} GROUP BY guest)`;
  return `WITH ${contents},
faults AS (SELECT guest, count(DISTINCT gpa // ${PAGE_BYTES}) AS footprint_pages,
    count(*) / (nullif(max(t) - min(t), 0) / 1e9) AS faults_per_second
  FROM fault WHERE guest IS NOT NULL AND ${IN_RAM} GROUP BY guest)
SELECT g.name AS guest, g.ram_bytes, c.resident_pages, c.zero_percent, f.footprint_pages, f.faults_per_second
FROM guest g
LEFT JOIN content c ON c.guest = g.name
LEFT JOIN faults f ON f.guest = g.name
ORDER BY g.id`;
}
