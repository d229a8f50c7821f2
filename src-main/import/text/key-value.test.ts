import { expect, test } from "vitest";
import { emptyKeyValue, scanKeyValue } from "./key-value.ts";

const scan = (text: string) => {
  const field = emptyKeyValue();
  return scanKeyValue(text, field) ? field : null;
};

test("the three shapes of the kernel's and libvirt's lines", () => {
  expect(scan("MemFree:        17194744 kB")).toMatchObject({
    key: "MemFree",
    separator: ":",
    number: 17194744,
    unit: "kB",
  });
  expect(scan("pgfault 42")).toMatchObject({ key: "pgfault", separator: " ", number: 42, unit: "" });
  expect(scan("  balloon.last-update=1795257308")).toMatchObject({
    key: "balloon.last-update",
    separator: "=",
    number: 1795257308,
  });
  expect(scan("general_profit -67200")?.number).toBe(-67200);
});
test("brackets belong to the key, words are no numbers", () => {
  expect(scan("Active(anon):       1596 kB")).toMatchObject({ key: "Active(anon)", number: 1596 });
  expect(scan("ksm_mergeable: yes")).toMatchObject({ number: Number.NaN, text: "yes" });
  expect(scan("avg10 0.25")?.number).toBeNaN();
  expect(scan("mask 12ab")?.number).toBeNaN();
  expect(scan(`damaged ${"9".repeat(400)}`)?.number).toBeNaN();
});
test("a line without key, separator or value is none", () => {
  for (const text of ["", "   ", "word", "Groups:", ": 5"]) expect(scan(text)).toBeNull();
});
