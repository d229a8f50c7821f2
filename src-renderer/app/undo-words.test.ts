import { expect, test } from "vitest";
import { failure } from "../../src-shared/base/errors.ts";
import { createToasts } from "./toasts.ts";
import { createUndo, type Step } from "./undo.ts";
import { offerStep, turnStep } from "./undo-words.ts";

function app() {
  const undone: string[] = [];
  const parts = { undo: createUndo(), toasts: createToasts() };
  const step = (title: string): Step => ({ title, undo: () => void undone.push(title), redo: () => {} });
  const said = () => parts.toasts.getState().map(({ text, action }) => [text, action?.title ?? null]);
  return { parts, step, undone, said };
}

test("the Undo of a message undoes what the message tells of", async () => {
  const { parts, step, undone, said } = app();
  offerStep(parts, "Removed a", parts.undo.add(step("remove a")));
  expect(said()).toEqual([["Removed a", "Undo"]]);
  parts.toasts.getState()[0]?.action?.run();
  await Promise.resolve();
  expect(undone).toEqual(["remove a"]);
});

test("a message offers no Undo any more once something else was done after it", () => {
  const { parts, step, undone, said } = app();
  offerStep(parts, "Removed a", parts.undo.add(step("remove a")));
  const late = parts.toasts.getState()[0]?.action;
  parts.undo.add(step("rename b"));
  expect(said()).toEqual([["Removed a", null]]);
  late?.run();
  expect(undone).toEqual([]);
});

test("what could not be undone is not called undone, and can be undone once more", async () => {
  const { parts, said } = app();
  parts.undo.add({
    title: "rename a",
    undo: async () => {
      throw failure("disk.full", "the disk is full");
    },
    redo: () => {},
  });
  await turnStep(parts, "undo");
  expect(said()).toEqual([["the disk is full", null]]);
  expect(parts.undo.getState().done.map(({ title }) => title)).toEqual(["rename a"]);
  expect(parts.undo.getState().undone).toEqual([]);
});

test("a step waits for the one before it", async () => {
  const { parts } = app();
  const order: string[] = [];
  let finish = (): void => {};
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  parts.undo.add({ title: "first", undo: () => void order.push("first"), redo: () => {} });
  parts.undo.add({ title: "second", undo: () => slow.then(() => void order.push("second")), redo: () => {} });
  const turns = [turnStep(parts, "undo"), turnStep(parts, "undo")];
  finish();
  await Promise.all(turns);
  expect(order).toEqual(["second", "first"]);
});
