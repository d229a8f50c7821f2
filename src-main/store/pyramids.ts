// The file of the pyramids: counts and sums of every lane by power-of-two spans of time, written once for each state of
// a project; it can be deleted at any time.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { cancelled } from "../../src-shared/base/errors.ts";
import type { TableName } from "../../src-shared/capture/tables.ts";
import { branchesOf, sourceOf, type ViewSources, whereOf } from "./branches.ts";
import { buildHeat, HEAT_TABLES, heatExtents } from "./build-heat.ts";
import { type Building, buildLanes, createLaneTables, type Extent, laneExtents } from "./build-lanes.ts";
import { literal } from "./ddl.ts";
import { interruptible } from "./interrupt.ts";
import { hasEnded } from "./lock.ts";
import { derivedFolder } from "./project.ts";
import type { Reader } from "./reader.ts";
import { storeFailure } from "./store-errors.ts";
import { readTimeBase, type TimeBase } from "./time-base.ts";

/** Raised whenever other pyramids come from the same captures. */
const PYRAMID_VERSION = 2;

/** Files of earlier states that stay, so that a change can be undone and nothing is made anew. */
const KEPT_FILES = 4;

export interface PyramidOptions {
  /** The program's version. */
  readonly engine: string;
  readonly signal?: AbortSignal;
  /** Hears how many rows of how many are summed. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/** The file of a project's pyramids: named after everything they depend on. */
function pyramidFile(project: string, sources: ViewSources, engine: string): string {
  const { manifest } = sources;
  const inputs = {
    version: PYRAMID_VERSION,
    engine,
    jobs: manifest.jobs.map(({ id, file, captures }) => ({ id, file, captures })),
    hidden: manifest.hidden.map(({ capture }) => capture).sort((a, b) => a - b),
    shifts: [...manifest.shifts].sort((a, b) => a.capture - b.capture),
    guests: manifest.guests.map(({ name, aliases, host, tasks, ram, ram_bytes }) => ({
      ...{ name, aliases, host, tasks },
      ...{ ram, ram_bytes },
    })),
  };
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 32);
  return join(derivedFolder(project), `${hash}.duckdb`);
}

/** Files of builds that have not ended, by the number of their process; and those that are whole. */
const UNFINISHED = /^\.(\d+)-\d+\.duckdb(\.wal)?$/;
const WHOLE = /^[0-9a-f]{32}\.duckdb$/;
let builds = 0;

/**
 * Makes the pyramids of a project as the reader shows it now, unless they are there, and returns their file; null when
 * the reader was refreshed before they were ready: what was built is of no one state then.
 * Errors: `store.disk_full`, `store.io`, `job.cancelled`.
 */
export async function buildPyramids(project: string, reader: Reader, options: PyramidOptions): Promise<string | null> {
  const sources = reader.sources();
  const outdated = (): boolean => reader.sources() !== sources;
  const file = pyramidFile(project, sources, options.engine);
  const folder = derivedFolder(project);
  if (existsSync(file)) {
    touch(file);
    return file;
  }
  mkdirSync(folder, { recursive: true });
  removeUnfinished(folder);
  const own = ++builds;
  const building = `building_${own}`;
  const unfinished = join(folder, `.${process.pid}-${own}.duckdb`);
  const { signal = new AbortController().signal } = options;
  const connection = await reader.connect();
  const wanted = (): void => {
    if (signal.aborted || outdated()) throw cancelled(DOING);
  };
  try {
    await interruptible(connection, signal, DOING, async () => {
      await connection.run(`ATTACH ${literal(unfinished)} AS ${building}`);
      await fill(connection, building, sources, { wanted, progress: options.progress });
      await connection.run(`CHECKPOINT ${building}; DETACH ${building}`);
    });
    if (signal.aborted) throw cancelled(DOING);
    if (outdated()) return null;
    renameSync(unfinished, file);
    removeOld(folder);
    return file;
  } catch (thrown) {
    await connection.run(`DETACH DATABASE IF EXISTS ${building}`).catch(() => {});
    if (outdated() && !signal.aborted) return null;
    throw storeFailure(thrown, file, DOING);
  } finally {
    removeFiles(unfinished);
    connection.closeSync();
  }
}

const DOING = "making the timeline";

async function fill(
  connection: DuckDBConnection,
  file: string,
  sources: ViewSources,
  { wanted, progress }: { wanted(): void; progress: PyramidOptions["progress"] },
): Promise<void> {
  const base = await readTimeBase(connection);
  let [done, total] = [0, 0];
  const building: Building = {
    ...{ connection, file, base },
    step(rows) {
      wanted();
      done += rows;
      progress?.(Math.min(total, Math.round(done)), total);
    },
  };
  const known = new Map<TableName, Promise<Extent>>();
  const extentOf = (table: TableName): Promise<Extent> => {
    const extent = known.get(table) ?? readExtent(connection, sources, base, table);
    known.set(table, extent);
    return extent;
  };
  await connection.run(HEAT_TABLES(file));
  await createLaneTables(building);
  const lanes = await laneExtents(extentOf);
  const heat = await heatExtents(extentOf);
  total = [...lanes.values(), ...heat.values()].reduce((sum, { rows }) => sum + rows, 0);
  building.step(0);
  await buildLanes(building, lanes);
  await buildHeat(building, sources.manifest.guests, heat);
}

/** How many rows of a table are on the time line, and when each capture has its first and last one. */
async function readExtent(
  connection: DuckDBConnection,
  sources: ViewSources,
  base: TimeBase,
  table: TableName,
): Promise<Extent> {
  const ends = branchesOf(sources, table).map(
    (branch) => `SELECT f.capture_id AS capture, min(${branch.t}) AS a, max(${branch.t}) AS b, count(f.t) AS n
      FROM ${sourceOf(branch)} ${whereOf(branch)} GROUP BY capture`,
  );
  const found = await connection.runAndReadAll(`SELECT * FROM (${ends.join(" UNION ALL ")}) WHERE n > 0 ORDER BY a`);
  const rows = found.getRows().filter(([capture]) => base.captures.has(Number(capture)));
  return {
    rows: rows.reduce((sum, [, , , n]) => sum + Number(n), 0),
    spans: rows.map(([, first, last]) => ({ first: first as bigint, last: last as bigint })),
  };
}

/** What processes left that ended in the middle of a build. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = UNFINISHED.exec(name)?.[1];
    if (pid !== undefined && hasEnded(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

/** Marks a file as used now; on read-only media none is ever removed either. */
function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // It is then as old as it looks.
  }
}

/** Removes the files that were not used for longest. One that a system does not let go stays until the next time. */
function removeOld(folder: string): void {
  const whole = readdirSync(folder)
    .filter((name) => WHOLE.test(name))
    .map((name) => ({ name, used: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.used - a.used);
  for (const { name } of whole.slice(KEPT_FILES)) {
    try {
      rmSync(join(folder, name), { force: true });
    } catch {
      // Another process has it open.
    }
  }
}

const removeFiles = (file: string): void => {
  for (const name of [file, `${file}.wal`]) rmSync(name, { force: true });
};
