// The files of scenarios as the page changes them: what is under the hand is saved, renamed and removed.
import type { StoreApi } from "zustand/vanilla";
import type { Step, Undo } from "../../app/undo.ts";
import type { Draft } from "./draft.ts";
import type { SavedScenarios } from "./saved.ts";
import { scenarioText } from "./scenario-text.ts";
import type { WhatIfState } from "./state.ts";

export interface Filing {
  load(): Promise<void>;
  save(name: string): Promise<void>;
  rename(to: string): Promise<void>;
  /** Gives the step that was made. */
  remove(): Promise<Step | null>;
}

export function createFiling({
  store,
  saved,
  undo,
  refresh,
}: {
  readonly store: StoreApi<WhatIfState>;
  readonly saved: SavedScenarios;
  readonly undo: Undo;
  readonly refresh: () => void;
}): Filing {
  async function load(): Promise<void> {
    store.setState({ documents: await saved.list() });
  }

  /** A change of saved files; the draft follows under the name that it has then. */
  async function refile(work: () => Promise<void>, rename: (draft: Draft) => Draft): Promise<void> {
    await work();
    const { draft } = store.getState();
    if (draft) store.setState({ draft: rename(draft) });
    await load();
    refresh();
  }

  return {
    load,
    async save(name) {
      const { draft } = store.getState();
      if (!draft) return;
      await refile(
        () => saved.save(name, scenarioText(draft.scenario)),
        (now) => ({ ...now, name, origin: name, saved: draft.scenario }),
      );
    },
    async rename(to) {
      const { draft } = store.getState();
      const from = draft?.name ?? null;
      if (!draft || from === null || to === from) return;
      const move = (a: string, b: string): Promise<void> =>
        refile(
          () => saved.rename(a, b),
          (now) => (now.name === a ? { ...now, name: b, origin: b } : now),
        );
      await move(from, to);
      undo.add({ title: `Rename ${from}`, undo: () => move(to, from), redo: () => move(from, to) });
    },
    async remove() {
      const { draft, documents } = store.getState();
      const name = draft?.name ?? null;
      if (!draft || name === null) return null;
      const text = documents.find((one) => one.name === name)?.text ?? scenarioText(draft.saved);
      const take = (): Promise<void> =>
        refile(
          () => saved.remove(name),
          (now) => (now.name === name ? { ...now, name: null } : now),
        );
      const bring = (): Promise<void> =>
        refile(
          () => saved.save(name, text),
          (now) => (now.name === null && now.origin === name ? { ...now, name } : now),
        );
      await take();
      return undo.add({ title: `Delete ${name}`, undo: bring, redo: take });
    },
  };
}
