import { expect, test } from "vitest";
import { parseStamp } from "./stamp.ts";

test("a stamp with all its fields", () => {
  const stamp = "# stamp wall_ns=1795257305548105300 mono_ns=5324706219334 boot_ns=5324706219474 guest=alpha pid=81";
  expect(parseStamp(stamp)).toEqual({
    wallNs: 1795257305548105300n,
    monoNs: 5324706219334n,
    bootNs: 5324706219474n,
    guest: "alpha",
    pid: 81,
    path: null,
  });
});
test("a stamp needs one clock, and not more", () => {
  expect(parseStamp("# stamp mono_ns=7")).toMatchObject({ wallNs: null, monoNs: 7n, guest: null, pid: null });
  expect(parseStamp("# stamp guest=alpha")).toBeNull();
  expect(parseStamp("# stamp wall_ns=12x")).toBeNull();
  expect(parseStamp("# a comment")).toBeNull();
});
test("seconds with a path tell guest and process", () => {
  expect(parseStamp("@@@ 1795254135.359138 986.552964 A:/proc/3983/schedstat")).toEqual({
    wallNs: 1795254135359138000n,
    monoNs: 986552964000n,
    bootNs: null,
    guest: "A",
    pid: 3983,
    path: "/proc/3983/schedstat",
  });
  expect(parseStamp("@@@ 1.5 0.25 /proc/meminfo")).toMatchObject({
    wallNs: 1500000000n,
    monoNs: 250000000n,
    guest: null,
  });
});
