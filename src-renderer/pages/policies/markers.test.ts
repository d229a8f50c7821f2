import { expect, it } from "vitest";
import { markersOf } from "./markers.ts";

const problem = (line: number | null, column: number | null) => ({
  ...{ line, column, severity: "error" as const, code: "TS1", message: "no" },
});

it("marks the word at the line and column that the compiler names, whatever ends the lines", () => {
  const text = "const a = 1;\r\nlet bad: strng = 2;\nexport default a;\n";
  const [marked] = markersOf([problem(2, 10)], text);
  expect(text.slice(marked!.from, marked!.until)).toBe("strng");
});

it("marks the default export where the script as a whole is no policy", () => {
  const text = "const a = 1;\nexport default a;\n";
  const [marked] = markersOf([problem(null, null)], text);
  expect(text.slice(marked!.from, marked!.until)).toBe("export");
});
