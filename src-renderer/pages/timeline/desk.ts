// What the page knows of one project in this window: what is seen, where the cursor is, what is compared. Kept while other
// pages are shown; the view stands in the address as well.
import { flushSync } from "react-dom";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { App } from "../../app/app.tsx";
import type { RouteStore } from "../../app/route.ts";
import type { Span } from "../../app/selection.ts";
import { eased, fitted, lengthOf, sameView, showing, type View, whole, within } from "../../timeline/view.ts";

/** What stands below the lanes: the table behind one, or two spans side by side. */
export type Dock = { readonly kind: "table"; readonly lane: string } | { readonly kind: "compare" };

export interface DeskState {
  readonly view: View;
  readonly cursorMs: number;
  /** The row that has, or had, the focus. */
  readonly focus: string | null;
  /** A span that is being drawn. */
  readonly draft: Span | null;
  readonly search: string;
  readonly dock: Dock | null;
  /** The span that another one is compared with. */
  readonly kept: Span | null;
}

export interface Desk {
  readonly project: string;
  readonly lengthMs: number;
  readonly state: StoreApi<DeskState>;
  /** Shows a view with the next frame. */
  show(view: View): void;
  /** The same, in a few frames. */
  glide(view: View): void;
  /** Where the view is going, or is. */
  goal(): View;
  /** Where the pointer is over the plot, as a share of its width: the cursor stays under it while the view moves. */
  pointer(share: number | null): void;
  /** Moves the cursor, and the view where it would not be seen. */
  goTo(ms: number): void;
  /** ms that the last frame took here. */
  frameMs(): number;
}

const DETAIL = /^view:(-?[\d.e+-]+)\.\.(-?[\d.e+-]+)$/;

/** The view that an address names; null when it names none. */
export function viewOfDetail(detail: string | null, lengthMs: number): View | null {
  const [, from, to] = DETAIL.exec(detail ?? "") ?? [];
  const [fromMs, toMs] = [Number(from), Number(to)];
  return from !== undefined && Number.isFinite(fromMs) && toMs > fromMs ? within({ fromMs, toMs }, lengthMs) : null;
}

const rounded = (ms: number): number => Number(ms.toFixed(6));
export const detailOfView = ({ fromMs, toMs }: View): string => `view:${rounded(fromMs)}..${rounded(toMs)}`;

const desks = new WeakMap<App, Map<string, Desk>>();

/** The desk of a project; another length of it (a further capture) makes a new one that shows what the old one showed. */
export function deskOf(app: App, project: string, lengthMs: number): Desk {
  const own = desks.get(app) ?? new Map<string, Desk>();
  desks.set(app, own);
  const known = own.get(project);
  if (known?.lengthMs === lengthMs) return known;
  const { detail, selection } = app.route.getState();
  const view =
    viewOfDetail(detail, lengthMs) ??
    (known && within(known.state.getState().view, lengthMs)) ??
    (selection.span ? fitted(selection.span, lengthMs) : whole(lengthMs));
  const desk = createDesk(project, lengthMs, view);
  own.set(project, desk);
  return desk;
}

/** A view is written into the address when it has rested for so long. */
const RESTS_MS = 300;

/** The address follows the view, and the view follows addresses that are gone back to and spans that are selected elsewhere. */
export function followAddress(route: RouteStore, desk: Desk): () => void {
  let timer = 0;
  const write = (): void => {
    if (route.getState().page !== "timeline") return;
    const { view } = desk.state.getState();
    route.change({ detail: sameView(view, whole(desk.lengthMs)) ? null : detailOfView(view) }, true);
  };
  const stops = [
    desk.state.subscribe((now, before) => {
      if (now.view === before.view) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(write, RESTS_MS);
    }),
    route.subscribe((now, before) => {
      if (now.page !== "timeline") return;
      const { span } = now.selection;
      const { view } = desk.state.getState();
      if (span && span !== before.selection.span && (span.toMs < view.fromMs || span.fromMs > view.toMs))
        desk.glide(fitted(span, desk.lengthMs));
      if (now.detail === before.detail || now.detail === detailOfView(desk.goal())) return;
      const wanted = viewOfDetail(now.detail, desk.lengthMs);
      if (wanted) desk.glide(wanted);
    }),
  ];
  return () => {
    window.clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

/** How much of the way a frame goes. */
const SHARE = 0.4;
const still = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function createDesk(project: string, lengthMs: number, first: View): Desk {
  const state = createStore<DeskState>(() => ({
    view: first,
    cursorMs: (first.fromMs + first.toMs) / 2,
    focus: null,
    draft: null,
    search: "",
    dock: null,
    kept: null,
  }));
  let goal = first;
  let gliding = false;
  let pointed: number | null = null;
  let wanted: number | null = null;
  let frame = 0;
  let lastMs = 0;

  function step(): void {
    frame = 0;
    const { view, cursorMs } = state.getState();
    const next = gliding ? eased(view, goal, SHARE) : goal;
    const began = performance.now();
    const cursor = wanted ?? cursorIn(next, cursorMs);
    flushSync(() => state.setState({ view: sameView(next, view) ? view : next, cursorMs: cursor }));
    lastMs = performance.now() - began;
    performance.measure("timeline-main", { start: began, duration: lastMs });
    wanted = null;
    if (sameView(next, goal)) gliding = false;
    else soon();
  }
  function soon(): void {
    if (frame === 0) frame = requestAnimationFrame(step);
  }
  const move = (view: View, slow: boolean): void => {
    goal = within(view, lengthMs);
    gliding = slow && !still();
    soon();
  };
  /** Under the pointer; where that is elsewhere it stays, and comes to the middle when it would not be seen. */
  function cursorIn(view: View, ms: number): number {
    if (pointed !== null) return view.fromMs + pointed * lengthOf(view);
    const rests = sameView(view, goal);
    return rests && (ms < view.fromMs || ms > view.toMs) ? (view.fromMs + view.toMs) / 2 : ms;
  }
  return {
    project,
    lengthMs,
    state,
    show: (view) => move(view, false),
    glide: (view) => move(view, true),
    goal: () => goal,
    pointer(share) {
      pointed = share;
      if (share !== null) soon();
    },
    goTo(ms) {
      pointed = null;
      wanted = Math.min(lengthMs, Math.max(0, ms));
      move(showing(goal, ms, lengthMs), true);
    },
    frameMs: () => lastMs,
  };
}
