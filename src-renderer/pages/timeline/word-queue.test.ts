import { expect, test } from "vitest";
import { createWordQueue } from "./word-queue.ts";

function makeQueue() {
  const frames: (() => void)[] = [];
  const queue = createWordQueue((act) => frames.push(act));
  return { queue, frame: () => frames.splice(0).forEach((act) => void act()), asked: () => frames.length };
}

test("a few words are written in a frame, in the order in which they were asked for, and then no frame is asked for", () => {
  const { queue, frame, asked } = makeQueue();
  const written: number[] = [];
  const writers = [1, 2, 3, 4, 5].map((n) => () => {
    written.push(n);
    return true;
  });
  for (const writer of writers) queue.ask(writer);
  queue.ask(writers[0] as () => boolean);
  expect(asked()).toBe(1);
  frame();
  expect(written).toEqual([1, 2, 3]);
  frame();
  expect(written).toEqual([1, 2, 3, 4, 5]);
  expect(asked()).toBe(0);
});

test("words that stay the same take no place from others, and what is gone is not written", () => {
  const { queue, frame } = makeQueue();
  const written: string[] = [];
  const writer = (name: string, differs: boolean) => () => {
    if (differs) written.push(name);
    return differs;
  };
  const gone = writer("gone", true);
  for (let n = 0; n < 20; n++) queue.ask(writer("same", false));
  queue.ask(gone);
  queue.ask(writer("new", true));
  queue.forget(gone);
  frame();
  expect(written).toEqual(["new"]);
});
