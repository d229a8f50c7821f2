// Which of the frame's overlays is open; one at a time.
import { createStore, type StoreApi } from "zustand/vanilla";

export type OverlayName = "palette" | "jobs" | "keys" | "settings" | "about" | "book";

export interface Overlays extends StoreApi<{ readonly open: OverlayName | null; readonly argument: string }> {
  /** `argument`: what the palette begins with, or the part of a dialog that is shown first. */
  show(name: OverlayName, argument?: string): void;
  toggle(name: OverlayName): void;
  close(): void;
}

export function createOverlays(): Overlays {
  const store = createStore<{ open: OverlayName | null; argument: string }>(() => ({ open: null, argument: "" }));
  const show = (open: OverlayName, argument = ""): void => store.setState({ open, argument });
  const close = (): void => store.setState({ open: null, argument: "" });
  return { ...store, show, close, toggle: (name) => (store.getState().open === name ? close() : show(name)) };
}
