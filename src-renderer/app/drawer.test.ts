import { describe, expect, it } from "vitest";
import { createDrawer } from "./drawer.ts";
import type { Source } from "./selection.ts";

const source = (title: string): Source => ({ title, shown: "18", how: null, sql: null, sources: [], field: null });
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("the details drawer", () => {
  it("shows where a number comes from as soon as that is known", async () => {
    const drawer = createDrawer();
    drawer.explain("N*", () => Promise.resolve(source("N*")));
    expect(drawer.getState().content).toEqual({ kind: "loading", title: "N*" });
    await settled();
    expect(drawer.getState().content).toEqual({ kind: "source", source: source("N*") });
  });

  it("a slow answer never takes the place of a later question", async () => {
    const drawer = createDrawer();
    let answer: (source: Source) => void = () => {};
    drawer.explain(
      "slow",
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await settled();
    drawer.explain("fast", () => source("fast"));
    await settled();
    answer(source("slow"));
    await settled();
    expect(drawer.getState().content).toMatchObject({ kind: "source", source: { title: "fast" } });
  });

  it("says what went wrong", async () => {
    const drawer = createDrawer();
    drawer.explain("N*", () => {
      throw new Error("the field is not in the answer");
    });
    await settled();
    expect(drawer.getState().content).toEqual({ kind: "failed", title: "N*", what: "the field is not in the answer" });
  });

  it("stays empty when it was cleared while it waited", async () => {
    const drawer = createDrawer();
    drawer.explain("N*", () => source("N*"));
    drawer.clear();
    await settled();
    expect(drawer.getState().content).toBeNull();
  });
});
