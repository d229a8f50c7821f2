import { expect, test } from "vitest";
import { parseMapping, pinningOf } from "./mapping-line.ts";

test("a mapped file, anonymous memory, and a path with blanks", () => {
  expect(parseMapping("557ffcbfb000-557ffd002000 r--p 00407000 fe:00 2170914      /usr/bin/qemu")).toEqual({
    addr: 0x557ffcbfb000n,
    bytes: 0x407000n,
    perms: "r--p",
    fileOffset: 0x407000n,
    path: "/usr/bin/qemu",
  });
  expect(parseMapping("7fb245e00000-7fb24be00000 rw-p 00000000 00:00 0 ")?.path).toBe("");
  expect(parseMapping("1000-2000 rw-s 00000000 00:05 7   /memfd:guest ram (deleted)")?.path).toBe(
    "/memfd:guest ram (deleted)",
  );
});
test("what is no mapping", () => {
  for (const text of ["Rss:   4 kB", "2000-1000 rw-p 00000000 00:00 0", "1000-1000 rw-p 00000000 00:00 0", "face", ""])
    expect(parseMapping(text)).toBeNull();
});
test("huge pages and devices are told by their path", () => {
  expect(pinningOf("/dev/hugepages/qemu_back_mem.m0.JsykUH (deleted)")).toBe("hugetlb");
  expect(pinningOf("/dev/hugepages-1G/libvirt/qemu/1-alpha/mem")).toBe("hugetlb");
  expect(pinningOf("/anon_hugepage (deleted)")).toBe("hugetlb");
  expect(pinningOf("/dev/vfio/12")).toBe("vfio");
  expect(pinningOf("anon_inode:[vfio-device]")).toBe("vfio");
  expect(pinningOf("/usr/lib/libhugetlbfs.so")).toBeNull();
  expect(pinningOf("[heap]")).toBeNull();
});
