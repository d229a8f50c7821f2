// Results that windows page through: rows of users' queries, kept in a database of their own that no user's SQL reaches.
import { randomBytes } from "node:crypto";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { failure, PlimsollError } from "../../src-shared/base/errors.ts";
import { resultUnitOf } from "../../src-shared/capture/result-units.ts";
import { interruptible } from "./interrupt.ts";
import { withResult } from "./query-run.ts";
import type { Reader, ReaderOptions } from "./reader.ts";
import { type ChartPoints, type ChartRequest, readChart } from "./result-chart.ts";
import { type ColumnHead, headsOf } from "./result-columns.ts";
import { copyRows, openDatabase } from "./result-database.ts";
import { type ExportForm, writeResult } from "./result-export.ts";
import { type ResultPage, readRows } from "./result-page.ts";
import { type PanelRequest, type PanelResult, readPanel } from "./result-panel.ts";
import { createSorts, type ResultOrder, type Sorts } from "./result-sorts.ts";
import { stateOf } from "./revision.ts";
import { type QuerySelection, queryFailure } from "./statement.ts";
import { isDiskFull, storeFailure } from "./store-errors.ts";

export interface ResultRequest {
  readonly sql: string;
  readonly selection: QuerySelection;
  /** Most rows that are kept. */
  readonly limit: number;
  /** Rows that come with the answer. */
  readonly first: number;
}

export interface PageRequest {
  readonly result: string;
  readonly from: number;
  readonly count: number;
  readonly order: ResultOrder | null;
}

export interface OpenedResult {
  readonly result: string;
  readonly columns: readonly ColumnHead[];
  readonly rows: number;
  /** True when the limit cut the result. */
  readonly truncated: boolean;
  readonly first: ResultPage;
}

export interface ExportRequest {
  readonly result: string;
  /** The file to write, as an absolute path. */
  readonly out: string;
  readonly form: ExportForm;
}

/** All errors of a result that is no longer kept are `result.gone`. */
export interface Results {
  /** Runs a query and keeps its rows; `told` hears how many there are so far. Errors: those of a query. */
  open(
    reader: Reader,
    request: ResultRequest,
    signal: AbortSignal,
    told?: (rows: number) => void,
  ): Promise<OpenedResult>;
  page(request: PageRequest, signal: AbortSignal): Promise<ResultPage>;
  chart(result: string, request: ChartRequest, signal: AbortSignal): Promise<ChartPoints>;
  /** Runs a query and gives what a panel shows of it; nothing is kept. Errors: those of a query, `panel.no_column`. */
  panel(reader: Reader, request: PanelRequest, signal: AbortSignal): Promise<PanelResult>;
  /**
   * Writes all rows of the query into a file, of a cut result too; answers with their number. Error: `result.outdated`
   * for a cut result of an earlier state of the project, whose other rows cannot be had any more.
   */
  write(reader: Reader, request: ExportRequest, signal: AbortSignal): Promise<number>;
  close(result: string): Promise<void>;
  end(): void;
}

/** A kept result. Its rows are those of `table` in the order of their row ids. */
interface Kept {
  readonly id: string;
  readonly table: string;
  readonly heads: readonly ColumnHead[];
  readonly rows: number;
  readonly truncated: boolean;
  readonly sql: string;
  readonly selection: QuerySelection;
  readonly sorts: Sorts;
  /** The state of the project that the rows are of. */
  readonly state: string;
}

/** Results that are kept of one project; of a further one the one that was used longest ago goes. */
export const MOST_RESULTS = 20;

const gone = (): PlimsollError =>
  failure("result.gone", "the rows of this query are no longer kept", {
    expected: `one of the last ${MOST_RESULTS} results of the project`,
    next: "run the query again",
    exit: 2,
  });

const outdated = (): PlimsollError =>
  failure("result.outdated", "the project has changed since this query was run, and only its first rows are kept", {
    expected: "a result of the project as it is now, or one that was not cut",
    next: "run the query again",
    exit: 2,
  });

const stateNow = (reader: Reader): string => stateOf(reader.sources().manifest);

/** Keeps results in memory, and in the project's `tmp` where that is too small, until `end`. */
export function createResults(project: string, options: ReaderOptions = {}): Results {
  const kept = new Map<string, Kept>();
  let database: Promise<DuckDBInstance> | null = null;
  let tables = 0;

  const instance = (): Promise<DuckDBInstance> => {
    database ??= openDatabase(project, options).catch((thrown: unknown) => {
      database = null;
      throw thrown;
    });
    return database;
  };
  const withConnection = async <T>(
    signal: AbortSignal,
    what: string,
    work: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> => {
    const connection = await (await instance()).connect();
    try {
      return await interruptible(connection, signal, what, () => work(connection));
    } catch (thrown) {
      throw keepFailure(thrown, project);
    } finally {
      connection.closeSync();
    }
  };
  const drop = (table: string): Promise<void> =>
    withConnection(new AbortController().signal, "dropping rows", async (connection) => {
      await connection.run(`DROP TABLE IF EXISTS ${table}`);
    });
  const forget = async (one: Kept): Promise<void> => {
    kept.delete(one.id);
    await one.sorts.end();
    await drop(one.table);
  };
  /** Does work with a result that may be closed meanwhile. */
  const using = async <T>(id: string, work: (one: Kept) => Promise<T>): Promise<T> => {
    const one = kept.get(id);
    if (!one) throw gone();
    // Last in the map is what was used last.
    kept.delete(id);
    kept.set(id, one);
    try {
      return await work(one);
    } catch (thrown) {
      throw kept.has(id) ? thrown : gone();
    }
  };

  /** Runs the query into a table of its own, which is dropped when that fails. */
  async function load(
    reader: Reader,
    { sql, selection, limit }: Omit<ResultRequest, "first">,
    signal: AbortSignal,
    told: (rows: number) => void,
  ): Promise<{ table: string; heads: ColumnHead[]; rows: number; truncated: boolean }> {
    const table = `r${++tables}`;
    try {
      return await withResult(reader, { sql, selection }, signal, async (result) => {
        const heads = headsOf(result);
        const connection = await (await instance()).connect();
        try {
          const { rows, truncated } = await copyRows(result, connection, table, { limit, signal, told });
          return { table, heads, rows, truncated };
        } catch (thrown) {
          throw keepFailure(thrown, project);
        } finally {
          connection.closeSync();
        }
      });
    } catch (thrown) {
      if (database) await drop(table);
      throw thrown;
    }
  }

  const readPage = (one: Kept, table: string, from: number, count: number, signal: AbortSignal): Promise<ResultPage> =>
    withConnection(signal, "reading rows", (connection) => readRows(connection, table, one, from, count));

  async function write(
    table: string,
    { heads, rows }: Pick<Kept, "heads" | "rows">,
    { out, form }: ExportRequest,
    signal: AbortSignal,
  ): Promise<number> {
    const columns = heads.map((head) => ({ ...head, unit: resultUnitOf(head.name) }));
    await withConnection(signal, "the export", (connection) => writeResult(connection, table, { out, form, columns }));
    return rows;
  }

  return {
    async open(reader, request, signal, told = () => {}) {
      const state = stateNow(reader);
      const { table, heads, rows, truncated } = await load(reader, request, signal, told);
      const sort = (name: string, { column, descending }: ResultOrder, stop: AbortSignal): Promise<void> =>
        withConnection(stop, "sorting rows", async (connection) => {
          const way = descending ? "DESC" : "ASC";
          await connection.run(
            `CREATE TABLE ${name} AS SELECT * FROM ${table} ORDER BY c${column} ${way} NULLS LAST, rowid`,
          );
        });
      const id = randomBytes(16).toString("hex");
      const sorts = createSorts(table, sort, drop);
      const { sql, selection } = request;
      const one: Kept = { id, table, heads, rows, truncated, sql, selection, sorts, state };
      kept.set(id, one);
      try {
        const first = await readPage(one, table, 0, request.first, signal);
        const [oldest] = kept.values();
        if (kept.size > MOST_RESULTS && oldest) await forget(oldest);
        return { result: id, columns: heads, rows, truncated, first };
      } catch (thrown) {
        // Nobody has heard of it, so nobody would close it.
        await forget(one);
        throw thrown;
      }
    },
    page: ({ result, from, count, order }, signal) =>
      using(result, async (one) => {
        const read = (table: string) => readPage(one, table, from, count, signal);
        if (order === null) return read(one.table);
        requireColumns(one, [order.column]);
        return one.sorts.read(order, signal, read);
      }),
    chart: (result, request, signal) =>
      using(result, async (one) => {
        requireColumns(one, [request.x, ...request.y]);
        return withConnection(signal, "the chart", (connection) => readChart(connection, one.table, one, request));
      }),
    async panel(reader, request, signal) {
      const loaded = await load(reader, request, signal, () => {});
      try {
        return await withConnection(signal, "the panel", (connection) => readPanel(connection, loaded, request));
      } finally {
        await drop(loaded.table);
      }
    },
    write: (reader, request, signal) =>
      using(request.result, async (one) => {
        if (!one.truncated) return write(one.table, one, request, signal);
        const { sql, selection, state } = one;
        if (stateNow(reader) !== state) throw outdated();
        const whole = await load(reader, { sql, selection, limit: Number.POSITIVE_INFINITY }, signal, () => {});
        try {
          // The query may have begun after a change.
          if (stateNow(reader) !== state) throw outdated();
          return await write(whole.table, whole, request, signal);
        } finally {
          await drop(whole.table);
        }
      }),
    async close(result) {
      const one = kept.get(result);
      if (one) await forget(one);
    },
    end() {
      kept.clear();
      void database?.then((opened) => opened.closeSync());
      database = null;
    },
  };
}

function requireColumns({ heads }: Kept, columns: readonly number[]): void {
  const missing = columns.find((column) => column >= heads.length);
  if (missing === undefined) return;
  throw failure("result.no_column", `the result has no column ${missing}`, {
    expected: `a column from 0 to ${heads.length - 1}`,
    next: "choose one of the columns that are shown",
    exit: 2,
  });
}

/** An error of the database that keeps the rows, in the words of a query. */
function keepFailure(thrown: unknown, project: string): PlimsollError {
  if (thrown instanceof PlimsollError) return thrown;
  return isDiskFull(thrown)
    ? storeFailure(thrown, project, "keeping the rows of the query")
    : queryFailure(thrown, " ");
}
