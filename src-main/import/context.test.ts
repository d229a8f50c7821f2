import { describe, expect, it } from "vitest";
import { createContext, createJobIds } from "./context.ts";

const make = () =>
  createContext(createJobIds(), { pageHash: "xxh128" }, new AbortController().signal, {
    offsetOf: (clock) => (clock.name === "mono" ? { offset: 1000n, wall: true } : null),
    rateOf: (clock) => (clock === "tsc" ? 2e9 : null),
  });

describe("an import context", () => {
  it("keeps the first place of a complaint and counts the rest", () => {
    const { context, findings } = make();
    context.reject({ code: "perf.record_size", offset: 96 });
    context.reject({ code: "perf.record_size", offset: 500 }, 3);
    expect(findings.rejected).toBe(4);
    expect(findings.complaints.get("perf.record_size")).toMatchObject({ offset: 96, count: 4, rejected: true });
  });

  it("gives the offset of a linked clock and 0 for one that is not", () => {
    expect(make().context.clock({ name: "mono", stepNs: 1 })).toBe(1000n);
    const { context, findings } = make();
    expect(context.clock({ name: "perf", stepNs: 1 })).toBe(0n);
    expect(findings.wall).toBe(false);
  });

  it("does not forget that a source was left at a damaged place", () => {
    const { context, findings } = make();
    context.status("truncated");
    context.status("partial");
    context.status("truncated");
    expect(findings.status).toBe("partial");
  });

  it("says nothing about lost records unless the source does", () => {
    const { context, findings } = make();
    expect(findings.lost).toBeNull();
    context.lost(0);
    expect(findings.lost).toBe(0);
  });
});

describe("ids of a job", () => {
  it("are one dictionary over all sources, handed out once", () => {
    const ids = createJobIds();
    expect([ids.name("a"), ids.name("b"), ids.name("a")]).toEqual([1, 2, 1]);
    expect(ids.takeNames()).toEqual([
      { id: 1, text: "a" },
      { id: 2, text: "b" },
    ]);
    ids.name("c");
    expect(ids.takeNames()).toEqual([{ id: 3, text: "c" }]);
  });
});
