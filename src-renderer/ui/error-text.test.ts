import { describe, expect, it } from "vitest";
import { failure } from "../../src-shared/base/errors.ts";
import { errorLines, errorText, placeWords } from "./error-text.ts";

const { report } = failure("import.bad_record", "a record says it is 3 GiB long", {
  where: { file: "damon.dat", offset: "43122688" },
  expected: "a record of 24 to 65560 bytes",
  next: "record again",
});

describe("an error in words", () => {
  it("has what, where, expected, kept and next, each once", () => {
    expect(errorLines(report, "damon.dat could not be read", "1 940 226 records")).toEqual([
      { name: "What", text: "a record says it is 3 GiB long" },
      { name: "Where", text: "damon.dat, byte 43122688" },
      { name: "Expected", text: "a record of 24 to 65560 bytes" },
      { name: "Kept", text: "1 940 226 records" },
      { name: "Next", text: "record again" },
    ]);
  });

  it("without a title of its own the error is the title", () => {
    expect(errorLines(report).map(({ name }) => name)).toEqual(["Where", "Expected", "Next"]);
  });

  it("leaves out what is not known", () => {
    const bare = failure("x.y", "it failed").report;
    expect(errorLines(bare)).toEqual([]);
    expect(placeWords(bare.where)).toBeNull();
    expect(placeWords({ file: null, line: 12, offset: null })).toBe("line 12");
  });

  it("is copied with its code first", () => {
    expect(errorText(failure("x.y", "it failed", { next: "wait" }).report)).toBe("x.y\nit failed\nNext: wait");
  });
});
