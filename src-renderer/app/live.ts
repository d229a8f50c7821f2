// What assistive technology is told: jobs and answers politely, errors at once.
import { createStore, type StoreApi } from "zustand/vanilla";

export interface Live extends StoreApi<{ readonly polite: string; readonly assertive: string }> {
  /** A sentence that a person hears after what they do now. */
  say(text: string): void;
  /** A sentence that interrupts. */
  alert(text: string): void;
}

/** A sentence that is said twice must change in between: an unseen mark at its end does that. */
const again = (text: string, before: string): string => (text === before ? `${text}\u00a0` : text);

export function createLive(): Live {
  const store = createStore(() => ({ polite: "", assertive: "" }));
  return {
    ...store,
    say: (text) => store.setState(({ polite }) => ({ polite: again(text, polite) })),
    alert: (text) => store.setState(({ assertive }) => ({ assertive: again(text, assertive) })),
  };
}
