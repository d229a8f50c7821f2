// Guest RAM found in a process's memory map by its size, where nobody asked QEMU for its address.
import type { CaptureFileWriter, JsonRow, SqlValue } from "../store/contract.ts";
import { backing, backingOffset } from "./guest-blocks.ts";
import type { ReadSource } from "./import-job.ts";
import { BY_FILE_NAME } from "./text/file-name.ts";

type All = (sql: string, params?: readonly SqlValue[]) => Promise<JsonRow[]>;

/** A block of RAM to be put among the evidence. */
export interface FoundRam {
  readonly capture: number;
  readonly name: string | null;
  readonly pid: number | null;
  readonly gpa: bigint;
  readonly bytes: bigint;
  readonly hva: bigint;
  readonly label: string;
}

/** RAM up to this size has no hole in it on any machine type of QEMU, so its layout needs no proof. */
const BELOW_ANY_HOLE = 2n ** 31n;
/** Smaller mappings are too common to be told from each other by size. */
const LEAST = 16n * 2n ** 20n;

/** A block that is looked for: its length and the guest address of its first byte. */
interface Wanted {
  readonly label: string;
  readonly gpa: bigint;
  readonly bytes: bigint;
}

/** Backing blocks of a guest's layout; those whose first byte the layout does not show are left out. */
function backingBlocks(rows: readonly JsonRow[]): Wanted[] {
  const blocks = new Map<string, { gpa: bigint | null; bytes: bigint }>();
  for (const r of rows) {
    const place = { label: String(r.label ?? "") };
    const [offset, gpa, bytes] = [backingOffset(place), BigInt(String(r.gpa)), BigInt(String(r.bytes))];
    const block = blocks.get(backing(place)) ?? { gpa: null, bytes: 0n };
    if (offset === 0n) block.gpa = gpa;
    if (offset + bytes > block.bytes) block.bytes = offset + bytes;
    blocks.set(backing(place), block);
  }
  return [...blocks].flatMap(([label, { gpa, bytes }]) => (gpa === null ? [] : [{ label, gpa, bytes }]));
}

interface Guest {
  readonly name: string;
  readonly wanted: readonly Wanted[];
}

async function unplaced(all: All): Promise<Guest[]> {
  const layout = await all(`SELECT DISTINCT name, gpa::VARCHAR AS gpa, bytes::VARCHAR AS bytes, label FROM guest_ram
    WHERE name IS NOT NULL AND hva IS NULL ORDER BY ALL LIMIT 20000`);
  const told = await all(`SELECT name, min(ram_bytes)::VARCHAR AS bytes FROM guest_seen
    WHERE name IS NOT NULL AND ram_bytes > 0 GROUP BY name HAVING count(DISTINCT ram_bytes) = 1 ORDER BY name LIMIT 5000`);
  const places = await all("SELECT DISTINCT name, label FROM guest_ram WHERE hva IS NOT NULL AND name IS NOT NULL");
  const placed = new Map<string, Set<string>>();
  for (const { name, label } of places) {
    const blocks = placed.get(String(name)) ?? new Set();
    placed.set(String(name), blocks.add(backing({ label: String(label ?? "") })));
  }
  const byName = new Map<string, Wanted[]>();
  for (const r of told) {
    const bytes = BigInt(String(r.bytes));
    if (bytes <= BELOW_ANY_HOLE && !placed.has(String(r.name)))
      byName.set(String(r.name), [{ label: "RAM", gpa: 0n, bytes }]);
  }
  for (const name of new Set(layout.map((r) => String(r.name))))
    byName.set(name, backingBlocks(layout.filter((r) => r.name === name)));
  return [...byName].map(([name, wanted]) => ({ name, wanted: wanted.filter((w) => !placed.get(name)?.has(w.label)) }));
}

/** Writable mappings of guests' processes, by the name that a stamp, a pid or the map's file name gives. */
const mappingsOf = (captures: readonly number[]): string => `
  WITH owner AS (SELECT DISTINCT name, pid FROM guest_seen WHERE name IS NOT NULL AND pid IS NOT NULL),
  file AS (SELECT capture_id, min(name) AS name FROM guest_seen WHERE how = '${BY_FILE_NAME}' GROUP BY capture_id
    HAVING count(DISTINCT name) = 1),
  thread AS (SELECT DISTINCT capture_id, id, pid FROM task WHERE pid IS NOT NULL)
  SELECT min(m.capture_id) AS capture, coalesce(o.name, f.name) AS name, k.pid, m.addr::VARCHAR AS addr, m.bytes::VARCHAR AS bytes
  FROM mapping m LEFT JOIN thread k ON k.capture_id = m.capture_id AND k.id = m.task_id
  LEFT JOIN owner o ON o.pid = k.pid LEFT JOIN file f ON f.capture_id = m.capture_id AND k.pid IS NULL
  WHERE m.capture_id IN (${captures.join(", ")}) AND m.perms LIKE 'rw-%' AND m.bytes >= ${LEAST}
    AND coalesce(o.name, f.name) IS NOT NULL
  GROUP BY ALL ORDER BY ALL LIMIT 20000`;

/**
 * Places of RAM for guests whose map was recorded without them: the one writable mapping of just the size of the guest's
 * memory block. Two mappings, or two blocks, of one size prove nothing and give none. `captures` are memory maps of
 * processes; what a recording of events says of mappings is not taken.
 */
export async function findRamBySize(all: All, captures: readonly number[]): Promise<FoundRam[]> {
  if (!captures.length) return [];
  const guests = await unplaced(all);
  if (!guests.length) return [];
  const mappings = await all(mappingsOf(captures));
  return guests.flatMap(({ name, wanted }) => {
    const own = mappings.filter((m) => m.name === name);
    return wanted.flatMap(({ label, gpa, bytes }): FoundRam[] => {
      const fitting = own.filter((m) => BigInt(String(m.bytes)) === bytes);
      const addresses = new Set(fitting.map((m) => m.addr));
      const [first] = fitting;
      if (!first || addresses.size !== 1 || wanted.filter((other) => other.bytes === bytes).length > 1) return [];
      const pid = fitting.find((m) => m.pid !== null)?.pid ?? null;
      const hva = BigInt(String(first.addr));
      return [{ capture: Number(first.capture), name, pid: pid === null ? null : Number(pid), gpa, bytes, hva, label }];
    });
  });
}

/** Formats that show the whole memory map of a process. */
const MAPS: ReadonlySet<string> = new Set(["maps", "series"]);

/** Puts the places found among the evidence, under the capture whose memory map shows them. */
export async function placeRamBySize(writer: CaptureFileWriter, read: readonly ReadSource[]): Promise<void> {
  const { mapping, guest_seen: seen } = writer.rows();
  if (!mapping || !seen) return;
  const maps = read.filter((one) => MAPS.has(one.source.importer.id)).map((one) => one.id);
  const found = await findRamBySize(writer.all.bind(writer), maps);
  writer.insert(
    "guest_ram",
    found.map(({ capture, ...block }) => ({ capture_id: capture, t: null, ...block })),
  );
}
