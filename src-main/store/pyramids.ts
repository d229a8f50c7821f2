// Pyramids: counts and sums of every lane by power-of-two spans of time, in a file of their own that is written once
// and can be deleted at any time.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { cancelled } from "../../src-shared/base/errors.ts";
import { branchesOf, sourceOf, type ViewSources, whereOf } from "./branches.ts";
import { literal } from "./ddl.ts";
import { interruptible } from "./interrupt.ts";
import { type LaneFamily, laneFamilies } from "./lanes.ts";
import { hasEnded } from "./lock.ts";
import { derivedFolder } from "./project.ts";
import type { Reader } from "./reader.ts";
import { storeFailure } from "./store-errors.ts";

/** Raised whenever other pyramids come from the same captures. */
const PYRAMID_VERSION = 1;

/** No bucket is shorter than 2^10 ns. */
const LOWEST_LEVEL = 10;
/** Levels are stored in steps of 8: what lies between is the sum of at most 4 buckets. */
export const LEVEL_STEP = 3;
/** Most buckets of one family on its lowest level. */
const MOST_BUCKETS = 2 ** 20;
/** The highest level has at most this many buckets per lane. */
const TOP_BUCKETS = 512;

/** The file of a project's pyramids: named after everything they depend on. */
function pyramidFile(project: string, sources: ViewSources, engine: string): string {
  const { manifest } = sources;
  const inputs = {
    version: PYRAMID_VERSION,
    engine,
    jobs: manifest.jobs.map(({ id, file, captures }) => ({ id, file, captures })),
    hidden: manifest.hidden.map(({ capture }) => capture).sort((a, b) => a - b),
    shifts: [...manifest.shifts].sort((a, b) => a.capture - b.capture),
    guests: manifest.guests.map(({ name, host, tasks }) => ({ name, host, tasks })),
  };
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 32);
  return join(derivedFolder(project), `${hash}.duckdb`);
}

/** Files of builds that have not ended, by the number of their process. */
const UNFINISHED = /^\.(\d+)-\d+\.duckdb(\.wal)?$/;
let builds = 0;

/**
 * Makes the pyramids of a project as the reader shows it now, unless they are there, and returns their file; null when
 * the reader was refreshed before they were ready: what was built is of no one state then.
 * Errors: `store.disk_full`, `store.io`, `job.cancelled`.
 */
export async function buildPyramids(
  project: string,
  reader: Reader,
  options: { engine: string; signal?: AbortSignal },
): Promise<string | null> {
  const sources = reader.sources();
  const outdated = (): boolean => reader.sources() !== sources;
  const file = pyramidFile(project, sources, options.engine);
  if (existsSync(file)) return file;
  const folder = derivedFolder(project);
  mkdirSync(folder, { recursive: true });
  removeUnfinished(folder);
  const own = ++builds;
  const building = `building_${own}`;
  const unfinished = join(folder, `.${process.pid}-${own}.duckdb`);
  const { signal = new AbortController().signal } = options;
  const connection = await reader.connect();
  try {
    await interruptible(connection, signal, DOING, async () => {
      await connection.run(`ATTACH ${literal(unfinished)} AS ${building}; ${createTables(building)}`);
      for (const family of laneFamilies) {
        if (signal.aborted || outdated()) break;
        await buildFamily(connection, building, sources, family);
      }
      await connection.run(`CHECKPOINT ${building}; DETACH ${building}`);
    });
    if (signal.aborted) throw cancelled(DOING);
    if (outdated()) return null;
    renameSync(unfinished, file);
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

/** What processes left that ended in the middle of a build. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = UNFINISHED.exec(name)?.[1];
    if (pid !== undefined && hasEnded(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

const createTables = (building: string): string => `
  CREATE TABLE ${building}.lane (id INTEGER, family VARCHAR, key VARCHAR, title VARCHAR, unit VARCHAR, kind VARCHAR,
    p_least UTINYINT, p_greatest UTINYINT);
  CREATE TABLE ${building}.tile1 (lane_id INTEGER, p UTINYINT, b BIGINT, n INTEGER, min DOUBLE, max DOUBLE, sum DOUBLE);
  CREATE OR REPLACE TEMP TABLE stage (key VARCHAR, p UTINYINT, b BIGINT, n INTEGER, min DOUBLE, max DOUBLE, sum DOUBLE)`;

async function buildFamily(
  connection: DuckDBConnection,
  building: string,
  sources: ViewSources,
  family: LaneFamily,
): Promise<void> {
  const span = await spanOf(connection, sources, family);
  if (span === null) return;
  const lanes = Math.max(1, await numberFrom(connection, family.atMost));
  let p = LOWEST_LEVEL;
  while (lanes * (span / 2 ** p) > MOST_BUCKETS) p++;
  const least = p;
  await connection.run(
    `INSERT INTO stage SELECT ${family.key} AS key, ${p}, t >> ${p} AS b, count(*), min(v), max(v), sum(v)
     FROM (SELECT *, CAST(${family.value} AS DOUBLE) AS v FROM ${family.rows} WHERE t IS NOT NULL) GROUP BY ALL`,
  );
  for (; span / 2 ** p > TOP_BUCKETS; p += LEVEL_STEP)
    await connection.run(
      `INSERT INTO stage SELECT key, ${p + LEVEL_STEP}, b >> ${LEVEL_STEP} AS above, sum(n), min(min), max(max), sum(sum)
       FROM stage WHERE p = ${p} GROUP BY key, above`,
    );
  await connection.run(
    `INSERT INTO ${building}.lane SELECT (SELECT count(*) FROM ${building}.lane) + row_number() OVER (ORDER BY key), '${family.id}',
       key, ${family.title}, ${unitOf(family)}, '${family.kind}', ${least}, ${p}
     FROM (SELECT DISTINCT key FROM stage WHERE key IS NOT NULL) ORDER BY key`,
  );
  await connection.run(
    `INSERT INTO ${building}.tile1 SELECT lane.id, p, b, n, min, max, sum FROM stage JOIN ${building}.lane lane
     ON lane.key = stage.key AND lane.family = '${family.id}' ORDER BY lane.id, p, b`,
  );
  await connection.run("TRUNCATE stage");
}

/** The unit of a lane; series have units of their own. */
const unitOf = (family: LaneFamily): string =>
  family.unit === "" ? "(SELECT unit FROM series WHERE id = CAST(key AS INTEGER))" : literal(family.unit);

/** ns from the first to the last row of a family's table; null without a row in time. */
async function spanOf(connection: DuckDBConnection, sources: ViewSources, family: LaneFamily): Promise<number | null> {
  const ends = branchesOf(sources, family.table).map(
    (branch) => `SELECT min(${branch.t}) AS a, max(${branch.t}) AS b FROM ${sourceOf(branch)} ${whereOf(branch)}`,
  );
  const [row] = (
    await connection.runAndReadAll(`SELECT (max(b) - min(a))::DOUBLE FROM (${ends.join(" UNION ALL ")})`)
  ).getRows();
  return typeof row?.[0] === "number" ? row[0] : null;
}

async function numberFrom(connection: DuckDBConnection, sql: string): Promise<number> {
  return Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0] ?? 0);
}

const removeFiles = (file: string): void => {
  for (const name of [file, `${file}.wal`]) rmSync(name, { force: true });
};
