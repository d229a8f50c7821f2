// What every part of the page needs: its store, the project's guests, and the answer that is shown.
import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import type { Answer } from "./answers.ts";
import type { Draft } from "./draft.ts";
import type { Captured } from "./mix.ts";
import type { WhatIfState } from "./state.ts";
import type { WhatIf } from "./store.ts";
import type { Systems } from "./systems-run.ts";

export interface PageContext {
  readonly whatIf: WhatIf;
  readonly systems: Systems;
  /** Path of the project. */
  readonly project: string;
  /** Guests that the captures saw, in the order that gives them their colours. */
  readonly captured: readonly Captured[];
}

const Context = createContext<PageContext | null>(null);

export function WhatIfProvider({ value, children }: { readonly value: PageContext; readonly children: ReactNode }) {
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** Throws outside of WhatIfProvider, which is a bug. */
export function usePage(): PageContext {
  const page = useContext(Context);
  if (!page) throw new Error("no What-if around this component");
  return page;
}

export const useWhatIf = <T,>(pick: (state: WhatIfState) => T): T => useStore(usePage().whatIf, pick);

interface Shown {
  readonly answer: Answer;
  readonly draft: Draft;
  /** Whether there is room for everything beside each other. */
  readonly wide: boolean;
}

const ShownContext = createContext<Shown | null>(null);

export function ShownProvider(props: Shown & { readonly children: ReactNode }) {
  return <ShownContext.Provider value={props}>{props.children}</ShownContext.Provider>;
}

/** The answer that is shown, and the scenario under the hand. */
export function useShown(): Shown {
  const shown = useContext(ShownContext);
  if (!shown) throw new Error("no answer around this component");
  return shown;
}
