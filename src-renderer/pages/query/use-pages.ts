// The rows of a result that a grid shows, in its order, and what its bars are measured by.
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Client } from "../../../src-shared/protocol/client.ts";
import { useApp } from "../../app/app.tsx";
import type { GridOrder } from "./grid-head.tsx";
import { createRowPages, type RowPages } from "./row-pages.ts";
import type { Finished } from "./runs.ts";

/** The pages of a result in an order; those of the order before stay until the first of the new one are there. */
export function usePages(project: string, finished: Finished, order: GridOrder | null): RowPages {
  const { client } = useApp();
  const [pages, setPages] = useState(() => ({ order, of: finished, pages: make(client, project, finished, order) }));
  useEffect(() => {
    if (pages.of === finished && pages.order === order) return;
    const next = make(client, project, finished, order);
    let taken = false;
    const swap = (): void => {
      taken = true;
      setPages({ order, of: finished, pages: next });
    };
    const { rows } = finished.reply;
    if (order === null || rows === 0) return swap();
    next.want(0, Math.min(rows, 1));
    const stop = next.subscribe(() => {
      stop();
      swap();
    });
    return () => {
      stop();
      if (!taken) next.close();
    };
  }, [client, project, finished, order, pages]);
  useEffect(() => () => pages.pages.close(), [pages]);
  useSyncExternalStore(pages.pages.subscribe, pages.pages.version);
  return pages.pages;
}

function make(client: Client, project: string, { reply }: Finished, order: GridOrder | null): RowPages {
  return createRowPages(
    reply.rows,
    (from, count, signal) =>
      client.request("resultPage", { project, result: reply.result, from, count, order }, { signal }),
    order === null ? reply.first : null,
  );
}

/** The greatest size of a column's values over all rows, for the length of its bars; null while it is not known. */
export function useGreatest(project: string, { reply }: Finished, column: number | null): number | null {
  const { client } = useApp();
  const [known, setKnown] = useState<{ readonly key: string; readonly most: number } | null>(null);
  const key = `${reply.result} ${column}`;
  useEffect(() => {
    if (column === null || reply.rows === 0) return;
    const abort = new AbortController();
    client
      .request(
        "resultChart",
        { project, result: reply.result, x: column, y: [column], points: 2 },
        { signal: abort.signal },
      )
      .then(
        ({ series }) => {
          const ends = series.flatMap(({ min, max }) => [...min, ...max]).filter(Number.isFinite);
          if (!abort.signal.aborted) setKnown({ key, most: Math.max(0, ...ends.map(Math.abs)) });
        },
        // Without it there are no bars; the numbers are there all the same.
        () => {},
      );
    return () => abort.abort();
  }, [client, project, reply, column, key]);
  return known?.key === key ? known.most : null;
}
