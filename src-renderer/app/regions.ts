// The parts of the window in the order that F6 goes through them, and what keys reach inside of a page.

const REGIONS = ["#top", "#rail", "#page", "#drawer", "#status"] as const;
const CAN_FOCUS = 'button:not([tabindex="-1"]), a[href]:not([tabindex="-1"]), input, select, textarea, [tabindex="0"]';

const isVisible = (element: HTMLElement): boolean =>
  element.offsetParent !== null || element.getClientRects().length > 0;

/** Puts the focus into the next (1) or previous (-1) part; where it was before, if it is still there. */
export function moveRegion(way: 1 | -1): void {
  const regions = REGIONS.map((name) => document.querySelector<HTMLElement>(name)).filter(
    (region): region is HTMLElement => region !== null && isVisible(region),
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const here = regions[at];
  if (here && document.activeElement instanceof HTMLElement && document.activeElement !== here)
    lastIn.set(here.id, document.activeElement);
  const next = at < 0 ? (way === 1 ? 0 : regions.length - 1) : (at + way + regions.length) % regions.length;
  const region = regions[next];
  if (region) focusIn(region);
}

const lastIn = new Map<string, HTMLElement>();

function focusIn(region: HTMLElement): void {
  const before = lastIn.get(region.id);
  const first = [...region.querySelectorAll<HTMLElement>(CAN_FOCUS)].find(isVisible);
  // Of a row of links the one of the page is reached: the others have left the order since.
  const isStill = before?.isConnected && isVisible(before) && before.tabIndex >= 0;
  (isStill ? before : (first ?? region)).focus();
}

export function focusPage(): void {
  document.getElementById("page")?.focus({ preventScroll: true });
}

/** The first filter of the page, if it has one. */
export function focusFilter(): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>("#page [data-filter]")];
  const field = fields.find(isVisible);
  field?.focus();
  field?.select();
}

/** The table button of the panel that has the focus, or is under the pointer. */
export function pressTableButton(): void {
  const panel =
    document.activeElement?.closest(".panel:has(.totable)") ??
    document.activeElement?.querySelector(":scope > .panel:has(.totable)") ??
    document.querySelector("#page .panel:hover:has(.totable)");
  panel?.querySelector<HTMLButtonElement>(".totable")?.click();
}

/** Whether typed characters belong to this element. */
export function isTyping(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  if (element.isContentEditable || element.closest(".monaco-editor, [role=menu]")) return true;
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true;
  return (
    element instanceof HTMLInputElement && !["checkbox", "radio", "range", "button", "file"].includes(element.type)
  );
}
