// Projects that the user has taken off the list of recent ones. The back end is told at the next start, so that it can
// be undone until then.
import type { Settings } from "../app/settings.ts";

type Pages = Settings["pages"];
const NAME = "start.forgotten";

export function forgottenIn(pages: Pages): readonly string[] {
  const value = pages[NAME];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

export const withForgotten = (pages: Pages, path: string): Pages => ({
  ...pages,
  [NAME]: [...forgottenIn(pages).filter((one) => one !== path), path],
});

export const withoutForgotten = (pages: Pages, path: string): Pages => ({
  ...pages,
  [NAME]: forgottenIn(pages).filter((one) => one !== path),
});
