// The window's frame: top bar, rail, page, details drawer, status bar, and what floats above them.
import { Component, lazy, type ReactNode, Suspense, useEffect, useRef } from "react";
import { useStore } from "zustand";
import { pages } from "../pages/registry.ts";
import { ToastStack } from "../ui/toast.tsx";
import { TooltipLayer } from "../ui/tooltip.tsx";
import { type App, useApp } from "./app.tsx";
import { BackendBanner } from "./backend-banner.tsx";
import { Details } from "./details.tsx";
import { globalCommands } from "./global-commands.ts";
import { jobNews } from "./job-words.ts";
import { useKeys } from "./key-handling.ts";
import type { OverlayName } from "./overlays.ts";
import { PageArea } from "./page-area.tsx";
import { Palette } from "./palette.tsx";
import { nameOf } from "./project-name.ts";
import { Rail } from "./rail.tsx";
import { focusPage } from "./regions.ts";
import { emptySelection, isEmptySelection, presentIn } from "./selection.ts";
import { StatusBar } from "./status-bar.tsx";
import { TopBar } from "./top-bar.tsx";
import "./frame.css";
import "./overlays.css";

const parts = {
  jobs: () => import("./job-centre.tsx").then((part) => ({ default: part.JobCentre })),
  keys: () => import("./keys-sheet.tsx").then((part) => ({ default: part.KeysSheet })),
  settings: () => import("./settings-dialog.tsx").then((part) => ({ default: part.SettingsDialog })),
  about: () => import("./about-dialog.tsx").then((part) => ({ default: part.AboutDialog })),
  book: () => import("./book-dialog.tsx").then((part) => ({ default: part.BookDialog })),
};
const floating = {
  // Not fetched when it is asked for: what is typed right after its keys belongs into its field.
  palette: Palette,
  jobs: lazy(parts.jobs),
  keys: lazy(parts.keys),
  settings: lazy(parts.settings),
  about: lazy(parts.about),
  book: lazy(parts.book),
} satisfies Record<OverlayName, unknown>;
const Opening = lazy(() => import("../intake/opening.tsx").then((part) => ({ default: part.Opening })));

export function AppWindow() {
  const app = useApp();
  useKeys(app);
  useEffect(() => app.commands.register(globalCommands(app)), [app]);
  useEffect(() => app.shell.onCommand((id, argument) => void app.commands.run(id, argument ?? undefined)), [app]);
  useEffect(() => fetchLater(), []);
  useSelectionKept(app);
  useTitle(app);
  useJobNews(app);
  return (
    <div id="app">
      <button type="button" className="skip" onClick={focusPage}>
        Skip to the page
      </button>
      <TopBar />
      <Rail />
      <main id="main">
        <div id="page" tabIndex={-1}>
          <BackendBanner />
          <PageArea />
        </div>
        <Details />
      </main>
      <StatusBar />
      <Floating />
      <Quiet>
        <Suspense>
          <Opening />
        </Suspense>
      </Quiet>
      <ToastStack />
      <TooltipLayer />
      <LiveRegions />
    </div>
  );
}

function Floating() {
  const { overlays } = useApp();
  const open = useStore(overlays, (state) => state.open);
  if (open === null) return null;
  const Shown = floating[open];
  return (
    <Quiet key={open}>
      <Suspense>
        <Shown />
      </Suspense>
    </Quiet>
  );
}

function LiveRegions() {
  const { live } = useApp();
  const { polite, assertive } = useStore(live);
  return (
    <>
      <div className="sr" aria-live="polite">
        {polite}
      </div>
      <div className="sr" aria-live="assertive">
        {assertive}
      </div>
    </>
  );
}

/** What the first picture does not need: fetched when there is nothing else to do, so that it is there at once. */
function fetchLater(): () => void {
  const fetchAll = (): void => {
    for (const part of Object.values(parts)) part().catch(() => {});
  };
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(fetchAll, 1500);
    return () => clearTimeout(timer);
  }
  const handle = window.requestIdleCallback(fetchAll, { timeout: 3000 });
  return () => window.cancelIdleCallback(handle);
}

/** Esc clears the selection; another project takes along neither its undo steps nor what it does not have. */
function useSelectionKept(app: App): void {
  const { route, session, undo, drawer, escape: esc } = app;
  useEffect(
    () =>
      esc.add("clear", () => {
        if (isEmptySelection(route.getState().selection)) return false;
        route.change({ selection: emptySelection });
        return true;
      }),
    [esc, route],
  );
  useEffect(() => {
    const stops = [
      route.subscribe(({ project }, before) => {
        if (project === before.project) return;
        undo.clear();
        drawer.clear();
      }),
      session.subscribe(({ project }, before) => {
        if (!project || project === before.project) return;
        const { selection } = route.getState();
        const guests = project.info.guests.map((guest) => guest.name);
        const captures = project.info.captures.map((capture) => capture.id);
        const kept = presentIn(selection, guests, captures);
        const same =
          kept.guests.length === selection.guests.length && kept.captures.length === selection.captures.length;
        if (!same) route.change({ selection: kept }, true);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [route, session, undo, drawer]);
}

/** Title of the window; a page that is reached by a key takes the focus, so that reading goes on there. */
function useTitle({ route, session, live }: App): void {
  const page = useStore(route, (state) => state.page);
  const path = useStore(route, (state) => state.project);
  const name = useStore(session, (state) => state.project?.name ?? null);
  const title = pages.find((one) => one.id === page)?.title ?? "";
  const first = useRef(true);
  useEffect(() => {
    const project = name ?? (path === null ? null : nameOf(path));
    document.title = [title, project, "Plimsoll"].filter(Boolean).join(" · ");
  }, [title, name, path]);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    if (document.activeElement === document.body || document.activeElement === null) focusPage();
    live.say(title);
  }, [title, live]);
}

function useJobNews({ session, live }: App): void {
  useEffect(
    () =>
      session.subscribe(({ jobs }, before) => {
        if (jobs === before.jobs) return;
        for (const { text, bad } of jobNews(before.jobs, jobs)) (bad ? live.alert : live.say)(text);
      }),
    [session, live],
  );
}

/** A part that cannot be loaded or shown is left out; the window lives on without it. */
class Quiet extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
