// Dark or light: what the user wants, or what the system shows.
import { useSyncExternalStore } from "react";
import type { StoreApi } from "zustand/vanilla";
import { parseSettings, SETTINGS_NAME, type Settings } from "./settings.ts";

export type Theme = "dark" | "light";

const LIGHT = "(prefers-color-scheme: light)";

/** The theme that is shown now. */
export const shownTheme = (setting: Settings["theme"], systemIsLight: boolean): Theme =>
  setting === "system" ? (systemIsLight ? "light" : "dark") : setting;

export const systemIsLight = (): boolean => window.matchMedia(LIGHT).matches;

function onSystemTheme(changed: () => void): () => void {
  const system = window.matchMedia(LIGHT);
  system.addEventListener("change", changed);
  return () => system.removeEventListener("change", changed);
}

/** Whether the system is light; follows it. */
export const useSystemIsLight = (): boolean => useSyncExternalStore(onSystemTheme, systemIsLight);

/** The theme of the last time, before anything else is known, so that the first picture has it. */
export function showRememberedTheme(): void {
  let text: string | null = null;
  try {
    text = window.localStorage.getItem(SETTINGS_NAME);
  } catch {
    // Where nothing is remembered the system's theme is shown.
  }
  document.documentElement.dataset.theme = shownTheme(parseSettings(text).theme, systemIsLight());
}

/** Keeps the page's theme as settings and system want it, and tells the shell. */
export function followTheme(settings: StoreApi<Settings>, tellShell: (theme: Settings["theme"]) => void): () => void {
  const system = window.matchMedia(LIGHT);
  const show = (): void => {
    document.documentElement.dataset.theme = shownTheme(settings.getState().theme, system.matches);
  };
  show();
  tellShell(settings.getState().theme);
  system.addEventListener("change", show);
  const stop = settings.subscribe(({ theme }, before) => {
    if (theme === before.theme) return;
    show();
    tellShell(theme);
  });
  return () => {
    system.removeEventListener("change", show);
    stop();
  };
}
