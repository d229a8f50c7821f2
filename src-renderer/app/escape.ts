// What Esc does, one thing at a press: cancel what runs, then clear the selection, then close what is open.

const ORDER = ["cancel", "clear", "close"] as const;
export type EscapeOrder = (typeof ORDER)[number];

export interface Escape {
  /** Adds something that Esc may do; `act` returns false when there is nothing to do. The last added goes first. */
  add(order: EscapeOrder, act: () => boolean): () => void;
  /** Does the first thing there is; false when there was none. */
  press(): boolean;
}

export function createEscape(): Escape {
  const acts: { readonly order: EscapeOrder; readonly act: () => boolean }[] = [];
  return {
    add(order, act) {
      const entry = { order, act };
      acts.unshift(entry);
      return () => {
        const at = acts.indexOf(entry);
        if (at >= 0) acts.splice(at, 1);
      };
    },
    press: () => ORDER.some((order) => acts.filter((one) => one.order === order).some((one) => one.act())),
  };
}
