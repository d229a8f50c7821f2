// Which dashboard the address names, and whether one of its panels fills the page.

/** A saved dashboard by its name, or one that the program makes of the project. */
export type Place = { readonly kind: "saved"; readonly name: string } | { readonly kind: "built"; readonly id: string };

export interface Shown {
  readonly place: Place;
  /** The panel that fills the page; null: all of them. */
  readonly panel: string | null;
}

/** `saved:NAME`, `built:ID`, either with `panel:ID ` before it; null for anything else. */
export function parseDetail(detail: string | null): Shown | null {
  const [, panel = null, kind, name] = /^(?:panel:(\S+) )?(saved|built):(.+)$/s.exec(detail ?? "") ?? [];
  if (!kind || !name) return null;
  return { place: kind === "saved" ? { kind, name } : { kind: "built", id: name }, panel };
}

export const keyOf = (place: Place): string => (place.kind === "saved" ? `saved:${place.name}` : `built:${place.id}`);

export const detailOf = ({ place, panel }: Shown): string =>
  `${panel === null ? "" : `panel:${panel} `}${keyOf(place)}`;

export const samePlace = (a: Place | null, b: Place | null): boolean =>
  a === b || (a !== null && b !== null && keyOf(a) === keyOf(b));
