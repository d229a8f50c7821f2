import { expect, test } from "vitest";
import { cellWords } from "./panel-table.ts";

const written = (title: string, value: number | string): string =>
  cellWords({ title, unit: null, numeric: true, time: false }, [value]).text(value);

test("addresses and moments are written with every digit, also beyond 2^53", () => {
  expect(written("ip", String(0xffffffff81752b6an))).toBe("0xffffffff81752b6a");
  expect(written("gpa", 4096)).toBe("0x1000");
  expect(written("t", "1795254135000000007").replace(/\D/g, "")).toBe("1795254135000000007");
  expect(written("capture", 7)).toBe("7");
});

test("what is no address is written as the number that it is", () => {
  expect(written("gpa", Number.POSITIVE_INFINITY)).toBe("∞");
  expect(written("addr", -1)).toBe("\u22121");
});
