// Messages about steps of undo: what was undone, and what can be taken back from the message itself.
import type { App } from "./app.tsx";
import { nextStep, type Step, type Way } from "./undo.ts";

type Parts = Pick<App, "undo" | "toasts">;

/** Undoes or redoes the last step, or `only` while it is the last, and says what came of it. */
export async function turnStep(app: Parts, way: Way, only?: Step): Promise<void> {
  const turn = app.undo[way](only);
  if (!turn) return;
  const error = await turn.ended;
  if (error) app.toasts.fail(error);
  else if (way === "undo") offerStep(app, `Undone: ${turn.title}`, turn.step, "redo");
  else offerStep(app, `Done again: ${turn.title}`, turn.step, "undo");
}

/** Says `text` and offers to take exactly that step, as long as no other has come after it. */
export function offerStep(app: Parts, text: string, step: Step, way: Way = "undo"): void {
  const { undo, toasts } = app;
  const isNext = (): boolean => nextStep(undo.getState(), way) === step;
  if (!isNext()) return void toasts.say(text);
  const title = way === "undo" ? "Undo" : "Redo";
  const id = toasts.say(text, { action: { title, run: () => void turnStep(app, way, step) } });
  const stop = undo.subscribe(() => {
    if (isNext()) return;
    stop();
    toasts.withdraw(id);
  });
}
