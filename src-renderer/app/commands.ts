// The one registry of what can be done: it feeds palette, menus, keys, tooltips and the sheet of keys.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { IconName } from "../ui/icon.tsx";
import { normalKeys } from "./keys.ts";
import type { PageId } from "./route.ts";

export interface Command {
  /** Stable, dotted: `whatif.runExact`. */
  readonly id: string;
  /** Verb first, sentence case. */
  readonly title: string;
  readonly group: "go" | "project" | "page" | "edit" | "view" | "help";
  /** Only on this page; null: everywhere. */
  readonly page?: PageId | null;
  /** Key chords such as `mod+k`, `g s`, `shift+f6`; single letters act only outside text fields. */
  readonly keys?: readonly string[];
  readonly icon?: IconName;
  /** Its keys act only while what has the focus matches this CSS selector: keys of a thing, such as a panel. */
  readonly within?: string;
  /** Needs an argument, or is another name of a command: neither palette nor the sheet of keys lists it. */
  readonly unlisted?: boolean;
  /** Why it cannot be done now; null: it can. */
  readonly unavailable?: () => string | null;
  /** What it would bring, shown in the palette ("N* 33 to 28"). */
  readonly hint?: () => string | null;
  readonly run: (argument?: string) => void;
}

export interface Commands extends StoreApi<ReadonlyMap<string, Command>> {
  /** Adds commands until the returned function is called; a later one of the same id stands in for the earlier one. */
  register(commands: readonly Command[]): () => void;
  /** Runs a command by its id; false when there is none or it is unavailable. */
  run(id: string, argument?: string): boolean;
}

export function createCommands(): Commands {
  const store = createStore<ReadonlyMap<string, Command>>(() => new Map());
  const layers: (readonly Command[])[] = [];
  const publish = (): void =>
    store.setState(new Map(layers.flat().map((command) => [command.id, command] as const)), true);
  return {
    ...store,
    register(commands) {
      layers.push(commands);
      publish();
      return () => {
        const at = layers.indexOf(commands);
        if (at >= 0) layers.splice(at, 1);
        publish();
      };
    },
    run(id, argument) {
      const command = store.getState().get(id);
      if (!command || command.unavailable?.()) return false;
      command.run(argument);
      return true;
    },
  };
}

/** The keys of a command, as the user changed them or as they are by themselves. */
export const keysOf = (
  command: Pick<Command, "id" | "keys">,
  changed: Readonly<Record<string, readonly string[]>>,
): readonly string[] => changed[command.id] ?? command.keys ?? [];

/** Whether a command acts on this page. */
export const isOn = (command: Command, page: PageId): boolean => (command.page ?? page) === page;

/**
 * Command ids by their keys on a page. A command of the page wins over one that is everywhere, and keys that a user gave
 * win over both.
 */
export function bindingsOn(
  commands: Iterable<Command>,
  page: PageId,
  changed: Readonly<Record<string, readonly string[]>>,
  mac: boolean,
): ReadonlyMap<string, string> {
  const rank = (command: Command): number => (changed[command.id] ? 2 : command.page ? 1 : 0);
  const ranked = [...commands].filter((command) => isOn(command, page)).sort((a, b) => rank(a) - rank(b));
  const bindings = new Map<string, string>();
  for (const command of ranked)
    for (const keys of keysOf(command, changed)) {
      const spelt = normalKeys(keys, mac);
      if (spelt !== null) bindings.set(spelt, command.id);
    }
  return bindings;
}

/** Other listed commands that the same keys would call where `command` acts. */
export function clashesWith(
  command: Command,
  keys: string,
  commands: Iterable<Command>,
  changed: Readonly<Record<string, readonly string[]>>,
  mac: boolean,
): readonly Command[] {
  const spelt = normalKeys(keys, mac);
  return [...commands].filter(
    (other) =>
      other.id !== command.id &&
      !other.unlisted &&
      (!other.page || !command.page || other.page === command.page) &&
      keysOf(other, changed).some((one) => normalKeys(one, mac) === spelt),
  );
}
