// Undo and redo of what a user changes: named steps, at most a hundred.
import { createStore, type StoreApi } from "zustand/vanilla";

export interface Step {
  /** What was done, as in "Undo: Ballooning off". */
  readonly title: string;
  readonly undo: () => void;
  readonly redo: () => void;
}

export interface UndoState {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

export interface Undo extends StoreApi<UndoState> {
  /** Notes a step that has just been made. */
  add(step: Step): void;
  undo(): Step | null;
  redo(): Step | null;
  clear(): void;
}

const MOST_STEPS = 100;

export function createUndo(): Undo {
  const store = createStore<UndoState>(() => ({ done: [], undone: [] }));
  return {
    ...store,
    add: (step) => store.setState(({ done }) => ({ done: [...done, step].slice(-MOST_STEPS), undone: [] })),
    undo() {
      const { done, undone } = store.getState();
      const step = done.at(-1) ?? null;
      if (!step) return null;
      store.setState({ done: done.slice(0, -1), undone: [...undone, step] });
      step.undo();
      return step;
    },
    redo() {
      const { done, undone } = store.getState();
      const step = undone.at(-1) ?? null;
      if (!step) return null;
      store.setState({ done: [...done, step], undone: undone.slice(0, -1) });
      step.redo();
      return step;
    },
    clear: () => store.setState({ done: [], undone: [] }),
  };
}
