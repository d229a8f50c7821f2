import { describe, expect, it } from "vitest";
import { emptySelection, isEmptySelection, onlyGuest, presentIn, toggleGuest, withSpan } from "./selection.ts";

const chosen = { span: { fromMs: 10, toMs: 20 }, guests: ["alpha"], captures: [3] };

describe("the selection", () => {
  it("Ctrl click adds a guest and takes it away again", () => {
    const both = toggleGuest(chosen, "beta");
    expect(both.guests).toEqual(["alpha", "beta"]);
    expect(toggleGuest(both, "alpha").guests).toEqual(["beta"]);
    expect(both.span).toEqual(chosen.span);
  });

  it("a plain click selects one guest alone, a second one none", () => {
    expect(onlyGuest({ ...chosen, guests: ["alpha", "beta"] }, "alpha").guests).toEqual(["alpha"]);
    expect(onlyGuest(chosen, "alpha").guests).toEqual([]);
    expect(onlyGuest(chosen, "beta").guests).toEqual(["beta"]);
  });

  it("a span drawn backwards is the same span", () => {
    expect(withSpan(emptySelection, { fromMs: 20, toMs: 10 }).span).toEqual({ fromMs: 10, toMs: 20 });
    expect(withSpan(chosen, { fromMs: 5, toMs: 5 }).span).toBeNull();
    expect(withSpan(chosen, null)).toEqual({ ...chosen, span: null });
  });

  it("knows when nothing is selected", () => {
    expect(isEmptySelection(emptySelection)).toBe(true);
    expect(isEmptySelection({ ...emptySelection, captures: [0] })).toBe(false);
  });

  it("leaves out what another project does not have", () => {
    expect(presentIn({ ...chosen, guests: ["alpha", "gone"], captures: [3, 9] }, ["alpha", "beta"], [1, 3])).toEqual(
      chosen,
    );
  });
});
