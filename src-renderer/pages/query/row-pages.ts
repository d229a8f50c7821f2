// The rows of a result that are near what is seen: a few pages in memory, however many rows there are.
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import type { ColumnData, ResultPage } from "../../../src-shared/protocol/column-replies.ts";

export const PAGE_ROWS = 256;
/** Pages in memory: those that are seen, and one on either side. */
export const MOST_PAGES = 4;

export interface RowPages {
  /** The page that has a row and the row's place in it; null while it is on its way. */
  row(index: number): { readonly page: ResultPage; readonly at: number } | null;
  /** Brings the rows from `first` to before `until`; what is no longer wanted is given up. */
  want(first: number, until: number): void;
  /** Changes whenever rows have come. */
  version(): number;
  error(): ErrorReport | null;
  subscribe(listen: () => void): () => void;
  close(): void;
}

export type AskPage = (from: number, count: number, signal: AbortSignal) => Promise<ResultPage>;

/** `first` are rows that are there already. */
export function createRowPages(rows: number, ask: AskPage, first: ResultPage | null = null): RowPages {
  const pages = new Map<number, ResultPage>();
  const asked = new Map<number, AbortController>();
  const listeners = new Set<() => void>();
  let version = 0;
  let error: ErrorReport | null = null;

  const changed = (): void => {
    version++;
    for (const listen of listeners) listen();
  };
  const bring = (number: number): void => {
    const abort = new AbortController();
    asked.set(number, abort);
    const from = number * PAGE_ROWS;
    ask(from, Math.min(PAGE_ROWS, rows - from), abort.signal).then(
      (page) => {
        if (abort.signal.aborted) return;
        asked.delete(number);
        pages.set(number, page);
        error = null;
        changed();
      },
      (thrown: unknown) => {
        if (abort.signal.aborted) return;
        asked.delete(number);
        error = toReport(thrown);
        changed();
      },
    );
  };

  return {
    row(index) {
      const page = pages.get(Math.floor(index / PAGE_ROWS));
      const at = index % PAGE_ROWS;
      if (page && at < page.rows) return { page, at };
      return first && index < first.rows ? { page: first, at: index } : null;
    },
    want(from, until) {
      if (rows === 0 || until <= from) return;
      const [lowest, highest] = [Math.floor(from / PAGE_ROWS), Math.floor((Math.min(until, rows) - 1) / PAGE_ROWS)];
      const wanted = Array.from({ length: Math.min(MOST_PAGES, highest - lowest + 1) }, (_, i) => lowest + i);
      for (const [number, abort] of asked)
        if (!wanted.includes(number)) {
          abort.abort();
          asked.delete(number);
        }
      for (const number of wanted)
        if (!pages.has(number) && !asked.has(number) && !(number === 0 && first && first.rows >= Math.min(rows, until)))
          bring(number);
      const middle = (lowest + highest) / 2;
      const far = [...pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
      for (const number of far.slice(0, Math.max(0, pages.size + asked.size - MOST_PAGES)))
        if (!wanted.includes(number)) pages.delete(number);
    },
    version: () => version,
    error: () => error,
    subscribe(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    close() {
      for (const abort of asked.values()) abort.abort();
      asked.clear();
      pages.clear();
      listeners.clear();
    },
  };
}

/** A value as it came; null: not known. */
export function cellOf({ data, valid }: ColumnData, at: number): bigint | number | string | null {
  if (valid && valid[at] === 0) return null;
  return data[at] ?? null;
}
