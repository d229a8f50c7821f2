// The judgements of the manifest as small in-memory tables of schema `plim`, which the views join:
// guests, what is hidden or shifted, and for each file who its tasks, series and snapshots belong to.
import type { AttachedFile } from "./attached.ts";
import { tableIn } from "./attached.ts";
import type { Manifest, ManifestGuest } from "./contract.ts";
import { literal } from "./ddl.ts";

const text = (value: string | null): string => (value === null ? "NULL" : literal(value));
/** A whole number; one that no table can hold is unknown. */
const number = (value: number | null): string =>
  value !== null && Number.isSafeInteger(Math.trunc(value)) ? String(Math.trunc(value)) : "NULL";

function insert(table: string, rows: readonly string[]): string[] {
  return rows.length ? [`INSERT INTO ${table} VALUES ${rows.join(", ")}`] : [];
}

/** A RAM block with a host address: guest faults from `from` to before `until` are at `from - addr + gpa`. */
interface Arm {
  readonly from: bigint;
  readonly until: bigint;
  readonly gpa: bigint;
}

const LARGEST = 2n ** 64n - 1n;

function armsOf(guest: ManifestGuest): Arm[] {
  return guest.ram
    .filter((block) => block.hva !== null)
    .map((block) => {
      const from = BigInt(block.hva as string);
      const until = from + BigInt(block.bytes);
      return { from, until: until > LARGEST ? LARGEST : until, gpa: BigInt(block.gpa) };
    });
}

/** How many RAM blocks the views of this project must tell apart for one task. */
export const armCount = (manifest: Manifest): number =>
  manifest.guests.reduce((most, guest) => Math.max(most, armsOf(guest).length), 0);

/** Columns `h0, e0, g0, h1 ...` of the arms. */
const armColumns = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => [`h${i}`, `e${i}`, `g${i}`]).flat();

/** The guest's address of a host address by the RAM blocks of `owner`, as WHEN arms. */
export const armCases = (count: number, condition: string, address: string, owner: string): string =>
  Array.from({ length: count }, (_, i) => {
    const [from, until, gpa] = [`${owner}.h${i}`, `${owner}.e${i}`, `${owner}.g${i}`];
    return `WHEN ${condition} AND ${address} >= ${from} AND ${address} < ${until} THEN ${address} - ${from} + ${gpa}`;
  }).join(" ");

/** Which process or domain of which capture is which guest; an entry for one capture wins over one for all. */
function mapRows(manifest: Manifest, files: readonly AttachedFile[]): Record<"pid" | "domid" | "tid", string[]> {
  const captures = files.flatMap((file) => file.captures);
  const pids = new Map<string, number>();
  const domids = new Map<string, number>();
  const tids = new Map<string, number>();
  const put = (map: Map<string, number>, capture: number, key: number | null, guest: number) => {
    const place = `${capture}, ${key}`;
    if (key !== null && !map.has(place)) map.set(place, guest);
  };
  for (const everywhere of [false, true])
    for (const guest of manifest.guests)
      for (const task of guest.tasks)
        for (const capture of captures) {
          const sameHost = guest.host === null || capture.host === null || guest.host === capture.host;
          if (task.capture === null ? !(everywhere && sameHost) : everywhere || task.capture !== capture.id) continue;
          put(pids, capture.id, task.pid, guest.id);
          put(domids, capture.id, task.domid, guest.id);
          // A process's first thread has its number.
          put(tids, capture.id, task.tid ?? task.pid, guest.id);
        }
  const rows = (map: ReadonlyMap<string, number>) => [...map].map(([place, guest]) => `(${place}, ${guest})`);
  return { pid: rows(pids), domid: rows(domids), tid: rows(tids) };
}

/** Statements that make the tables of all files' judgements. */
export function judgementTables(manifest: Manifest, files: readonly AttachedFile[]): string[] {
  const arms = armCount(manifest);
  const columns = armColumns(arms).map((name) => `, ${name} UBIGINT`);
  const map = mapRows(manifest, files);
  const shifts = new Map(manifest.shifts.map((shift) => [shift.capture, shift]));
  const hidden = new Map(manifest.hidden.map((one) => [one.capture, one]));
  const judged = [...new Set([...shifts.keys(), ...hidden.keys()])];
  return [
    `CREATE TABLE plim.guest (id INTEGER, name VARCHAR, host VARCHAR, ram_bytes BIGINT, source VARCHAR, mapped VARCHAR,
       pid INTEGER, uuid VARCHAR, pinned VARCHAR${columns.join("")})`,
    ...insert(
      "plim.guest",
      manifest.guests.map((guest) => `(${guestRow(guest, arms)})`),
    ),
    "CREATE TABLE plim.alias (alias VARCHAR, name VARCHAR)",
    ...insert(
      "plim.alias",
      manifest.guests.flatMap((guest) => (guest.aliases ?? []).map((alias) => `(${text(alias)}, ${text(guest.name)})`)),
    ),
    "CREATE TABLE plim.by_pid (capture_id INTEGER, pid INTEGER, guest_id INTEGER)",
    ...insert("plim.by_pid", map.pid),
    "CREATE TABLE plim.by_domid (capture_id INTEGER, domid INTEGER, guest_id INTEGER)",
    ...insert("plim.by_domid", map.domid),
    "CREATE TABLE plim.by_tid (capture_id INTEGER, tid INTEGER, guest_id INTEGER)",
    ...insert("plim.by_tid", map.tid),
    "CREATE TABLE plim.judged (capture_id INTEGER, state VARCHAR, of INTEGER, shift BIGINT, wall BOOLEAN, onto VARCHAR)",
    ...insert(
      "plim.judged",
      judged.map((id) => {
        const [h, s] = [hidden.get(id), shifts.get(id)];
        return `(${id}, ${text(h?.state ?? null)}, ${number(h?.of ?? null)}, ${s?.ns ?? "NULL"}, ${s ? s.wall : "NULL"}, ${text(s?.onto ?? null)})`;
      }),
    ),
  ];
}

function guestRow(guest: ManifestGuest, arms: number): string {
  const own = armsOf(guest);
  const cells = Array.from({ length: arms }, (_, i) => own[i]).flatMap((arm) =>
    arm ? [arm.from, arm.until, arm.gpa].map(String) : ["NULL", "NULL", "NULL"],
  );
  return [
    String(guest.id),
    text(guest.name),
    text(guest.host),
    number(guest.ram_bytes),
    text(guest.source),
    text(guest.mapped),
    number(guest.pid),
    text(guest.uuid),
    text(guest.pinned?.reason ?? null),
    ...cells,
  ].join(", ");
}

/** Name of a per-file table of schema `plim`. */
export const ownTable = (what: "task" | "series" | "snapshot" | "names", file: AttachedFile): string =>
  `plim.${what}_${file.job}`;

/** Ids beyond this are joined one by one; up to it the database uses a plain array. */
const DENSE_IDS = 2 ** 20;

/**
 * Whether the file's own table of tasks or names has a row for every id that is used, and row -1 for an unknown one.
 * An inner join on such a table drops nothing and costs a third of an outer one.
 */
export const isFilled = (file: AttachedFile, what: "task" | "names"): boolean =>
  what === "task" ? file.tasksLastForever && file.greatest.task < DENSE_IDS : file.greatest.name < DENSE_IDS;

/** Joins the guest that only a name tells, as `n`, and the name that it has now, as `a`. */
const byName = (stored: string, only: string): string =>
  `LEFT JOIN plim.alias a ON a.alias = ${stored} LEFT JOIN plim.guest n ON ${only} AND n.name = coalesce(a.name, ${stored})`;

/** Statements that make the tables of one file. */
export function fileTables(file: AttachedFile, arms: number): string[] {
  const armList = armColumns(arms)
    .map((name) => `, g.${name}`)
    .join("");
  const byPid = "LEFT JOIN plim.by_pid p ON p.capture_id = s.capture_id AND p.pid = s.pid";
  const filled = (what: "task" | "names", table: string, last: number) =>
    isFilled(file, what) ? `range(-1, ${last + 1}) r(id) LEFT JOIN ${table} s ON s.id = r.id` : `${table} s`;
  const id = (what: "task" | "names") => (isFilled(file, what) ? "r.id::INTEGER AS id" : "s.id");
  const statements: string[] = [];
  if (file.columns.has("task"))
    statements.push(`CREATE TABLE ${ownTable("task", file)} AS
      SELECT ${id("task")}, s.capture_id, s.from_t, s.until_t, s.pid, s.tid, s.domid, s.comm, g.name AS guest,
        coalesce(s.vcpu, TRY_CAST(regexp_extract(s.comm, '^CPU ([0-9]+)/(KVM|TCG)', 1) AS INTEGER)) AS vcpu${armList}
      FROM ${filled("task", tableIn(file.alias, "task"), file.greatest.task)} ${byPid}
      LEFT JOIN plim.by_domid d ON d.capture_id = s.capture_id AND d.domid = s.domid
      LEFT JOIN plim.by_tid t ON t.capture_id = s.capture_id AND t.tid = s.tid AND s.pid IS NULL
      ${byName("s.comm", "s.pid IS NULL AND s.tid IS NULL AND s.domid IS NULL")}
      LEFT JOIN plim.guest g ON g.id = coalesce(p.guest_id, d.guest_id, t.guest_id, n.id)`);
  if (file.columns.has("series"))
    statements.push(`CREATE TABLE ${ownTable("series", file)} AS
      SELECT s.*, CASE s.scope WHEN 'guest' THEN coalesce(a.name, x.name, s.subject, g.name)
        WHEN 'vcpu' THEN coalesce(g.name, a.name, split_part(s.subject, '/', 1)) ELSE g.name END AS guest
      FROM ${tableIn(file.alias, "series")} s ${byPid} LEFT JOIN plim.guest g ON g.id = p.guest_id
      LEFT JOIN plim.alias a ON a.alias = split_part(s.subject, '/', 1)
      LEFT JOIN plim.by_domid d ON d.capture_id = s.capture_id AND 'd' || d.domid = s.subject
      LEFT JOIN plim.guest x ON x.id = d.guest_id`);
  if (file.columns.has("snapshot"))
    statements.push(`CREATE TABLE ${ownTable("snapshot", file)} AS
      SELECT s.*, coalesce(g.name, a.name, s.guest_name) AS guest${armList}
      FROM ${tableIn(file.alias, "snapshot")} s ${byPid} ${byName("s.guest_name", "s.pid IS NULL")}
      LEFT JOIN plim.guest g ON g.id = coalesce(p.guest_id, n.id)`);
  if (file.columns.has("name"))
    statements.push(`CREATE TABLE ${ownTable("names", file)} AS
      SELECT ${id("names")}, s.text FROM ${filled("names", tableIn(file.alias, "name"), file.greatest.name)}`);
  return statements;
}
