// The one selection that every page reads: a span of time, guests, captures, and the object that the drawer explains.

/** Milliseconds since project start. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Selection {
  readonly span: Span | null;
  readonly guests: readonly string[];
  readonly captures: readonly number[];
}

export const emptySelection: Selection = { span: null, guests: [], captures: [] };

/** Where a number comes from, as the drawer shows it. */
export interface Source {
  /** What the number is, in words. */
  readonly title: string;
  /** The number as it stands on the page. */
  readonly shown: string;
  /** How it is computed, in a sentence. */
  readonly how: string | null;
  /** The query that gives it. */
  readonly sql: string | null;
  /** Captures and parameters that go in. */
  readonly sources: readonly { readonly what: string; readonly sha256: string | null; readonly note: string | null }[];
  /** Path in an answer or report, for people who script. */
  readonly field: string | null;
}

/** Adds or takes away a guest: Ctrl click. */
export const toggleGuest = (selection: Selection, guest: string): Selection => ({
  ...selection,
  guests: selection.guests.includes(guest)
    ? selection.guests.filter((one) => one !== guest)
    : [...selection.guests, guest],
});

/** Selects one guest alone, or none when it is the only one already: a plain click. */
export const onlyGuest = (selection: Selection, guest: string): Selection => ({
  ...selection,
  guests: selection.guests.length === 1 && selection.guests[0] === guest ? [] : [guest],
});

/** A span in either direction; null, or one without length, takes the span away. */
export function withSpan(selection: Selection, span: Span | null): Selection {
  if (!span || span.fromMs === span.toMs) return { ...selection, span: null };
  const [fromMs, toMs] = span.fromMs < span.toMs ? [span.fromMs, span.toMs] : [span.toMs, span.fromMs];
  return { ...selection, span: { fromMs, toMs } };
}

export const isEmptySelection = ({ span, guests, captures }: Selection): boolean =>
  span === null && guests.length === 0 && captures.length === 0;

/** What of a selection a project has: guests and captures that are not in it are left out. */
export function presentIn(selection: Selection, guests: readonly string[], captures: readonly number[]): Selection {
  return {
    span: selection.span,
    guests: selection.guests.filter((guest) => guests.includes(guest)),
    captures: selection.captures.filter((capture) => captures.includes(capture)),
  };
}
