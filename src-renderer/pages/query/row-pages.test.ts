import { describe, expect, it } from "vitest";
import type { ResultPage } from "../../../src-shared/protocol/column-replies.ts";
import { cellOf, createRowPages, MOST_PAGES, PAGE_ROWS } from "./row-pages.ts";

/** A back end that answers when it is told to; the value of a row is its number. */
function fakeBackend(rows: number) {
  const asked: { from: number; count: number; answer(): void; fail(): void; aborted(): boolean }[] = [];
  const page = (from: number, count: number): ResultPage => ({
    ...{ from, rows: count },
    columns: [{ data: Int32Array.from({ length: count }, (_, i) => from + i), valid: null }],
  });
  const ask = (from: number, count: number, signal: AbortSignal): Promise<ResultPage> =>
    new Promise((resolve, reject) => {
      asked.push({
        ...{ from, count },
        answer: () => resolve(page(from, count)),
        fail: () => reject(new Error("gone")),
        aborted: () => signal.aborted,
      });
    });
  return {
    asked,
    page,
    pages: createRowPages(rows, ask),
    withFirst: (n: number) => createRowPages(rows, ask, page(0, n)),
  };
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const valueAt = (found: { page: ResultPage; at: number } | null) => {
  const column = found?.page.columns[0];
  return column && found ? cellOf(column, found.at) : null;
};

describe("rows of a result", () => {
  it("come when they are wanted, a page at a time, the last page as long as it is", async () => {
    const { asked, pages } = fakeBackend(600);
    pages.want(590, 600);
    expect(asked.map(({ from, count }) => [from, count])).toEqual([[512, 88]]);
    expect(pages.row(595)).toBeNull();
    asked[0]?.answer();
    await settle();
    expect(valueAt(pages.row(595))).toBe(595);
    expect(pages.version()).toBe(1);
  });

  it("of the first answer need not be asked for", () => {
    const { asked, withFirst } = fakeBackend(600);
    const pages = withFirst(200);
    pages.want(0, 30);
    expect(asked).toEqual([]);
    expect(valueAt(pages.row(20))).toBe(20);
    pages.want(190, 220);
    expect(asked.map(({ from }) => from)).toEqual([0]);
  });

  it("stay few in memory from end to end of a million", async () => {
    const rows = 1_000_000;
    const { asked, pages } = fakeBackend(rows);
    let kept = 0;
    for (let first = 0; first < rows; first += 40_000) {
      pages.want(first, first + 40);
      for (const one of asked.splice(0)) if (!one.aborted()) one.answer();
      await settle();
      expect(valueAt(pages.row(first))).toBe(first);
      kept = 0;
      for (let number = 0; number * PAGE_ROWS < rows; number++) if (pages.row(number * PAGE_ROWS)) kept++;
      expect(kept).toBeLessThanOrEqual(MOST_PAGES);
    }
  });

  it("that were scrolled past are given up, and their late answer changes nothing", async () => {
    const { asked, pages } = fakeBackend(100_000);
    pages.want(0, 40);
    pages.want(50_000, 50_040);
    expect(asked[0]?.aborted()).toBe(true);
    asked[0]?.answer();
    await settle();
    expect([pages.row(0), pages.version()]).toEqual([null, 0]);
  });

  it("that cannot be read say why, and are asked for again when they are wanted again", async () => {
    const { asked, pages } = fakeBackend(100);
    pages.want(0, 10);
    asked[0]?.fail();
    await settle();
    expect(pages.error()?.what).toBe("gone");
    pages.want(0, 10);
    asked[1]?.answer();
    await settle();
    expect([pages.error(), valueAt(pages.row(3))]).toEqual([null, 3]);
  });

  it("tell an unknown value from a zero", () => {
    expect(cellOf({ data: new Int32Array([0, 0]), valid: new Uint8Array([1, 0]) }, 0)).toBe(0);
    expect(cellOf({ data: new Int32Array([0, 0]), valid: new Uint8Array([1, 0]) }, 1)).toBeNull();
    expect(cellOf({ data: ["", null], valid: null }, 1)).toBeNull();
  });
});
