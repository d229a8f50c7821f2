// What all panels of the open dashboard share, and which dashboard is open when the address names none.
import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { valuesOf } from "./parameters.tsx";
import { keyOf, type Place, parseDetail } from "./place.ts";
import type { Open } from "./shelf.ts";
import type { PanelWorld } from "./use-panel.ts";
import type { PageData } from "./use-shelf.ts";

/** The dashboard of the address, else the one that was looked at last, else the first saved one. */
export function useLastPlace(
  project: string,
  asked: Place | null,
  { shelf: { saved, built }, savedKnown, builtKnown }: Pick<PageData, "shelf" | "savedKnown" | "builtKnown">,
): Place | null {
  const { settings } = useApp();
  const NAME = "dashboards.last";
  const kept = useStore(settings, ({ pages }) => (pages[NAME] as Record<string, unknown> | undefined)?.[project]);
  const key = asked ? keyOf(asked) : null;
  useEffect(() => {
    if (key === null || key === kept) return;
    const { pages } = settings.getState();
    settings.setState({ pages: { ...pages, [NAME]: { ...(pages[NAME] as object | undefined), [project]: key } } });
  }, [settings, project, key, kept]);
  return useMemo(() => {
    if (asked) return asked;
    const last = typeof kept === "string" ? (parseDetail(kept)?.place ?? null) : null;
    if (!savedKnown) return last;
    const isThere =
      last?.kind === "saved"
        ? saved.some(({ name }) => name === last.name)
        : !builtKnown || built.some(({ id }) => id === last?.id);
    if (last && isThere) return last;
    return saved[0] ? { kind: "saved", name: saved[0].name } : null;
  }, [asked, kept, saved, built, savedKnown, builtKnown]);
}

export function useWorld(project: OpenReply, data: PageData, desk: PanelWorld["desk"], open: Open | null): PanelWorld {
  const { route } = useApp();
  const span = useStore(route, (state) => state.selection.span);
  const guests = useStore(route, (state) => state.selection.guests);
  const chosen = useStore(desk.state, (state) => (open ? state.values.get(keyOf(open.place)) : undefined));
  const parameters = open?.dashboard?.parameters;
  const scope = useMemo(
    () => ({
      span,
      guests,
      allGuests: project.info.guests.map(({ name }) => name),
      parameters: valuesOf(parameters ?? [], chosen),
      covered: data.covered,
    }),
    [span, guests, project, parameters, chosen, data.covered],
  );
  return useMemo(
    () => ({
      ...{ desk, project: project.project, revision: project.revision, scope, startWallMs: project.start_wall_ms },
      ...{ lanes: data.lanes, lanesError: data.lanesError, answer: data.answer, answerKnown: data.answerKnown },
    }),
    [desk, project, scope, data.lanes, data.lanesError, data.answer, data.answerKnown],
  );
}
