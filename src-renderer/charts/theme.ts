// The colours of charts, read from the window's style sheet: once for each theme, again when the theme changes.
import { useSyncExternalStore } from "react";
import { type ChartTokens, canvasTokens } from "../../src-shared/charts/tokens.ts";

const known = new Map<string, ChartTokens>();

function tokensNow(): ChartTokens {
  const root = document.documentElement;
  const theme = root.dataset.theme ?? "";
  const kept = known.get(theme);
  if (kept) return kept;
  const style = getComputedStyle(root);
  const tokens = canvasTokens((variable) => style.getPropertyValue(variable).trim());
  known.set(theme, tokens);
  return tokens;
}

function onTheme(listen: () => void): () => void {
  const observer = new MutationObserver(listen);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}

/** What options of charts are made with; changes with the theme. */
export const useChartTokens = (): ChartTokens => useSyncExternalStore(onTheme, tokensNow);
