// What a capture file tells of guests: sightings, RAM blocks, the processes that fault in them, and pinned memory.
import type { TableName } from "../../src-shared/capture/tables.ts";
import type { GuestEvidence, JsonRow, SeenGuest, SeenRam, SqlValue } from "../store/contract.ts";

type All = (sql: string, params?: readonly SqlValue[]) => Promise<JsonRow[]>;
type Rows = Readonly<Partial<Record<TableName, number>>>;

export const noEvidence: GuestEvidence = { seen: [], ram: [], faulting: [], pins: [] };

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
const whole = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

/** Xen's own name of a domain, which stands where the toolstack's is not recorded: the domain is a sighting then. */
const isDomainName = (column: string): string =>
  `regexp_matches(${column}, '^d[0-9]+$') AND capture_id IN (SELECT capture_id FROM guest_seen WHERE domid IS NOT NULL)`;

/** Names that only a snapshot, an event or a statistic mentions are sightings too. */
async function seenGuests(all: All, rows: Rows): Promise<SeenGuest[]> {
  const parts: string[] = [];
  const unlessDomain = (column: string): string => (rows.guest_seen ? `AND NOT (${isDomainName(column)})` : "");
  const none = "NULL::VARCHAR AS uuid, NULL::INTEGER AS pid, NULL::INTEGER AS domid, NULL::BIGINT AS ram_bytes";
  if (rows.guest_seen) parts.push("SELECT capture_id, name, uuid, pid, domid, ram_bytes, how FROM guest_seen");
  if (rows.snapshot)
    parts.push(`SELECT capture_id, guest_name AS name, ${none}, 'snapshot' AS how FROM snapshot
      WHERE space = 'gpa' AND guest_name IS NOT NULL`);
  if (rows.guest_event)
    parts.push(`SELECT capture_id, guest_name AS name, ${none}, 'event' AS how FROM guest_event
      WHERE guest_name IS NOT NULL AND guest_name <> 'host' ${unlessDomain("guest_name")}`);
  if (rows.series)
    parts.push(`SELECT capture_id, subject AS name, NULL::VARCHAR AS uuid, pid, NULL::INTEGER AS domid,
      NULL::BIGINT AS ram_bytes, 'statistics' AS how FROM series
      WHERE scope = 'guest' AND subject IS NOT NULL ${unlessDomain("subject")}`);
  if (!parts.length) return [];
  const found = await all(`SELECT DISTINCT * FROM (${parts.join(" UNION ALL ")}) ORDER BY ALL LIMIT 20000`);
  return found.map((r) => ({
    capture: Number(r.capture_id),
    name: text(r.name),
    uuid: text(r.uuid),
    pid: whole(r.pid),
    domid: whole(r.domid),
    ram_bytes: whole(r.ram_bytes),
    how: String(r.how),
  }));
}

async function seenRam(all: All, rows: Rows): Promise<SeenRam[]> {
  if (!rows.guest_ram) return [];
  const found = await all(`SELECT DISTINCT capture_id, name, pid, gpa::VARCHAR AS gpa, bytes::VARCHAR AS bytes,
    hva::VARCHAR AS hva, label FROM guest_ram ORDER BY ALL LIMIT 20000`);
  return found.map((r) => ({
    capture: Number(r.capture_id),
    name: text(r.name),
    pid: whole(r.pid),
    gpa: String(r.gpa),
    bytes: String(r.bytes),
    hva: text(r.hva),
    label: text(r.label),
  }));
}

/** Which processes have page faults in a RAM block: ties it to a process where no file does, or two files differ. */
async function faultingIn(all: All, rows: Rows): Promise<GuestEvidence["faulting"]> {
  if (!rows.guest_ram || !rows.fault || !rows.task) return [];
  const found = await all(`
    WITH block AS (SELECT DISTINCT hva, bytes FROM guest_ram WHERE hva IS NOT NULL LIMIT 1000),
    thread AS (SELECT DISTINCT id, pid FROM task WHERE pid IS NOT NULL),
    hit AS (SELECT b.hva, f.task_id, count(*) AS n FROM fault f JOIN block b ON f.addr >= b.hva AND f.addr < b.hva + b.bytes
      WHERE f.kind = 'host' GROUP BY ALL)
    SELECT hva::VARCHAR AS hva, pid, sum(n)::BIGINT AS n FROM hit JOIN thread ON thread.id = hit.task_id
    GROUP BY ALL ORDER BY hva, n DESC, pid`);
  return found.map((r) => ({ hva: String(r.hva), pid: Number(r.pid), faults: Number(r.n) }));
}

/** Facts by which memory must not be touched, and what each means in words. */
const PINNING: readonly (readonly [pattern: string, reason: string])[] = [
  ["%vfio%", "a device is passed through (VFIO)"],
  ["%hostdev%", "a device is passed through (VFIO)"],
  ["%pcidevs%", "a device is passed through (PCI)"],
  ["%hugetlb%", "memory is backed by huge pages"],
  ["%hugepages%", "memory is backed by huge pages"],
  ["%nosharepages%", "sharing of pages is switched off"],
  ["%locked%", "memory is locked"],
  ["%pinned%", "memory is locked"],
];

async function pins(all: All, rows: Rows): Promise<GuestEvidence["pins"]> {
  if (!rows.fact) return [];
  const cases = PINNING.map(([pattern, reason]) => `WHEN name ILIKE '${pattern}' THEN '${reason}'`).join(" ");
  const found = await all(`SELECT subject, reason, max(bytes)::BIGINT AS bytes FROM (
      SELECT subject, CASE ${cases} END AS reason, CASE WHEN name LIKE '%_bytes' THEN number END AS bytes FROM fact
      WHERE scope IN ('guest', 'process') AND subject IS NOT NULL AND coalesce(number, 1) > 0
        AND lower(coalesce(value, '')) NOT IN ('0', 'no', 'false', 'off'))
    WHERE reason IS NOT NULL GROUP BY ALL ORDER BY ALL LIMIT 1000`);
  return found.map((r) => ({ subject: String(r.subject), reason: String(r.reason), bytes: whole(r.bytes) }));
}

/** Threads with exits or faults of a guest, or with the name that QEMU gives them. */
function runningThreads(rows: Rows): string {
  const ran = [
    ...(rows.vm_exit ? ["SELECT DISTINCT task_id FROM vm_exit"] : []),
    ...(rows.fault ? ["SELECT DISTINCT task_id FROM fault WHERE kind IN ('ept', 'npt', 'stage2', 'shadow')"] : []),
  ];
  const runs = ran.length ? `id IN (${ran.join(" UNION ")}) OR` : "";
  return `SELECT DISTINCT capture_id, tid, pid, NULL::VARCHAR AS guest,
      TRY_CAST(regexp_extract(comm, '(?i)(?:^cpu |vcpu[ :_-]?)([0-9]+)', 1) AS INTEGER) AS vcpu FROM task
    WHERE tid IS NOT NULL AND domid IS NULL AND (${runs} regexp_matches(comm, '^CPU [0-9]+/KVM$'))`;
}

/** Threads of which a recorder says whose they are. */
const NAMED_THREADS = `SELECT DISTINCT capture_id, tid, pid, name AS guest, NULL::INTEGER AS vcpu FROM guest_seen
    WHERE tid IS NOT NULL AND name IS NOT NULL`;

/** Threads that run vCPUs. */
async function vcpuThreads(all: All, rows: Rows): Promise<NonNullable<GuestEvidence["threads"]>> {
  const parts = [...(rows.task ? [runningThreads(rows)] : []), ...(rows.guest_seen ? [NAMED_THREADS] : [])];
  if (!parts.length) return [];
  const found = await all(`SELECT * FROM (${parts.join(" UNION ALL ")}) ORDER BY ALL LIMIT 20000`);
  return found.map((r) => ({
    capture: Number(r.capture_id),
    tid: Number(r.tid),
    pid: whole(r.pid),
    vcpu: whole(r.vcpu),
    ...(r.guest === null || r.guest === undefined ? {} : { guest: String(r.guest) }),
  }));
}

/** Reads the evidence of the file being written. */
export async function readEvidence(all: All, rows: Rows): Promise<GuestEvidence> {
  return {
    seen: await seenGuests(all, rows),
    ram: await seenRam(all, rows),
    faulting: await faultingIn(all, rows),
    pins: await pins(all, rows),
    threads: await vcpuThreads(all, rows),
  };
}
