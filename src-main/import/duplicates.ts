// The same recording twice: a capture whose rows all stand in another one is counted once and said.
import type { CatalogueEntry } from "../store/contract.ts";
import type { JobSpec, ReadSource } from "./import-job.ts";
import type { All, StoredCaptures } from "./stored-captures.ts";

/** A capture as far as duplicates go; `schema` is the prefix of its tables, empty for the file being written. */
interface Candidate {
  readonly id: number;
  readonly name: string;
  readonly schema: string;
  readonly binary: boolean;
  readonly whole: boolean;
  readonly stepNs: number;
  readonly offset: bigint;
  readonly first: bigint | null;
  readonly last: bigint | null;
  readonly rows: Readonly<Record<string, number>>;
  readonly stored: boolean;
}

/** What rows of trace events are compared by, beside their times: what a recording's text has as well. */
const KEYS = {
  fault: "k.tid, x.addr AS a",
  event: "k.tid, (SELECT n.text FROM $name n WHERE n.id = x.event_id) AS a",
  vm_exit: "k.tid, (SELECT n.text FROM $name n WHERE n.id = x.reason_id) AS a",
  mmu: "k.tid, x.addr, x.kind::VARCHAR AS kind",
  access: "k.tid, x.addr",
  region: "x.addr, x.bytes, x.hits",
  sched: "k.tid, x.state::VARCHAR AS state",
} as const;
type Traced = keyof typeof KEYS;
const isTraced = (table: Compared): table is Traced => table in KEYS;

/** Tables that make a recording; the others (settings, mappings) are too small or too alike to tell. */
const COMPARED = ["fault", "event", "vm_exit", "mmu", "access", "region", "counter", "page"] as const;
/** An excerpt has other intervals at its ends: they only tell of recordings that hold nothing else. */
const INTERVALS = ["sched"] as const;
type Compared = (typeof COMPARED)[number] | (typeof INTERVALS)[number];

function comparedTables({ rows }: Candidate): readonly Compared[] {
  const used = COMPARED.filter((table) => (rows[table] ?? 0) > 0);
  return used.length ? used : INTERVALS.filter((table) => (rows[table] ?? 0) > 0);
}

const BINARY = /^(perf\.data|trace\.dat|xentrace$|memory|damo$)/;

const big = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

function fromSource(one: ReadSource, rows: Readonly<Record<string, number>>): Candidate {
  const { findings } = one;
  return {
    id: one.id,
    name: one.source.name,
    schema: "",
    binary: BINARY.test(one.source.importer.id),
    whole: findings.status === "whole",
    stepNs: findings.clock?.stepNs ?? 1,
    offset: findings.offset,
    first: findings.first,
    last: findings.last,
    rows,
    stored: false,
  };
}

function fromCatalogue(entry: CatalogueEntry, schema: string): Candidate {
  return {
    id: entry.id,
    name: entry.name,
    schema,
    binary: entry.step_ns === 1,
    whole: true,
    stepNs: entry.step_ns,
    offset: BigInt(entry.offset_ns),
    first: big(entry.first_ns),
    last: big(entry.last_ns),
    rows: entry.tables,
    stored: true,
  };
}

/** Which of two equal recordings is kept: what is stored, binary, finer, whole, older. */
function better(a: Candidate, b: Candidate): boolean {
  if (a.stored !== b.stored) return a.stored;
  if (a.binary !== b.binary) return a.binary;
  if (a.stepNs !== b.stepNs) return a.stepNs < b.stepNs;
  if (a.whole !== b.whole) return a.whole;
  return a.id < b.id;
}

/** Whether `small` may lie inside `large`, by counts and spans alone. */
function plausible(small: Candidate, large: Candidate): boolean {
  const used = comparedTables(small);
  if (!used.length || used.some((t) => (large.rows[t] ?? 0) < (small.rows[t] ?? 0))) return false;
  // Of statistics without a time, equal values prove nothing: most of what a host tells changes seldom.
  if (small.first === null && used.every((t) => t === "counter")) return false;
  const equal = used.every((t) => large.rows[t] === small.rows[t]);
  if (equal && !better(large, small)) return false;
  if (small.first === null || large.first === null || small.last === null || large.last === null)
    return small.first === null && large.first === null;
  const step = BigInt(Math.max(small.stepNs, large.stepNs));
  return small.first / step >= large.first / step && small.last / step <= large.last / step;
}

/** The rows of a capture in comparable form: recorded time cut to `step`, names instead of ids. */
function comparable(table: Compared, c: Candidate, step: number, withAddress: boolean, span: Candidate): string {
  const t = `((x.t - ${c.offset}) // ${step})`;
  const inside =
    span.first === null || span.last === null
      ? ""
      : ` AND ${t} BETWEEN ${span.first / BigInt(step)} AND ${span.last / BigInt(step)}`;
  if (isTraced(table)) {
    const key =
      table === "fault" && !withAddress ? "k.tid, NULL AS a" : KEYS[table].replace("$name", `${c.schema}name`);
    // A region's task stands for what it watches, which no two recordings number alike.
    const thread = `LEFT JOIN (SELECT DISTINCT id, tid FROM ${c.schema}task WHERE capture_id = ${c.id}) k ON k.id = x.task_id`;
    return `SELECT ${t} AS t, ${key} FROM ${c.schema}${table} x ${thread} WHERE x.capture_id = ${c.id}${inside}`;
  }
  if (table === "counter")
    return `SELECT ${t} AS t, s.name, s.subject, x.value FROM ${c.schema}counter x JOIN ${c.schema}series s ON s.id = x.series_id WHERE x.capture_id = ${c.id}${inside}`;
  return `SELECT s.guest_name, x.addr, x.hash, s.hash_algorithm, x.resident, x.frame FROM ${c.schema}page x JOIN ${c.schema}snapshot s ON s.id = x.snapshot_id WHERE s.capture_id = ${c.id}`;
}

async function liesInside(all: All, small: Candidate, large: Candidate): Promise<boolean> {
  const step = Math.max(small.stepNs, large.stepNs);
  for (const table of comparedTables(small)) {
    if (table === "counter" && !(await sameSeries(all, small, large))) return false;
    const address = table === "fault" && (await hasAddresses(all, small)) && (await hasAddresses(all, large));
    const [a, b] = [small, large].map((c) => comparable(table, c, step, address, small));
    const [row] = await all(`SELECT count(*) AS n FROM (SELECT * FROM (${a} EXCEPT ALL ${b}) LIMIT 1)`);
    if (Number(row?.n) > 0) return false;
  }
  return true;
}

async function hasAddresses(all: All, c: Candidate): Promise<boolean> {
  const [row] = await all(
    `SELECT count(*) AS n FROM (SELECT 1 FROM ${c.schema}fault WHERE capture_id = ${c.id} AND addr IS NOT NULL LIMIT 1)`,
  );
  return Number(row?.n) > 0;
}

/** Two series files are only compared when one has all the series of the other. */
async function sameSeries(all: All, small: Candidate, large: Candidate): Promise<boolean> {
  const of = (c: Candidate) => `SELECT DISTINCT name, subject FROM ${c.schema}series WHERE capture_id = ${c.id}`;
  const [row] = await all(`SELECT count(*) AS n FROM (${of(small)} EXCEPT ${of(large)})`);
  return Number(row?.n) === 0;
}

/**
 * Finds captures whose rows are all in another capture (equal recordings, other containers, excerpts), among those of
 * this job and between them and the stored ones. Returns the id of the capture that is kept for each that is hidden.
 */
export async function findDuplicates(
  all: All,
  read: readonly ReadSource[],
  rows: ReadonlyMap<number, Record<string, number>>,
  spec: JobSpec,
  held: StoredCaptures,
): Promise<Map<number, number>> {
  const fresh = read.map((one) => fromSource(one, rows.get(one.id) ?? {}));
  const stored = spec.catalogue.map((entry) => fromCatalogue(entry, held.schemaOf(entry)));
  const twins = new Map<number, number>();
  for (const small of [...fresh, ...stored]) {
    for (const large of small.stored ? fresh : [...stored, ...fresh]) {
      if (large.id === small.id || twins.has(large.id) || !plausible(small, large)) continue;
      for (const c of [small, large]) if (c.stored) await held.attach(c.id);
      if (await liesInside(all, small, large)) {
        twins.set(small.id, large.id);
        break;
      }
    }
  }
  return twins;
}
