import { describe, expect, it } from "vitest";
import type { ReplyOf } from "../../src-shared/protocol/reply-schemas.ts";
import { clockWords, countWords, engineVersion, qualityOf, qualityPending } from "./status-words.ts";

type Clocks = Parameters<typeof clockWords>[0];
const project = (clocks: readonly (string | null)[], rest: Partial<Clocks> = {}): Clocks => ({
  clocks: [],
  start_wall_ms: 0,
  info: { captures: clocks.map((clock) => ({ clock })) } as never,
  ...rest,
});
const link = (from: string, residual_ns: string | null) => ({
  from,
  to: "wall",
  offset_ns: "0",
  residual_ns,
  method: "",
});
const plain = (text: string | undefined): string | undefined => text?.replaceAll("\u202f", " ");

describe("clocks of a project", () => {
  it("are told with the largest residual", () => {
    const words = clockWords(
      project(["wall", "mono", null], { clocks: [link("mono", "173118"), link("boot", "-38000")] }),
    );
    expect(plain(words?.text)).toBe("wall clock, residual ±170 µs");
    expect(plain(words?.detail)).toBe(
      "host monotonic joined to wall clock, residual ±170 µs; host boot time joined to wall clock, residual ±38 µs",
    );
  });

  it("one that could not be joined is named, as its captures have no place in time", () => {
    expect(clockWords(project(["wall", "perf"]))).toEqual({
      text: "wall clock",
      detail: "perf clock not joined: its captures are not on the time line",
    });
  });

  it("without a wall clock the recorder's own is the one", () => {
    expect(clockWords(project(["mono"], { start_wall_ms: null }))?.text).toBe("host monotonic");
  });

  it("a project without times has none", () => {
    expect(clockWords(project([null, "none"]))).toBeNull();
  });
});

describe("quality of the data", () => {
  const profile = (...grades: string[]): ReplyOf["profile"] =>
    ({ guests: grades.map((grade) => ({ coverage: { grade } })) }) as never;

  it("is that of the guest that is known least", () => {
    expect(qualityOf(profile("A", "C", "A"))).toEqual({
      grade: "C",
      detail: "Coverage of the guests: 2 guests grade A, 1 guest grade C",
    });
  });

  it("is not told without guests", () => {
    expect(qualityOf(profile())).toBeNull();
  });

  it("tells the engine's version without its name", () => {
    expect([engineVersion("plimsoll-engine 1.0.0-rc.2"), engineVersion("2.1.0")]).toEqual(["1.0.0-rc.2", "2.1.0"]);
  });

  it("counts in words", () => {
    expect([countWords(1, "guest"), countWords(0, "capture")]).toEqual(["1 guest", "0 captures"]);
  });
});

describe("the quality of data that is being read", () => {
  const at = (done: number, total: number | null) => ({ title: "", done, total, detail: null });
  it("is told as work that goes on, with its share where that is known", () => {
    expect(qualityPending(null)).toBe("grading data");
    expect(qualityPending(at(3, null))).toBe("grading data");
    expect(plain(qualityPending(at(439, 1000)))).toBe("grading data, 43 %");
  });
});
