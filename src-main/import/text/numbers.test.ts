import { expect, test } from "vitest";
import { addressOf, bytesPer, int32Of, int63Of, numberOf, reported, unitOfColumn } from "./numbers.ts";

test("whole numbers stay inside their column", () => {
  expect(int32Of("2147483647")).toBe(2147483647);
  expect(int32Of("2147483648")).toBeNull();
  expect(int32Of("-1")).toBeNull();
  expect(int63Of("9223372036854775807")).toBe(9223372036854775807n);
  expect(int63Of("9223372036854775808")).toBeNull();
});
test("addresses are hex with 16 digits at most", () => {
  expect(addressOf("0x7fb245e00000")).toBe(0x7fb245e00000n);
  expect(addressOf("ffffffffffffffff")).toBe(2n ** 64n - 1n);
  expect(addressOf("10000000000000000")).toBeNull();
  expect(addressOf("0x")).toBeNull();
});
test("decimals", () => {
  expect(numberOf("-3.5e2")).toBe(-350);
  for (const text of ["", "1e999", "0x10", "1 2", "NaN", "none"]) expect(numberOf(text)).toBeNull();
});
test("all ones is not reported", () => {
  expect(reported(Number("18446744073709551615"))).toBeNaN();
  expect(reported(0)).toBe(0);
});
test("libvirt's units: KB counts 1000, KiB and k 1024", () => {
  expect([bytesPer("KB"), bytesPer("KiB"), bytesPer("k"), bytesPer("MiB"), bytesPer("bytes")]).toEqual([
    1000, 1024, 1024, 1048576, 1,
  ]);
  expect(bytesPer("parsec")).toBeNull();
});
test("sizes in kB become bytes, times in ms ns, by the column's last word", () => {
  expect(unitOfColumn("guest_MemTotal_before_kb")).toEqual({ unit: "bytes", scale: 1024 });
  expect(unitOfColumn("latency_ms")).toEqual({ unit: "ns", scale: 1e6 });
  expect(unitOfColumn("plugged_bytes")).toEqual({ unit: "bytes", scale: 1 });
  expect(unitOfColumn("procs")).toEqual({ unit: "count", scale: 1 });
});
