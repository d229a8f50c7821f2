// The window's own addresses: app://plimsoll/, the page with its place behind the #, staged files below /view and /file.

export const SCHEME = "app";
export const ORIGIN = "app://plimsoll";

/** The window's page; `hash` without its # is a place in it. */
export const pageUrl = (hash = ""): string => `${ORIGIN}/${hash === "" ? "" : `#${hash.replace(/^#/, "")}`}`;

/** Address of a staged HTML file. */
export const viewUrl = (id: string): string => `${ORIGIN}/view/${id}`;

/** Whether an address is the window's page, wherever in it. */
export const isPage = (url: string): boolean => url.split("#")[0] === pageUrl();

/** Whether an address is a staged file that is shown. */
export const isView = (url: string): boolean => /^app:\/\/plimsoll\/view\/[0-9a-f]{32}$/.test(url);

/** Path of the project that a page's address names; null without one. */
export function projectOf(url: string): string | null {
  const place = isPage(url) ? (url.split("#")[1] ?? "") : "";
  return new URLSearchParams(place.split("?")[1] ?? "").get("project");
}
