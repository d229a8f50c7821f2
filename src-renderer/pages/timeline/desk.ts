// What the page knows of one project in this window: what is seen, where the cursor is, what is compared. Kept while other
// pages are shown; the view stands in the address as well.
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
  /** Changes with every frame: what follows it does so by hand, not by rendering. */
  readonly state: StoreApi<DeskState>;
  /** The view as of a moment ago, for words and choices that need not follow every frame. */
  readonly lately: StoreApi<View>;
  /** The view when it has come to rest. */
  readonly rested: StoreApi<View>;
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

/** The address follows the view, and the view follows addresses that are gone back to and spans that are selected elsewhere. */
export function followAddress(route: RouteStore, desk: Desk): () => void {
  const stops = [
    desk.rested.subscribe((view) => {
      // A view that is about to move on would be called back by its own address.
      if (route.getState().page !== "timeline" || !sameView(view, desk.goal())) return;
      route.change({ detail: sameView(view, whole(desk.lengthMs)) ? null : detailOfView(view) }, true);
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
    for (const stop of stops) stop();
  };
}

/** A view has come to rest when it has stayed for so long. */
const RESTS_MS = 300;
/** What need not follow every frame follows this often. */
const LATELY_MS = 120;

/** Views that lag behind: `lately` by a little, `rested` until nothing moves. One timer each, however many frames there are. */
function lagging(first: View) {
  const lately = createStore<View>(() => first);
  const rested = createStore<View>(() => first);
  let view = first;
  let movedAt = 0;
  let isLate = false;
  let rest: number | null = null;
  const settle = (): void => {
    const left = movedAt + RESTS_MS - performance.now();
    rest = left > 0 ? window.setTimeout(settle, left) : null;
    if (rest === null) rested.setState(view, true);
  };
  const follow = (now: View): void => {
    view = now;
    movedAt = performance.now();
    rest ??= window.setTimeout(settle, RESTS_MS);
    if (isLate) return;
    isLate = true;
    window.setTimeout(() => {
      isLate = false;
      lately.setState(view, true);
    }, LATELY_MS);
  };
  return { lately, rested, follow };
}

/** How much of the way a frame goes. */
const SHARE = 0.4;
const still = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Tells whoever observes the browser's measures; the browser itself keeps the last one only. */
export function tellMeasure(name: string, start: number, duration: number): void {
  performance.clearMeasures(name);
  performance.measure(name, { start, duration });
}

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
  const { lately, rested, follow } = lagging(first);
  state.subscribe((now, before) => now.view !== before.view && follow(now.view));
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
    state.setState({ view: sameView(next, view) ? view : next, cursorMs: cursor });
    lastMs = performance.now() - began;
    tellMeasure("timeline-main", began, lastMs);
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
    ...{ state, lately, rested },
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
