// What the details drawer shows: the source of one number, or what a page says about the selected object.
import type { ReactNode } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Source } from "./selection.ts";

export type DrawerContent =
  | { readonly kind: "source"; readonly source: Source }
  | { readonly kind: "object"; readonly title: string; readonly view: ReactNode }
  | { readonly kind: "loading"; readonly title: string }
  | { readonly kind: "failed"; readonly title: string; readonly what: string };

interface DrawerState {
  readonly content: DrawerContent | null;
  /** What a page shows of the selection, while nothing else is explained. */
  readonly home: ReactNode | null;
}

export interface Drawer extends StoreApi<DrawerState> {
  /** Shows where a number comes from; `load` may ask the back end. */
  explain(title: string, load: () => Source | Promise<Source>): void;
  /** Shows what a page says about an object; the view keeps itself up to date. */
  show(title: string, view: ReactNode): void;
  /** What a page shows of the selection, until the returned function is called. */
  home(view: ReactNode): () => void;
  clear(): void;
}

export function createDrawer(): Drawer {
  const store = createStore<DrawerState>(() => ({ content: null, home: null }));
  let turn = 0;
  return {
    ...store,
    explain(title, load) {
      const mine = ++turn;
      store.setState({ content: { kind: "loading", title } });
      void Promise.resolve()
        .then(load)
        .then(
          (source) => mine === turn && store.setState({ content: { kind: "source", source } }),
          (thrown: unknown) =>
            mine === turn &&
            store.setState({
              content: { kind: "failed", title, what: thrown instanceof Error ? thrown.message : String(thrown) },
            }),
        );
    },
    show(title, view) {
      turn++;
      store.setState({ content: { kind: "object", title, view } });
    },
    home(view) {
      store.setState({ home: view });
      return () => {
        if (store.getState().home === view) store.setState({ home: null });
      };
    },
    clear() {
      turn++;
      store.setState({ content: null });
    },
  };
}
