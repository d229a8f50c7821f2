import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createWindowResults } from "./window-results.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const AWAY = 1000;
function play() {
  const gone: unknown[] = [];
  const results = createWindowResults((project, ids, isShown) => gone.push([project, [...ids], isShown]), AWAY);
  return { results, gone };
}

it("the results of a closed window are closed a while later, and the process of a project that no window shows ends", () => {
  const { results, gone } = play();
  const window = results.seat();
  window.look("/p");
  window.uses("/p", "a");
  window.uses("/p", "b");
  window.closed("b");
  window.leave();
  vi.advanceTimersByTime(AWAY - 1);
  expect(gone).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(gone).toEqual([["/p", ["a"], false]]);
});

it("a result that another window has used meanwhile stays, as after a reload", () => {
  const { results, gone } = play();
  const before = results.seat();
  before.look("/p");
  before.uses("/p", "a");
  before.uses("/p", "b");
  before.leave();
  const after = results.seat();
  after.look("/p");
  after.uses("/p", "a");
  vi.advanceTimersByTime(10 * AWAY);
  expect(gone).toEqual([["/p", ["b"], true]]);
  after.leave();
  vi.advanceTimersByTime(AWAY);
  expect(gone.slice(1)).toEqual([["/p", ["a"], false]]);
});

it("a window that goes to another project leaves its results, unless it comes back", () => {
  const { results, gone } = play();
  const window = results.seat();
  window.look("/p");
  window.uses("/p", "a");
  window.look("/q");
  window.look("/p");
  vi.advanceTimersByTime(10 * AWAY);
  expect(gone).toEqual([["/q", [], false]]);
  window.look("/q");
  vi.advanceTimersByTime(AWAY);
  expect(gone.slice(1)).toEqual([["/p", ["a"], false]]);
});

it("a result that comes for a window that is closed already is closed too; one without a project keeps its results", () => {
  const { results, gone } = play();
  const [closed, bare] = [results.seat(), results.seat()];
  bare.uses("/p", "x");
  closed.leave();
  closed.uses("/p", "late");
  vi.advanceTimersByTime(AWAY);
  expect(gone).toEqual([["/p", ["late"], false]]);
});
