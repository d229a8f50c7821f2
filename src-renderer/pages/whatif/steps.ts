// Steps of undo: changes of one gesture, such as a drag or typing into one field, make one step.
import type { Step, Undo } from "../../app/undo.ts";

export interface Steps<T> {
  /** Goes from one state to another with a step of that title; `gesture` names what the hand is at. */
  make(title: string, before: T, after: T, gesture: string | null): void;
  /** The next change is a step of its own. */
  end(): void;
}

/** Typing makes one step, if it is not too slow. */
const GESTURE_MS = 1500;

export function createSteps<T>(undo: Undo, put: (state: T) => void, now: () => number): Steps<T> {
  let last: { readonly key: string; readonly step: Step; readonly at: number } | null = null;
  return {
    make(title, before, after, key) {
      const { done } = undo.getState();
      const goesOn = last && last.key === key && done.at(-1) === last.step && now() - last.at < GESTURE_MS;
      const first = goesOn ? last : null;
      const step: Step = { title, undo: first?.step.undo ?? (() => put(before)), redo: () => put(after) };
      if (first) undo.setState({ done: [...done.slice(0, -1), step], undone: [] });
      else undo.add(step);
      last = key === null ? null : { key, step, at: now() };
      put(after);
    },
    end: () => {
      last = null;
    },
  };
}
