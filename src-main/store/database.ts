// The calls of the package duckdb-async over the maintained client, for catalogue queries and scripts that expect them.
// duckdb-async itself cannot be installed without compiling DuckDB and is deprecated in favour of that client.
import {
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  type DuckDBResultReader,
  DuckDBTimestampMillisecondsValue,
  type DuckDBValue,
  type JS,
} from "@duckdb/node-api";

/** A row by column name: BIGINT as bigint, smaller numbers as number, times as Date, unknown as null. */
export type RowData = Record<string, JS>;

/** What may be bound to `?` or `$1`. */
export type Bindable = string | number | bigint | boolean | null | Date | Uint8Array;

export const OPEN_READONLY = 1;
export const OPEN_READWRITE = 2;

/** A prepared statement; it can be run again with other values until it is finalized. */
export interface Statement {
  all(...values: Bindable[]): Promise<RowData[]>;
  run(...values: Bindable[]): Promise<Statement>;
  finalize(): Promise<void>;
}

export interface Database {
  /** All rows of a statement. */
  all(sql: string, ...values: Bindable[]): Promise<RowData[]>;
  /** Runs a statement without its rows. */
  run(sql: string, ...values: Bindable[]): Promise<void>;
  /** Runs all statements of a text. */
  exec(sql: string): Promise<void>;
  prepare(sql: string, ...values: Bindable[]): Promise<Statement>;
  close(): Promise<void>;
}

export const Database = {
  /** Opens a database file or `:memory:`; the second argument is an access mode, or options by name. */
  async create(path: string, access: number | Readonly<Record<string, string>> = {}): Promise<Database> {
    const options = typeof access === "number" ? accessOptions(access) : { ...access };
    return translated(async () => {
      const instance = await DuckDBInstance.create(path, options);
      return databaseOn(instance, await instance.connect());
    });
  },
};

const accessOptions = (flags: number): Record<string, string> => ({
  access_mode: flags & OPEN_READONLY ? "READ_ONLY" : flags === OPEN_READWRITE ? "READ_WRITE" : "AUTOMATIC",
});

function databaseOn(instance: DuckDBInstance, connection: DuckDBConnection): Database {
  return {
    all: (sql, ...values) => translated(async () => rowsOf(await readAll(connection, sql, values))),
    run: (sql, ...values) =>
      translated(async () => {
        await connection.run(sql, ...bound(values));
      }),
    exec: (sql) =>
      translated(async () => {
        await connection.run(sql);
      }),
    prepare: (sql, ...values) => translated(async () => statementOn(await connection.prepare(sql), values)),
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A statement keeps the values it was prepared with until others are given. */
function statementOn(prepared: DuckDBPreparedStatement, initial: readonly Bindable[]): Statement {
  const bind = (values: readonly Bindable[]) => {
    const [all] = bound(values.length ? values : initial);
    if (all) prepared.bind(all);
  };
  const statement: Statement = {
    all: (...values) =>
      translated(async () => {
        bind(values);
        return rowsOf(await prepared.runAndReadAll());
      }),
    run: (...values) =>
      translated(async () => {
        bind(values);
        await prepared.run();
        return statement;
      }),
    async finalize() {
      prepared.destroySync();
    },
  };
  return statement;
}

const readAll = (connection: DuckDBConnection, sql: string, values: readonly Bindable[]): Promise<DuckDBResultReader> =>
  connection.runAndReadAll(sql, ...bound(values));

const rowsOf = (reader: DuckDBResultReader): RowData[] => reader.getRowObjectsJS() as RowData[];

function bound(values: readonly Bindable[]): [] | [DuckDBValue[]] {
  if (!values.length) return [];
  return [values.map(toDuckDB)];
}

function toDuckDB(value: Bindable): DuckDBValue {
  if (value instanceof Date) return new DuckDBTimestampMillisecondsValue(BigInt(value.getTime()));
  if (value instanceof Uint8Array) return new DuckDBBlobValue(value);
  return value;
}

/** Errors keep their message and get the package's code. */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Error) Object.assign(thrown, { code: "DUCKDB_NODEJS_ERROR" });
    throw thrown;
  }
}
