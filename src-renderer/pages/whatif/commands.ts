// What can be done on the page, for palette, menus and keys.
import { useEffect } from "react";
import { useStore } from "zustand";
import { toReport } from "../../../src-shared/base/errors.ts";
import { type App, useApp } from "../../app/app.tsx";
import type { Command } from "../../app/commands.ts";
import { isOn, lackIn, mechanismForms } from "./mechanisms.ts";
import { effectWords } from "./rows.ts";
import { isExact } from "./state.ts";
import type { WhatIf } from "./store.ts";

const FORM = "whatif.formHidden";

/** Whether the form is folded away, as this machine remembers it. */
export const useFormHidden = (): boolean => useStore(useApp().settings, ({ pages }) => pages[FORM] === true);

const toggleForm = ({ settings }: App): void =>
  settings.setState(({ pages }) => ({ pages: { ...pages, [FORM]: pages[FORM] !== true } }));

/** Unfolds the form. */
export const showForm = ({ settings }: App): void =>
  settings.setState(({ pages }) => (pages[FORM] === true ? { pages: { ...pages, [FORM]: false } } : {}));

/** `askName` opens the dialog that saves a scenario under a name. */
export function useCommands(whatIf: WhatIf | null, askName: () => void): void {
  const app = useApp();
  useEffect(() => {
    if (!whatIf) return;
    const { toasts } = app;
    const state = whatIf.getState;
    const nothing = (): string | null => (state().draft ? null : "there is no scenario yet");
    const own = (command: Omit<Command, "group" | "page">): Command => ({ ...command, group: "page", page: "whatif" });
    const save = (): void => {
      const { draft } = state();
      if (!draft) return;
      if (draft.name === null) {
        askName();
        return;
      }
      whatIf.save(draft.name).then(
        () => toasts.say(`Saved as ${draft.name}`, { tone: "ok" }),
        (thrown: unknown) => toasts.fail(toReport(thrown)),
      );
    };
    const toggles = mechanismForms.map((mechanism): Command => {
      const { id, title } = mechanism;
      const on = (): boolean => {
        const { draft } = state();
        return draft !== null && isOn(draft.scenario, id);
      };
      return own({
        id: `whatif.toggle.${id}`,
        title: `Switch ${title.slice(0, 1).toLowerCase()}${title.slice(1)} on or off`,
        icon: "sliders",
        unavailable: () => nothing() ?? (on() ? null : lackIn(whatIf.variantOf(id)?.reply ?? null, id)),
        hint: () => {
          const effect = effectWords(state().shown, whatIf.variantOf(id));
          return effect && `${on() ? "off" : "on"}: ${effect}`;
        },
        run: () => whatIf.toggle(id),
      });
    });
    const stopEscape = app.escape.add("cancel", () => {
      const running = state().exact !== null;
      if (running) whatIf.cancelExact();
      return running;
    });
    const stopCommands = app.commands.register([
      own({
        id: "whatif.runExact",
        title: "Run exact",
        icon: "play",
        keys: ["mod+enter"],
        unavailable: () => {
          const { draft, problem, shown, fresh, exact } = state();
          if (!draft) return nothing();
          if (problem) return "the scenario has a mistake";
          if (exact) return "it is running";
          return shown && fresh && isExact(shown, draft.scenario) ? "this answer is exact" : null;
        },
        run: () => void whatIf.runExact(),
      }),
      own({
        id: "whatif.cancelExact",
        title: "Cancel the exact run",
        icon: "stop",
        unavailable: () => (state().exact ? null : "no exact run is on its way"),
        run: whatIf.cancelExact,
      }),
      own({
        id: "whatif.save",
        title: "Save scenario",
        icon: "save",
        keys: ["mod+s"],
        unavailable: nothing,
        run: save,
      }),
      own({ id: "whatif.saveAs", title: "Save scenario as", icon: "save", unavailable: nothing, run: askName }),
      own({
        id: "whatif.compare",
        title: "Keep this scenario for comparison",
        icon: "plus",
        keys: ["c"],
        unavailable: nothing,
        run: whatIf.keepForComparison,
      }),
      own({
        id: "whatif.why",
        title: "Show why to believe this answer",
        icon: "help",
        keys: ["y"],
        unavailable: () => (state().shown ? null : "there is no answer yet"),
        run: () => whatIf.setWhy(!state().why),
      }),
      own({
        id: "whatif.reset",
        title: "Reset the scenario to what was saved",
        icon: "undo",
        unavailable: nothing,
        run: whatIf.reset,
      }),
      own({
        id: "whatif.form",
        title: "Show or hide the form",
        icon: "sliders",
        keys: ["["],
        run: () => toggleForm(app),
      }),
      ...toggles,
    ]);
    return () => {
      stopEscape();
      stopCommands();
    };
  }, [app, whatIf, askName]);
}
