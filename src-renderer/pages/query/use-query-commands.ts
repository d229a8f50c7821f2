// The commands of the Query page, for palette, keys and menus.
import { useEffect, useRef } from "react";
import { useApp } from "../../app/app.tsx";
import type { Command } from "../../app/commands.ts";
import type { Book } from "./book.ts";
import { activeTab, change } from "./tabs.ts";
import type { Desk } from "./use-desk.ts";

export interface PageActions {
  readonly save: () => void;
  readonly saveAs: () => void;
  readonly rename: () => void;
  readonly history: () => void;
  readonly focusEditor: () => void;
}

export function useQueryCommands(book: Book, desk: Desk, actions: PageActions): void {
  const app = useApp();
  const { commands } = app;
  const latest = useRef({ desk, actions });
  latest.current = { desk, actions };
  useEffect(() => {
    const tab = () => activeTab(book.state.getState());
    const run = () => book.runs.getState().get(tab().id);
    const isEmpty = (): string | null => (tab().sql.trim() === "" ? "the query is empty" : null);
    const noResult = (): string | null => (run()?.finished ? null : "there is no result yet");
    const own = (command: Omit<Command, "group" | "page">): Command => ({ ...command, group: "page", page: "query" });
    const list: readonly Command[] = [
      own({
        ...{ id: "query.run", title: "Run the query", keys: ["mod+enter"], icon: "play", unavailable: isEmpty },
        run: () => void latest.current.desk.run(),
      }),
      own({
        ...{ id: "query.cancel", title: "Cancel the query", icon: "stop" },
        unavailable: () => (run()?.phase === "running" ? null : "no query runs"),
        run: () => void latest.current.desk.cancel(),
      }),
      own({ id: "query.new", title: "New query", icon: "plus", run: () => latest.current.desk.create() }),
      own({
        ...{ id: "query.close", title: "Close the query", icon: "close" },
        run: () => latest.current.desk.close(tab().id),
      }),
      own({
        ...{ id: "query.save", title: "Save the query", keys: ["mod+s"], icon: "save", unavailable: isEmpty },
        run: () => latest.current.actions.save(),
      }),
      own({
        ...{
          id: "query.saveAs",
          title: "Save the query under another name",
          keys: ["mod+shift+s"],
          unavailable: isEmpty,
        },
        run: () => latest.current.actions.saveAs(),
      }),
      own({ id: "query.rename", title: "Rename the query", icon: "edit", run: () => latest.current.actions.rename() }),
      own({
        id: "query.history",
        title: "Show queries that were run",
        icon: "history",
        run: () => latest.current.actions.history(),
      }),
      own({
        ...{ id: "query.export", title: "Export the result as CSV", icon: "download", unavailable: noResult },
        run: () => void latest.current.desk.exportAs("csv"),
      }),
      own({
        ...{
          id: "query.exportParquet",
          title: "Export the result as Parquet",
          icon: "download",
          unavailable: noResult,
        },
        run: () => void latest.current.desk.exportAs("parquet"),
      }),
      own({
        id: "query.showResult",
        title: "Show the rows",
        icon: "table",
        run: () => book.state.setState({ pane: "result" }),
      }),
      own({
        id: "query.showChart",
        title: "Show the chart",
        icon: "activity",
        run: () => book.state.setState({ pane: "chart" }),
      }),
      own({ id: "query.showPlan", title: "Show the plan", run: () => book.state.setState({ pane: "plan" }) }),
      own({
        id: "query.edit",
        title: "Go to the editor",
        icon: "edit",
        run: () => latest.current.actions.focusEditor(),
      }),
      own({
        ...{ id: "query.clear", title: "Empty the query", unavailable: isEmpty },
        run: () => book.change((tabs) => change(tabs, tab().id, { sql: "" })),
      }),
      own({
        ...{ id: "query.open", title: "Open SQL in a new query", unlisted: true },
        run: (sql) => sql !== undefined && latest.current.desk.open(sql),
      }),
    ];
    const stops = [commands.register(list), app.escape.add("cancel", () => latest.current.desk.cancel())];
    return () => {
      for (const stop of stops) stop();
    };
  }, [book, commands, app]);
}
