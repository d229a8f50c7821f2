import { expect, test } from "vitest";
import { kernelFile, tellingPath } from "./kernel-file.ts";

const path = (given: string) => kernelFile(given)?.path ?? null;

test("a path is read from its roots on, wherever the copy lies", () => {
  expect(path("/sys/kernel/mm/ksm/pages_sharing")).toBe("/sys/kernel/mm/ksm/pages_sharing");
  expect(path("copies/monday/sys/block/zram0/mm_stat")).toBe("/sys/block/zram0/mm_stat");
  expect(path("C:\\copy\\proc\\pressure\\memory")).toBe("/proc/pressure/memory");
  expect(kernelFile("x/proc/4711/smaps_rollup")).toMatchObject({ path: "/proc/4711/smaps_rollup", pid: 4711 });
});

test("folders that were copied without those above them", () => {
  expect(path("ksm/run")).toBe("/sys/kernel/mm/ksm/run");
  expect(path("transparent_hugepage/khugepaged/full_scans")).toBe(
    "/sys/kernel/mm/transparent_hugepage/khugepaged/full_scans",
  );
  expect(path("node1/numastat")).toBe("/sys/devices/system/node/node1/numastat");
  expect(path("jogging/run")).toBeNull();
});

test("a control group is what lies below the root of all groups, in both versions", () => {
  const group = (given: string) => kernelFile(given)?.cgroup;
  expect(group("sys/fs/cgroup/machine.slice/a.scope/memory.stat")).toBe("machine.slice/a.scope");
  expect(group("sys/fs/cgroup/memory/machine/a/memory.usage_in_bytes")).toBe("machine/a");
  expect(group("sys/fs/cgroup/memory.stat")).toBeNull();
  expect(group("backup/cgroup/vm-a/memory.current")).toBe("vm-a");
  expect(group("x/machine.slice/a.scope/libvirt/emulator/memory.max")).toBe("machine.slice/a.scope/libvirt/emulator");
  expect(group("vm-a.memory.swap.current.txt")).toBe("vm-a");
});

test("names of files in one folder tell whose they are, words for moments do not", () => {
  expect(kernelFile("sleep.ksm_stat.txt")).toMatchObject({ path: "/proc/sleep/ksm_stat", owner: "sleep", pid: null });
  expect(kernelFile("proc-a.smaps_rollup.txt")?.owner).toBe("proc-a");
  expect(kernelFile("81.status")).toMatchObject({ path: "/proc/81/status", pid: 81, owner: null });
  expect(kernelFile("status-begin.txt")?.owner).toBeNull();
  expect(path("zram0-bd_stat.txt")).toBe("/sys/block/zram0/bd_stat");
  expect(path("lru_gen-enabled.txt")).toBe("/sys/kernel/mm/lru_gen/enabled");
  expect(path("letter.txt")).toBeNull();
});

test("where a dataset lies on this machine is not told, unless it lies in /proc or /sys itself", () => {
  expect(tellingPath("/home/me/copy/vm-a/memory.stat", "vm-a/memory.stat")).toBe("vm-a/memory.stat");
  expect(tellingPath("/sys/kernel/mm/ksm/run", "run")).toBe("/sys/kernel/mm/ksm/run");
  expect(tellingPath("/data/proc/host-1/meminfo.txt", "meminfo.txt")).toBe("meminfo.txt");
});
