// The database's functions that a query may use, for completion: how each is called and what it does.
import type { QueryClient } from "../store/contract.ts";
import { rowsOf, textOf } from "./sql.ts";

export interface SqlFunction {
  readonly name: string;
  readonly signature: string;
  readonly description: string | null;
}

/** Table functions that read nothing but their arguments and the catalogue; the others reach outside or change things. */
const TABLE_FUNCTIONS = ["range", "generate_series", "unnest", "duckdb_columns", "duckdb_functions", "duckdb_views"];

/** One entry a name: of its forms the one with the most parameters that have names. */
const FUNCTIONS = `
  SELECT function_name AS name, any_value(description) AS description,
    arg_max(parameters, len(list_filter(parameters, lambda p: NOT regexp_matches(p, '^col[0-9]+$'))) * 100 - len(parameters))
      AS parameters,
    arg_max(parameter_types, len(list_filter(parameters, lambda p: NOT regexp_matches(p, '^col[0-9]+$'))) * 100 - len(parameters))
      AS types,
    any_value(return_type) AS gives
  FROM duckdb_functions()
  WHERE regexp_matches(function_name, '^[a-z][a-z0-9_]*$') AND schema_name IN ('main', 'pg_catalog')
    AND NOT regexp_matches(function_name, '^(pragma_|pg_|has_.*_privilege|txid_|__|write_log|force_checkpoint)')
    AND (function_type IN ('scalar', 'aggregate', 'macro')
      OR function_type = 'table' AND function_name IN (${TABLE_FUNCTIONS.map((name) => `'${name}'`).join(", ")}))
  GROUP BY function_name ORDER BY function_name`;

export async function readFunctions(query: QueryClient): Promise<readonly SqlFunction[]> {
  const rows = await rowsOf(
    query,
    `SELECT name, description, array_to_string(list_transform(parameters, lambda p, i:
       CASE WHEN regexp_matches(p, '^col[0-9]+$') THEN lower(types[i]) ELSE p END), ', ') AS parameters, gives FROM (${FUNCTIONS})`,
  );
  return rows.map((row) => ({
    name: textOf(row, "name"),
    signature: `${textOf(row, "name")}(${textOf(row, "parameters")})`,
    description: textOf(row, "description") || null,
  }));
}
