// What a window remembers on this machine: theme, sizes of panes, keys. Never data of a project.
import { createStore, type StoreApi } from "zustand/vanilla";

export interface Settings {
  readonly theme: "system" | "dark" | "light";
  readonly drawerOpen: boolean;
  /** Sizes in px by the pane's name. */
  readonly panes: Readonly<Record<string, number>>;
  /** Keys that the user changed, by command id. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Single-letter keys act; they can be turned off. */
  readonly singleKeys: boolean;
  /** Anything small a page remembers, by its name. */
  readonly pages: Readonly<Record<string, unknown>>;
}

/** Under which name the settings are kept; another window of the same program changes them there. */
export const SETTINGS_NAME = "plimsoll.settings/1";
const defaults: Settings = { theme: "system", drawerOpen: false, panes: {}, keys: {}, singleKeys: true, pages: {} };

/** Settings kept in `storage`; damaged or missing ones give the defaults. */
export function createSettings(storage: Storage): StoreApi<Settings> {
  const store = createStore<Settings>(() => parseSettings(stored(storage)));
  store.subscribe((settings) => {
    try {
      storage.setItem(SETTINGS_NAME, JSON.stringify(settings));
    } catch {
      // A full or forbidden storage only means that nothing is remembered.
    }
  });
  return store;
}

function stored(storage: Storage): string | null {
  try {
    return storage.getItem(SETTINGS_NAME);
  } catch {
    return null;
  }
}

/** Settings from their stored text. Each part that is damaged gives its default; the others stay. */
export function parseSettings(text: string | null): Settings {
  const value = asRecord(parseJson(text ?? "{}"));
  return {
    theme: (["system", "dark", "light"] as const).find((theme) => theme === value.theme) ?? defaults.theme,
    drawerOpen: typeof value.drawerOpen === "boolean" ? value.drawerOpen : defaults.drawerOpen,
    singleKeys: typeof value.singleKeys === "boolean" ? value.singleKeys : defaults.singleKeys,
    panes: kept(value.panes, (size): size is number => typeof size === "number" && size > 0 && size < 10_000),
    keys: kept(value.keys, (keys): keys is string[] => Array.isArray(keys) && keys.every((k) => typeof k === "string")),
    pages: asRecord(value.pages),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const kept = <T>(value: unknown, isSound: (one: unknown) => one is T): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(asRecord(value)).filter((entry): entry is [string, T] => isSound(entry[1])));
