import { describe, expect, it } from "vitest";
import { failure } from "../../src-shared/base/errors.ts";
import { createToasts } from "./toasts.ts";

const texts = (toasts: ReturnType<typeof createToasts>): string[] => toasts.getState().map((toast) => toast.text);

describe("toasts", () => {
  it("are three at most; the oldest makes room", () => {
    const toasts = createToasts();
    for (const text of ["one", "two", "three", "four"]) toasts.say(text);
    expect(texts(toasts)).toEqual(["two", "three", "four"]);
  });

  it("an error stays while there are others that can make room", () => {
    const toasts = createToasts();
    toasts.fail(failure("x.y", "the disk is full").report);
    for (const text of ["one", "two", "three"]) toasts.say(text);
    expect(texts(toasts)).toEqual(["the disk is full", "two", "three"]);
  });

  it("the same message again is not a second toast", () => {
    const toasts = createToasts();
    toasts.say("Copied");
    toasts.say("Saved");
    toasts.say("Copied");
    expect(texts(toasts)).toEqual(["Saved", "Copied"]);
  });

  it("closing takes one away", () => {
    const toasts = createToasts();
    toasts.say("one");
    toasts.say("two");
    toasts.close(toasts.getState()[0]?.id ?? -1);
    expect(texts(toasts)).toEqual(["two"]);
  });
});
