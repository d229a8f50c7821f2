// What can be done on the Dashboards page by palette and keys.
import { useEffect, useRef } from "react";
import { bounded, neighbour, placed, stepped, type Way } from "../../../src-shared/dashboard/layout.ts";
import type { Dashboard, Panel } from "../../../src-shared/dashboard/schema.ts";
import { type App, useApp } from "../../app/app.tsx";
import type { Command } from "../../app/commands.ts";
import { withSpan } from "../../app/selection.ts";
import type { PanelHands } from "./panel-frame.tsx";
import type { Open } from "./shelf.ts";
import type { Actions } from "./use-actions.ts";

export interface CommandParts {
  readonly open: Open | null;
  readonly chosen: string | null;
  readonly actions: Actions;
  readonly hands: PanelHands;
  readonly lengthMs: number;
  readonly onAdd: () => void;
  readonly onArrange: () => void;
  readonly onNew: () => void;
  readonly onRename: () => void;
  readonly onParameters: () => void;
  readonly onReport: () => void;
  readonly onCloseUp: () => void;
}

const WAYS: readonly { readonly way: Way; readonly key: string; readonly words: string }[] = [
  { way: "left", key: "arrowleft", words: "to the left" },
  { way: "right", key: "arrowright", words: "to the right" },
  { way: "up", key: "arrowup", words: "up" },
  { way: "down", key: "arrowdown", words: "down" },
];

/** The element of a panel. */
const elementOf = (id: string): HTMLElement | null =>
  [...document.querySelectorAll<HTMLElement>("[data-panel]")].find((one) => one.dataset.panel === id) ?? null;

export function focusPanel(id: string): void {
  const element = elementOf(id);
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
}

export function useDashboardCommands(parts: CommandParts): void {
  const app = useApp();
  const latest = useRef(parts);
  latest.current = parts;
  useEffect(() => {
    const now = (): CommandParts => latest.current;
    return app.commands.register([...ofDashboard(now), ...ofPanel(app, now), ...ofSpan(app, now)]);
  }, [app]);
}

const fixed = ({ open }: CommandParts): string | null =>
  open === null
    ? "no dashboard is open"
    : open.isBuilt
      ? "it is made by the program: edit a copy"
      : open.dashboard === null
        ? "its file cannot be read"
        : null;

const page = { group: "page", page: "dashboards" } as const;

function ofDashboard(now: () => CommandParts): readonly Command[] {
  return [
    {
      ...page,
      id: "dashboards.add",
      title: "Add a panel",
      keys: ["+"],
      icon: "plus",
      unavailable: () => fixed(now()),
      run: () => now().onAdd(),
    },
    {
      ...{ ...page, id: "dashboards.save", title: "Save the dashboard", keys: ["mod+s"], icon: "save" },
      unavailable: () => fixed(now()) ?? (now().open?.unsaved ? null : "nothing has changed since it was saved"),
      run: () => void now().actions.save(),
    },
    {
      ...page,
      id: "dashboards.arrange",
      title: "Arrange panels",
      keys: ["l"],
      icon: "layers",
      unavailable: () => fixed(now()),
      run: () => now().onArrange(),
    },
    {
      ...page,
      id: "dashboards.closeGaps",
      title: "Close gaps between panels",
      icon: "layers",
      unavailable: () => fixed(now()),
      run: () => now().onCloseUp(),
    },
    { ...page, id: "dashboards.new", title: "New dashboard", icon: "plus", run: () => now().onNew() },
    {
      ...{ ...page, id: "dashboards.copy", title: "Edit a copy of this dashboard", icon: "copy" },
      unavailable: () => (now().open?.dashboard ? null : "no dashboard is open"),
      run: () => {
        const { open, actions } = now();
        if (open?.dashboard) void actions.keep(open.dashboard, open.title, `Copy ${open.title}`);
      },
    },
    {
      ...page,
      id: "dashboards.rename",
      title: "Rename the dashboard",
      icon: "edit",
      unavailable: () => fixed(now()),
      run: () => now().onRename(),
    },
    {
      ...page,
      id: "dashboards.parameters",
      title: "Parameters of the dashboard",
      icon: "sliders",
      unavailable: () => fixed(now()),
      run: () => now().onParameters(),
    },
    {
      ...page,
      id: "dashboards.report",
      title: "Put the dashboard into the report",
      icon: "reports",
      unavailable: () => (now().open?.dashboard ? null : "no dashboard is open"),
      run: () => now().onReport(),
    },
    {
      ...page,
      id: "dashboards.export",
      title: "Share the dashboard as a file",
      icon: "upload",
      unavailable: () => (now().open?.dashboard ? null : "no dashboard is open"),
      run: () => void now().actions.exportFile(),
    },
    {
      ...page,
      id: "dashboards.remove",
      title: "Remove the dashboard",
      icon: "remove",
      unavailable: () => (now().open?.place.kind === "saved" ? null : "it is made by the program"),
      run: () => void now().actions.remove(),
    },
  ];
}

function chosenPanel({ open, chosen }: CommandParts): Panel | null {
  return open?.dashboard?.panels.find(({ id }) => id === chosen) ?? null;
}

function ofPanel({ live }: App, now: () => CommandParts): readonly Command[] {
  const none = (): string | null => (chosenPanel(now()) ? null : "no panel has the focus");
  const unchangeable = (): string | null => none() ?? fixed(now());
  const within = "[data-panel]";
  const step = (way: Way, what: "move" | "size"): void => {
    const panel = chosenPanel(now());
    if (!panel) return;
    const place = bounded(stepped(panel, way, what));
    const verb = what === "move" ? "Move" : "Resize";
    now().actions.change(`${verb} ${panel.title}`, (dashboard: Dashboard) => ({
      ...dashboard,
      panels: placed(dashboard.panels, panel.id, place),
    }));
    live.say(
      what === "move"
        ? `${panel.title}: column ${place.x + 1}, row ${place.y + 1}`
        : `${panel.title}: ${place.w} columns wide, ${place.h} rows tall`,
    );
  };
  return [
    ...WAYS.flatMap(({ way, key, words }): Command[] => [
      {
        ...{
          ...page,
          within,
          id: `dashboards.go.${way}`,
          title: `Go to the panel ${words}`,
          keys: [key],
          unavailable: none,
        },
        run: () => {
          const { open, chosen } = now();
          const next = open?.dashboard && chosen ? neighbour(open.dashboard.panels, chosen, way) : null;
          if (next) focusPanel(next);
        },
      },
      {
        ...{
          ...page,
          within,
          id: `dashboards.move.${way}`,
          title: `Move the panel ${words}`,
          keys: [`shift+${key}`],
          unavailable: unchangeable,
        },
        run: () => step(way, "move"),
      },
      {
        ...{ ...page, within, id: `dashboards.size.${way}`, keys: [`alt+shift+${key}`], unavailable: unchangeable },
        title: {
          left: "Make the panel narrower",
          right: "Make the panel wider",
          up: "Make the panel lower",
          down: "Make the panel taller",
        }[way],
        run: () => step(way, "size"),
      },
    ]),
    {
      ...page,
      within,
      id: "dashboards.edit",
      title: "Edit the panel",
      keys: ["enter"],
      icon: "edit",
      unavailable: unchangeable,
      run: () => now().hands.edit(now().chosen ?? ""),
    },
    {
      ...page,
      within,
      id: "dashboards.full",
      title: "Show the panel on the full page, or all of them",
      keys: ["shift+enter"],
      icon: "full",
      unavailable: none,
      run: () => now().hands.full(now().chosen ?? ""),
    },
    {
      ...page,
      within,
      id: "dashboards.removePanel",
      title: "Remove the panel",
      keys: ["delete", "backspace"],
      icon: "remove",
      unavailable: unchangeable,
      run: () => now().hands.remove(now().chosen ?? ""),
    },
    {
      ...page,
      within,
      id: "dashboards.duplicate",
      title: "Duplicate the panel",
      keys: ["mod+d"],
      icon: "copy",
      unavailable: unchangeable,
      run: () => now().hands.duplicate(now().chosen ?? ""),
    },
  ];
}

/** Zooming and panning of the span that all pages share. */
function ofSpan({ route }: App, now: () => CommandParts): readonly Command[] {
  const change = (make: (from: number, length: number) => readonly [from: number, length: number]): void => {
    const whole = now().lengthMs;
    const { selection } = route.getState();
    const { fromMs, toMs } = selection.span ?? { fromMs: 0, toMs: whole };
    const [from, length] = make(fromMs, toMs - fromMs);
    const kept = Math.min(whole, length);
    const start = Math.min(Math.max(0, from), whole - kept);
    const span =
      kept >= whole
        ? null
        : { fromMs: Math.round(start * 1000) / 1000, toMs: Math.round((start + kept) * 1000) / 1000 };
    route.change({ selection: withSpan(selection, span) });
  };
  const none = (): string | null => (now().lengthMs > 0 ? null : "nothing was recorded over time");
  return [
    {
      ...page,
      id: "dashboards.zoomIn",
      title: "Zoom in on the time",
      keys: ["w"],
      icon: "zoomIn",
      unavailable: none,
      run: () => change((from, length) => [from + length / 4, length / 2]),
    },
    {
      ...page,
      id: "dashboards.zoomOut",
      title: "Zoom out of the time",
      keys: ["s"],
      icon: "zoomOut",
      unavailable: none,
      run: () => change((from, length) => [from - length / 2, length * 2]),
    },
    {
      ...page,
      id: "dashboards.panLeft",
      title: "Pan to earlier times",
      keys: ["a"],
      unavailable: none,
      run: () => change((from, length) => [from - length / 4, length]),
    },
    {
      ...page,
      id: "dashboards.panRight",
      title: "Pan to later times",
      keys: ["d"],
      unavailable: none,
      run: () => change((from, length) => [from + length / 4, length]),
    },
    {
      ...page,
      id: "dashboards.fit",
      title: "Show the whole recording",
      keys: ["0"],
      icon: "full",
      unavailable: none,
      run: () => change((_, __) => [0, now().lengthMs]),
    },
  ];
}
