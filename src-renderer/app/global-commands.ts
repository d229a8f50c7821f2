// Commands that are there on every page: going, undo, the frame's own parts.

import { toReport as reportOf } from "../../src-shared/base/errors.ts";
import { pages } from "../pages/registry.ts";
import type { App } from "./app.tsx";
import type { Command } from "./commands.ts";
import { focusFilter, moveRegion, pressTableButton } from "./regions.ts";
import { emptySelection } from "./selection.ts";
import { shownTheme, systemIsLight } from "./theme.ts";
import { turnStep } from "./undo-words.ts";

/** All of them, for one window. */
export function globalCommands(app: App): readonly Command[] {
  return [...going(app), ...ofProject(app), ...editing(app), ...viewing(app), ...helping(app)];
}

function going({ route }: App): readonly Command[] {
  const toPages = pages.map(
    (page): Command => ({
      id: `go.${page.id}`,
      title: `Go to ${page.title}`,
      group: "go",
      icon: page.icon,
      keys: [`g ${page.key}`],
      run: () => route.go(page.id),
    }),
  );
  return [
    ...toPages,
    { id: "go.back", title: "Go back", group: "go", icon: "back", keys: ["alt+arrowleft"], run: () => history.back() },
    {
      id: "go.forward",
      title: "Go forward",
      group: "go",
      icon: "forward",
      keys: ["alt+arrowright"],
      run: () => history.forward(),
    },
    {
      id: "query.open",
      title: "Open in Query",
      group: "go",
      unlisted: true,
      run: (sql) => route.go("query", sql === undefined ? null : `sql:${sql}`),
    },
  ];
}

function ofProject({ route, shell, session, toasts }: App): readonly Command[] {
  const none = (): string | null => (route.getState().project === null ? "no project is open" : null);
  return [
    {
      id: "project.close",
      title: "Close the project",
      group: "project",
      icon: "leave",
      unavailable: none,
      run: () => route.change({ page: "start", project: null, selection: emptySelection, detail: null }),
    },
    {
      id: "project.newWindow",
      title: "Open another window",
      group: "project",
      icon: "window",
      run: () => void shell.openWindow(window.location.hash).catch((thrown) => toasts.fail(reportOf(thrown))),
    },
    {
      id: "project.copyPath",
      title: "Copy the project's path",
      group: "project",
      icon: "copy",
      unavailable: none,
      hint: () => route.getState().project,
      run: () => {
        const path = session.getState().project?.project ?? route.getState().project ?? "";
        navigator.clipboard.writeText(path).then(
          () => toasts.say("Path copied"),
          () => toasts.say(`The browser did not allow copying: ${path}`),
        );
      },
    },
  ];
}

function editing(app: App): readonly Command[] {
  const { undo } = app;
  return [
    {
      id: "edit.undo",
      title: "Undo",
      group: "edit",
      icon: "undo",
      keys: ["mod+z"],
      unavailable: () => (undo.getState().done.length === 0 ? "nothing to undo" : null),
      hint: () => undo.getState().done.at(-1)?.title ?? null,
      run: () => void turnStep(app, "undo"),
    },
    {
      id: "edit.redo",
      title: "Redo",
      group: "edit",
      icon: "redo",
      keys: ["mod+shift+z", "mod+y"],
      unavailable: () => (undo.getState().undone.length === 0 ? "nothing to redo" : null),
      hint: () => undo.getState().undone.at(-1)?.title ?? null,
      run: () => void turnStep(app, "redo"),
    },
  ];
}

function viewing({ overlays, settings, route }: App): readonly Command[] {
  const themes = ["system", "dark", "light"] as const;
  return [
    {
      id: "view.palette",
      title: "Search and run commands",
      group: "view",
      icon: "search",
      keys: ["mod+k"],
      run: (begin) => (begin === undefined ? overlays.toggle("palette") : overlays.show("palette", begin)),
    },
    {
      id: "view.jobs",
      title: "Show jobs",
      group: "view",
      icon: "activity",
      keys: ["mod+j"],
      run: () => overlays.toggle("jobs"),
    },
    {
      id: "view.drawer",
      title: "Show or hide details",
      group: "view",
      icon: "drawer",
      keys: ["]"],
      run: () => settings.setState(({ drawerOpen }) => ({ drawerOpen: !drawerOpen })),
    },
    {
      id: "view.theme",
      title: "Switch between dark and light",
      group: "view",
      icon: "light",
      run: (wanted) => {
        const now = shownTheme(settings.getState().theme, systemIsLight());
        settings.setState({ theme: themes.find((one) => one === wanted) ?? (now === "dark" ? "light" : "dark") });
      },
    },
    {
      id: "view.settings",
      title: "Open settings",
      group: "view",
      icon: "settings",
      keys: ["mod+,"],
      run: () => overlays.show("settings"),
    },
    {
      id: "view.clearSelection",
      title: "Clear the selection",
      group: "view",
      icon: "close",
      run: () => route.change({ selection: emptySelection }),
    },
    { id: "view.filter", title: "Filter in this page", group: "view", icon: "filter", keys: ["/"], run: focusFilter },
    {
      id: "view.table",
      title: "Show the table behind the chart",
      group: "view",
      icon: "table",
      keys: ["t"],
      run: pressTableButton,
    },
    {
      id: "view.region",
      title: "Go to the next part of the window",
      group: "view",
      keys: ["f6"],
      run: () => moveRegion(1),
    },
    {
      id: "view.regionBack",
      title: "Go to the previous part of the window",
      group: "view",
      keys: ["shift+f6"],
      run: () => moveRegion(-1),
    },
  ];
}

function helping({ overlays, route }: App): readonly Command[] {
  const keys = (): void => overlays.show("keys");
  return [
    { id: "view.keys", title: "Show the keys of this page", group: "help", icon: "keys", keys: ["?"], run: keys },
    { id: "help.keys", title: "Show the keys of this page", group: "help", unlisted: true, run: keys },
    {
      id: "help.book",
      title: "Model book: formulas, sources, limits",
      group: "help",
      icon: "file",
      run: (chapter) => overlays.show("book", chapter),
    },
    { id: "help.about", title: "About Plimsoll", group: "help", icon: "info", run: () => overlays.show("about") },
    {
      id: "help.licences",
      title: "Show licences",
      group: "help",
      icon: "file",
      run: () => overlays.show("about", "licences"),
    },
    {
      id: "help.recipe",
      title: "Show the recipe to record a host",
      group: "help",
      icon: "query",
      run: () => route.go("start", "recipe"),
    },
  ];
}
