// What the menu of a panel offers, and where its numbers come from.
import { type RefObject, useMemo, useRef } from "react";
import type { PanelData } from "../../../src-shared/dashboard/panel-data.ts";
import type { Panel } from "../../../src-shared/dashboard/schema.ts";
import type { Source } from "../../app/selection.ts";
import { useSession } from "../../app/use-request.ts";
import type { Picture } from "../../charts/picture.ts";
import { useChartMenu } from "../../charts/use-chart-menu.ts";
import type { MenuItem } from "../../ui/menu.tsx";
import type { PanelHands } from "./panel-frame.tsx";
import type { PanelState } from "./use-panel.ts";

export function usePanelMenu(
  panel: Panel,
  state: PanelState | null,
  picture: RefObject<Picture | null>,
  hands: PanelHands,
  isFull: boolean,
): readonly MenuItem[] {
  const data = state?.data ?? null;
  const isDrawing = data?.shape === "answer" && (data.field === "load_lines" || data.field === "waterfall");
  const pictures = useChartMenu(picture, isDrawing ? "drawing" : "chart");
  const sql = data?.evidence?.sql ?? null;
  const fixed = hands.canChange ? null : "it is made by the program: edit a copy";
  const has = panel.kind === "chart" && data !== null && data.shape !== "nothing";
  return useMemo((): readonly MenuItem[] => {
    const { id, kind } = panel;
    const reading: readonly MenuItem[] =
      kind === "text"
        ? []
        : [
            {
              ...{ id: "sql", title: "Open as SQL", icon: "sql" as const },
              unavailable: sql === null ? "no query reads it" : null,
              run: () => sql !== null && hands.openSql(sql),
            },
            { id: "again", title: "Read again", icon: "refresh", run: () => state?.again() },
          ];
    return [
      {
        id: "edit",
        title: `Edit the ${kind}`,
        icon: "edit",
        keys: "enter",
        unavailable: fixed,
        run: () => hands.edit(id),
      },
      {
        ...{ id: "full", icon: "full" as const, keys: "shift+enter" },
        title: isFull ? "Show all panels" : "Full page",
        run: () => hands.full(id),
      },
      ...reading,
      ...(has ? pictures.map((item, at) => (at === 0 ? { ...item, apart: true } : item)) : []),
      {
        id: "duplicate",
        title: "Duplicate",
        icon: "copy",
        apart: true,
        unavailable: fixed,
        run: () => hands.duplicate(id),
      },
      {
        id: "remove",
        title: "Remove",
        icon: "remove",
        keys: "delete",
        unavailable: fixed,
        run: () => hands.remove(id),
      },
    ];
  }, [panel, fixed, hands, isFull, sql, state, has, pictures]);
}

/** Where the numbers of a panel come from, as the drawer shows it; one function for as long as the panel is there. */
export function usePanelSource(panel: Panel, data: PanelData | null): () => Source {
  const captures = useSession((session) => session.project?.info.captures);
  const latest = useRef({ panel, data, captures });
  latest.current = { panel, data, captures };
  return useRef((): Source => {
    const now = latest.current;
    return {
      title: now.panel.title,
      shown: now.data?.shape === "number" && now.data.value !== null ? String(now.data.value) : now.panel.title,
      how: now.data?.evidence?.how ?? null,
      sql: now.data?.evidence?.sql ?? null,
      sources: (now.captures ?? []).map(({ name, sha256 }) => ({ what: name, sha256, note: null })),
      field: now.data?.shape === "answer" ? now.data.field : null,
    };
  }).current;
}
