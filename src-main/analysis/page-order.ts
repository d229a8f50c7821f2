// Pages of all subjects in the order in which KSM scans them, contents as dense numbers, rewritten pages marked.
import type { QueryClient } from "../store/contract.ts";
import { type Contents, pagesCte } from "./contents.ts";
import { groupBy, rowsOf, textOf } from "./sql.ts";

export interface PageOrder {
  /** 0: zero page; 1, 2, ...: contents that stand more than once; negative: alone. */
  readonly contents: Int32Array;
  /** 1 for pages that the page table calls rewritten. */
  readonly volatile: Uint8Array;
}

const orderSql = (contents: Contents): string => `WITH ${pagesCte(contents.subjects)},
  many AS (SELECT h, row_number() OVER (ORDER BY h) AS id FROM p WHERE b AND NOT z GROUP BY h HAVING count(*) > 1)
  SELECT s::INTEGER AS s, gfn::BIGINT AS gfn, (CASE WHEN z THEN 0 ELSE coalesce(id, -1) END)::INTEGER AS c
  FROM p LEFT JOIN many USING (h) WHERE b ORDER BY s, gfn`;

/** Ranges `first-last` of page numbers whose contents kept changing, by subject. */
const VOLATILE_SQL = `SELECT subject, value FROM fact WHERE name = 'page_table.volatile' AND subject IS NOT NULL
  ORDER BY subject, value`;

type Range = readonly [first: number, last: number];

async function volatileRanges(query: QueryClient, contents: Contents): Promise<Range[][]> {
  const bySubject = groupBy(await rowsOf(query, VOLATILE_SQL), "subject");
  return contents.subjects.map(({ name }) =>
    (bySubject.get(name) ?? [])
      .map((row): Range => {
        const [first, last] = textOf(row, "value").split("-").map(Number);
        return [first ?? 0, last ?? first ?? 0];
      })
      .sort((a, b) => a[0] - b[0]),
  );
}

/** Reads `pages` backed pages in scan order: subjects as the contents list them, pages by guest frame. */
export async function readPageOrder(query: QueryClient, contents: Contents, pages: number): Promise<PageOrder> {
  const ranges = await volatileRanges(query, contents);
  const out = { contents: new Int32Array(pages), volatile: new Uint8Array(pages) };
  let at = 0;
  let alone = -1;
  let subject = -1;
  let range = 0;
  for await (const batch of query.select(orderSql(contents))) {
    const [s, gfn, c] = batch.columns.map((column) => column.data) as unknown as [
      ArrayLike<number>,
      ArrayLike<bigint>,
      ArrayLike<number>,
    ];
    for (let i = 0; i < batch.rows && at < pages; i++, at++) {
      if (s[i] !== subject) {
        subject = s[i]!;
        range = 0;
      }
      const own = ranges[subject]!;
      const content = c[i]!;
      out.contents[at] = content < 0 ? alone-- : content;
      if (own.length === 0) continue;
      const frame = Number(gfn[i]!);
      while (range < own.length && own[range]![1] < frame) range++;
      if (range < own.length && own[range]![0] <= frame) out.volatile[at] = 1;
    }
  }
  return out;
}
