// Short messages at the bottom right: at most three, errors stay until they are closed.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ErrorReport } from "../../src-shared/base/errors.ts";

export interface Toast {
  readonly id: number;
  readonly tone: "info" | "ok" | "err";
  readonly text: string;
  readonly error: ErrorReport | null;
  readonly action: { readonly title: string; readonly run: () => void } | null;
}

export interface Toasts extends StoreApi<readonly Toast[]> {
  /** Gives the toast's id. */
  say(text: string, options?: { tone?: "info" | "ok"; action?: Toast["action"] }): number;
  fail(error: ErrorReport, action?: Toast["action"]): void;
  /** Takes the action of a toast away: it can no longer be done. */
  withdraw(id: number): void;
  close(id: number): void;
}

const MOST = 3;

export function createToasts(): Toasts {
  const store = createStore<readonly Toast[]>(() => []);
  let next = 1;
  const add = (toast: Omit<Toast, "id">): number => {
    const id = next++;
    // The same message again takes the place of the earlier one.
    const others = store.getState().filter((one) => one.tone !== toast.tone || one.text !== toast.text);
    store.setState(fitting([...others, { ...toast, id }]), true);
    return id;
  };
  return {
    ...store,
    say: (text, { tone = "info", action = null } = {}) => add({ tone, text, error: null, action }),
    fail(error, action = null) {
      add({ tone: "err", text: error.what, error, action });
    },
    withdraw: (id) =>
      store.setState(
        store.getState().map((toast) => (toast.id === id ? { ...toast, action: null } : toast)),
        true,
      ),
    close: (id) =>
      store.setState(
        store.getState().filter((toast) => toast.id !== id),
        true,
      ),
  };
}

/** The newest three; what is no error makes room first. */
function fitting(toasts: readonly Toast[]): readonly Toast[] {
  if (toasts.length <= MOST) return toasts;
  const oldest = toasts.slice(0, -1).find((toast) => toast.tone !== "err") ?? toasts[0];
  return fitting(toasts.filter((toast) => toast !== oldest));
}
