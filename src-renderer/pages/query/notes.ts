// What the Query page remembers of a project: open texts for each window, past runs for all windows of this machine.
import type { StoreApi } from "zustand/vanilla";
import { asRecord, withoutOldest } from "../../app/remembered.ts";
import type { Settings } from "../../app/settings.ts";
import { mergeRuns, type PastRun, parseHistory } from "./history.ts";
import { parseTabs, type QueryTabs } from "./tabs.ts";

export interface Notes {
  readonly tabs: QueryTabs;
  readonly history: readonly PastRun[];
  /** Remembers texts for this window, and runs beside those of other windows. */
  write(tabs: QueryTabs, history: readonly PastRun[]): void;
  /** The window goes: the next new one begins with its texts. */
  leave(tabs: QueryTabs): void;
}

interface Options {
  readonly project: string;
  readonly settings: StoreApi<Settings>;
  /** Of this window alone. */
  readonly session: Pick<Storage, "getItem" | "setItem">;
  /** Time of day in ms. */
  readonly wall: () => number;
}

type Stored = Readonly<Record<string, unknown>>;

const PREFIX = "query ";

export function createNotes({ project, settings, session, wall }: Options): Notes {
  const name = `${PREFIX}${project}`;
  const stored = (): Stored => asRecord(settings.getState().pages[name]);
  const keep = (part: Stored): void =>
    settings.setState(({ pages }) => ({
      pages: withoutOldest({ ...pages, [name]: { ...stored(), ...part, usedMs: wall() } }, PREFIX),
    }));
  const start = stored();
  return {
    tabs: parseTabs(readJson(session, name) ?? start),
    history: parseHistory(start.history),
    write({ tabs, active, next }, history) {
      writeJson(session, name, { tabs, active, next });
      const known = parseHistory(stored().history);
      const merged = mergeRuns(history, known);
      if (JSON.stringify(merged) !== JSON.stringify(known)) keep({ history: merged });
    },
    leave: ({ tabs, active, next }) => keep({ tabs, active, next }),
  };
}

function readJson(storage: Options["session"], name: string): unknown {
  try {
    return JSON.parse(storage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

function writeJson(storage: Options["session"], name: string, value: unknown): void {
  try {
    storage.setItem(name, JSON.stringify(value));
  } catch {
    // A full or forbidden storage only means that nothing is remembered.
  }
}
