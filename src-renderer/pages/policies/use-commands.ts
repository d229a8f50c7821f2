// The commands of the Policies page, for palette, keys and menus.
import { useEffect, useRef } from "react";
import { useApp } from "../../app/app.tsx";
import type { Command } from "../../app/commands.ts";
import type { Book } from "./book.ts";
import { BREAK_FIELD, stepToMet } from "./break-bar.tsx";
import { lookAt } from "./looks.ts";
import type { Shelf } from "./use-shelf.ts";

export interface PageActions {
  readonly run: () => void;
  readonly save: () => void;
  readonly saveAs: () => void;
  readonly rename: () => void;
  readonly focusEditor: () => void;
}

export function usePolicyCommands(book: Book, shelf: Shelf, actions: PageActions): void {
  const app = useApp();
  const { commands } = app;
  const latest = useRef({ shelf, actions });
  latest.current = { shelf, actions };
  useEffect(() => {
    const own = (command: Omit<Command, "group" | "page">): Command => ({
      ...command,
      group: "page",
      page: "policies",
    });
    const noText = (): string | null => (book.getState().script ? null : "no policy is open");
    const notSaved = (): string | null => (book.getState().script?.saved ? null : "the policy is not saved");
    const noRun = (): string | null => (book.getState().ended?.reply.seen ? null : "nothing has run yet");
    const noMet = (): string | null =>
      book.getState().met?.met ? null : "no epoch is known to meet a break condition";
    const step = (by: number) => (): void => lookAt(book, (book.getState().epoch ?? 0) + by);
    const toAction = (): void => {
      const { epoch, ended } = book.getState();
      const next = ended?.reply.actions?.find((action) => action.epoch > (epoch ?? 0));
      if (next) lookAt(book, next.epoch);
    };
    const list: readonly Command[] = [
      own({
        ...{ id: "policies.run", title: "Run the policy", keys: ["mod+enter"], icon: "play", unavailable: noText },
        run: () => latest.current.actions.run(),
      }),
      own({
        ...{ id: "policies.cancel", title: "Cancel the run", icon: "stop" },
        unavailable: () => (book.getState().running ? null : "no policy runs"),
        run: () => void book.cancel(),
      }),
      own({ id: "policies.new", title: "New policy", icon: "plus", run: () => latest.current.shelf.create() }),
      own({
        ...{ id: "policies.save", title: "Save the policy", keys: ["mod+s"], icon: "save", unavailable: noText },
        run: () => latest.current.actions.save(),
      }),
      own({
        ...{ id: "policies.saveAs", title: "Save the policy under another name", keys: ["mod+shift+s"] },
        unavailable: noText,
        run: () => latest.current.actions.saveAs(),
      }),
      own({
        ...{ id: "policies.rename", title: "Rename the policy", icon: "edit", unavailable: noText },
        run: () => latest.current.actions.rename(),
      }),
      own({
        ...{ id: "policies.remove", title: "Remove the saved policy", icon: "remove", unavailable: notSaved },
        run: () => void latest.current.shelf.remove(),
      }),
      own({
        ...{ id: "policies.export", title: "Export the saved policy", icon: "download", unavailable: notSaved },
        run: () => void latest.current.shelf.exportFile(),
      }),
      own({
        ...{ id: "policies.previousEpoch", title: "Previous epoch", keys: [","], unavailable: noRun },
        run: step(-1),
      }),
      own({ ...{ id: "policies.nextEpoch", title: "Next epoch", keys: ["."], unavailable: noRun }, run: step(1) }),
      own({
        ...{ id: "policies.nextAction", title: "Next epoch with an action", keys: ["n"], unavailable: noRun },
        run: toAction,
      }),
      own({
        ...{ id: "policies.nextBreak", title: "Next epoch that meets the break condition", keys: ["b"] },
        unavailable: noMet,
        run: () => void stepToMet(book, 1),
      }),
      own({
        ...{ id: "policies.previousBreak", title: "Previous epoch that meets the break condition", keys: ["shift+b"] },
        unavailable: noMet,
        run: () => void stepToMet(book, -1),
      }),
      own({
        ...{ id: "policies.break", title: "Write a break condition", keys: ["e"], unavailable: noText },
        run: () => document.querySelector<HTMLElement>(`#${BREAK_FIELD} input`)?.focus(),
      }),
      own({
        ...{ id: "policies.call", title: "Look at the call of this epoch", keys: ["i"], unavailable: noRun },
        run: () => book.setState({ pane: "call" }),
      }),
      own({
        ...{ id: "policies.edit", title: "Go to the editor", icon: "edit", unavailable: noText },
        run: () => latest.current.actions.focusEditor(),
      }),
    ];
    const stops = [commands.register(list), app.escape.add("cancel", () => book.cancel())];
    return () => {
      for (const stop of stops) stop();
    };
  }, [book, commands, app]);
}
