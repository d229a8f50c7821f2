// What can be done on the Guests page by palette and keys.
import { useCallback, useEffect } from "react";
import { useApp } from "../../app/app.tsx";
import { overviewSql } from "./queries.ts";
import type { GuestsData } from "./use-guests.ts";

/** One guest with all that is known of it, or several beside each other. */
export type GuestsMode = "one" | "compare";

/** Puts a query into the editor of the Query page. */
export function useOpenSql(): (sql: string) => void {
  const { commands, route } = useApp();
  return useCallback(
    (sql: string) => {
      if (!commands.run("query.open", sql)) route.go("query", `sql:${sql}`);
    },
    [commands, route],
  );
}

export function usePageCommands(page: {
  readonly data: GuestsData;
  readonly setMode: (mode: GuestsMode) => void;
  readonly useMixNow: () => void;
  readonly mixed: number;
}): void {
  const { commands } = useApp();
  const openSql = useOpenSql();
  const { data, setMode, useMixNow, mixed } = page;
  const { compared } = data;
  useEffect(
    () =>
      commands.register([
        {
          id: "guests.useMix",
          title: "Use mix in What-if",
          group: "page",
          page: "guests",
          icon: "whatif",
          unavailable: () => (mixed === 0 ? "no guest is in the mix" : null),
          run: useMixNow,
        },
        {
          id: "guests.openSql",
          title: "Open the guests as SQL",
          group: "page",
          page: "guests",
          icon: "sql",
          run: () => openSql(overviewSql(compared)),
        },
        { id: "guests.one", title: "Show one guest", group: "page", page: "guests", run: () => setMode("one") },
        {
          id: "guests.compare",
          title: "Compare guests",
          group: "page",
          page: "guests",
          keys: ["c"],
          run: () => setMode("compare"),
        },
      ]),
    [commands, compared, setMode, useMixNow, mixed, openSql],
  );
}
