// What part of the project's time is seen: panning, zooming, and where a moment lies in px.

/** Milliseconds since project start at the left and right edge. */
export interface View {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Nothing shorter can be seen: a thousand ns. */
export const LEAST_VIEW_MS = 1e-3;

export const lengthOf = ({ fromMs, toMs }: View): number => toMs - fromMs;
export const msPerPx = (view: View, widthPx: number): number => lengthOf(view) / Math.max(1, widthPx);
export const pxOf = (ms: number, view: View, widthPx: number): number =>
  ((ms - view.fromMs) / lengthOf(view)) * widthPx;
export const msAt = (px: number, view: View, widthPx: number): number => view.fromMs + px * msPerPx(view, widthPx);

/** All of a project of `lengthMs`. */
export const whole = (lengthMs: number): View => ({ fromMs: 0, toMs: Math.max(LEAST_VIEW_MS, lengthMs) });

/** The view nearest to the wanted one that stays within the project and is not too short. */
export function within(view: View, lengthMs: number): View {
  const { toMs: end } = whole(lengthMs);
  const length = Math.min(end, Math.max(LEAST_VIEW_MS, lengthOf(view)));
  const middle = (view.fromMs + view.toMs) / 2;
  const from = Math.min(end - length, Math.max(0, length === lengthOf(view) ? view.fromMs : middle - length / 2));
  return { fromMs: from, toMs: from + length };
}

/** Makes the view `factor` times as long; what is at `ms` stays where it is. */
export function zoomed(view: View, factor: number, ms: number, lengthMs: number): View {
  const { toMs: end } = whole(lengthMs);
  const length = Math.min(end, Math.max(LEAST_VIEW_MS, lengthOf(view) * factor));
  const at = Math.min(view.toMs, Math.max(view.fromMs, ms));
  const from = at - ((at - view.fromMs) / lengthOf(view)) * length;
  return within({ fromMs: from, toMs: from + length }, lengthMs);
}

export const panned = (view: View, byMs: number, lengthMs: number): View =>
  within({ fromMs: view.fromMs + byMs, toMs: view.toMs + byMs }, lengthMs);

/** The view that shows a span with some room at its sides; a moment gets a thousandth of the project. */
export function fitted({ fromMs, toMs }: View, lengthMs: number): View {
  const room = Math.max((toMs - fromMs) * 0.08, toMs === fromMs ? lengthMs / 2000 : 0);
  return within({ fromMs: fromMs - room, toMs: toMs + room }, lengthMs);
}

/** Moves the view as little as possible so that `ms` is seen, with some room beside it. */
export function showing(view: View, ms: number, lengthMs: number): View {
  const room = lengthOf(view) * 0.1;
  if (ms < view.fromMs + room / 2) return panned(view, ms - room - view.fromMs, lengthMs);
  if (ms > view.toMs - room / 2) return panned(view, ms + room - view.toMs, lengthMs);
  return view;
}

/** A step from one view towards another; the further one itself when they can no longer be told apart. */
export function eased(from: View, to: View, share: number): View {
  // Lengths change by factors, so that zooming goes at one speed all the way.
  const length = lengthOf(from) * (lengthOf(to) / lengthOf(from)) ** share;
  const ratio = lengthOf(to) - lengthOf(from);
  const part = Math.abs(ratio) < 1e-12 * lengthOf(from) ? share : (length - lengthOf(from)) / ratio;
  const fromMs = from.fromMs + (to.fromMs - from.fromMs) * part;
  const near =
    Math.abs(to.fromMs - fromMs) < lengthOf(to) * 2e-4 && Math.abs(lengthOf(to) - length) < lengthOf(to) * 2e-4;
  return near ? to : { fromMs, toMs: fromMs + length };
}

export const sameView = (a: View, b: View): boolean => a.fromMs === b.fromMs && a.toMs === b.toMs;
