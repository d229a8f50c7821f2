// Undo and redo of what a user changes: named steps, at most a hundred.
import { createStore, type StoreApi } from "zustand/vanilla";
import { type ErrorReport, toReport } from "../../src-shared/base/errors.ts";

export type Way = "undo" | "redo";

export interface Step {
  /** What was done, as in "Undo: Ballooning off". */
  readonly title: string;
  /** A promise fails when the step could not be taken; it then stays where it was. */
  readonly undo: () => void | Promise<void>;
  readonly redo: () => void | Promise<void>;
}

export interface UndoState {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

/** A step that is being undone or redone. */
interface Turn {
  readonly step: Step;
  readonly title: string;
  /** Null when it went well, else why not; never fails. */
  readonly ended: Promise<ErrorReport | null>;
}

export interface Undo extends StoreApi<UndoState> {
  /** Notes a step that has just been made, and gives it back. */
  add(step: Step): Step;
  /** Undoes the last step; null when there is none, or when it is not `only`. */
  undo(only?: Step): Turn | null;
  redo(only?: Step): Turn | null;
  clear(): void;
}

const MOST_STEPS = 100;

/** The step that `way` would take next. */
export const nextStep = ({ done, undone }: UndoState, way: Way): Step | null =>
  (way === "undo" ? done : undone).at(-1) ?? null;

export function createUndo(): Undo {
  const store = createStore<UndoState>(() => ({ done: [], undone: [] }));
  /** What is still under way; the next step waits for it. */
  let busy: Promise<unknown> | null = null;

  const move = (step: Step, way: Way): void =>
    store.setState(({ done, undone }) =>
      way === "undo"
        ? { done: done.filter((one) => one !== step), undone: [...undone, step] }
        : { done: [...done, step], undone: undone.filter((one) => one !== step) },
    );

  async function take(step: Step, way: Way): Promise<ErrorReport | null> {
    try {
      if (busy) await busy;
      const acting = step[way]();
      if (acting) {
        const ended = acting.catch(() => {});
        busy = ended;
        void ended.then(() => {
          if (busy === ended) busy = null;
        });
      }
      await acting;
      return null;
    } catch (thrown) {
      const back = way === "undo" ? "redo" : "undo";
      if (nextStep(store.getState(), back) === step) move(step, back);
      return toReport(thrown);
    }
  }

  const turn = (way: Way, only?: Step): Turn | null => {
    const step = nextStep(store.getState(), way);
    if (!step || (only && step !== only)) return null;
    move(step, way);
    return { step, title: step.title, ended: take(step, way) };
  };

  return {
    ...store,
    add(step) {
      store.setState(({ done }) => ({ done: [...done, step].slice(-MOST_STEPS), undone: [] }));
      return step;
    },
    undo: (only) => turn("undo", only),
    redo: (only) => turn("redo", only),
    clear: () => store.setState({ done: [], undone: [] }),
  };
}
