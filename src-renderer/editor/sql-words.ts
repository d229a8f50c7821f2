// Words of DuckDB's SQL: for colours and completion.

/** Words of queries, in the order in which a query has them where it has an order. */
export const KEYWORDS: readonly string[] = `select distinct from where group by having qualify order limit offset with
  recursive as on using join inner left right full outer cross natural semi anti asof positional lateral union all except
  intersect values and or not in is null between like ilike similar to escape case when then else end cast try_cast
  exists any some asc desc nulls first last over partition rows range groups preceding following unbounded current row
  exclude replace columns filter within window interval true false explain analyze describe summarize show pivot unpivot
  for include tablesample collate array struct map lambda at time zone`.split(/\s+/);

/** Types that a value may be cast to. */
export const TYPES: readonly string[] = `bigint integer smallint tinyint hugeint ubigint uinteger usmallint utinyint
  uhugeint double float real decimal numeric boolean varchar text blob bit date timestamp timestamp_ns timestamp_ms
  timestamp_s timestamptz uuid json`.split(/\s+/);

/** Words that are only offered, in capitals or small letters as the user writes: whole beginnings of clauses. */
export const PHRASES: readonly string[] = [
  "group by",
  "order by",
  "partition by",
  "is null",
  "is not null",
  "left join",
];

/** What the parameters stand for. */
export const PARAMETERS: readonly { readonly name: string; readonly meaning: string }[] = [
  {
    name: "$from",
    meaning: "Start of the selected span, in ns like column t. Nothing selected: the first recorded time.",
  },
  { name: "$to", meaning: "End of the selected span, in ns like column t. Nothing selected: the last recorded time." },
  { name: "$guests", meaning: "Names of the selected guests: guest IN $guests. Nothing selected: all guests." },
];
