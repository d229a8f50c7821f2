// Colours of the design as numbers for the drawing worker, read from the window's style sheet.
import type { Inks } from "./draw.ts";

const VARIABLES: readonly string[] = [
  ..."bg-1 c-grid c-axis m-hatch fg-2 fg-3 err warn ok info m-anon m-file m-shared m-tiered m-overhead m-free m-balloon m-swapped".split(
    " ",
  ),
  "m-shared-line",
  "m-balloon-line",
  ...Array.from({ length: 12 }, (_, at) => `g-${at + 1}`),
  ...Array.from({ length: 9 }, (_, at) => `q-${at}`),
].map((name) => `--${name}`);

/** 0xRRGGBB of a colour as a browser computes it: `rgb(1, 2, 3)` or `color(srgb 0.1 0.2 0.3)`; null for anything else. */
export function colourOf(computed: string): number | null {
  const [, form = "", rest = ""] = /^(rgba?|color)\(\s*(?:srgb\s+)?([^)]*)\)$/.exec(computed.trim()) ?? [];
  const parts = rest.split(/[\s,/]+/).map(Number);
  if (form === "" || parts.slice(0, 3).some((part) => !Number.isFinite(part))) return null;
  const [red, green, blue] = parts.map((part) =>
    Math.min(255, Math.max(0, Math.round(form === "color" ? part * 255 : part))),
  ) as [number, number, number];
  return (red << 16) | (green << 8) | blue;
}

/** All inks of the theme that is shown now. */
export function readInks(): Inks {
  const probe = document.createElement("span");
  document.body.append(probe);
  const inks: Record<string, number> = {};
  for (const name of VARIABLES) {
    probe.style.color = `var(${name})`;
    inks[name] = colourOf(getComputedStyle(probe).color) ?? 0x808080;
  }
  probe.remove();
  return inks;
}

/** Calls `act` now and whenever the theme changes. */
export function onInks(act: (inks: Inks) => void): () => void {
  act(readInks());
  const observer = new MutationObserver(() => act(readInks()));
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}
