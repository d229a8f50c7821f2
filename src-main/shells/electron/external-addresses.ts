// Every address outside of the program that it may open: a fixed list.

export const EXTERNAL = {
  ksm: "https://docs.kernel.org/admin-guide/mm/ksm.html",
  perf: "https://perfwiki.github.io/main/",
  sql: "https://duckdb.org/docs/stable/sql/introduction",
} as const;

export const isExternal = (url: string): boolean => (Object.values(EXTERNAL) as readonly string[]).includes(url);
