import { describe, expect, it } from "vitest";
import { overheadPages } from "./index.ts";

const GIB = 262_144;

describe("overhead of a guest", () => {
  // systems S45: a domain of 1 GiB with 4 vCPUs needs 1 062 912 KiB, 14 336 KiB more than its memory. 515 pages of tables: mark V32.
  it.each([
    [{ monitor: "xen", vcpus: 4 }, 0, 3584, 0],
    [{ monitor: "firecracker" }, 0, 1280, 0],
    [{ monitor: "qemu", ept_leaf: "4k" }, 0, 25_000, 515],
    [{ vmm_bytes: 8192 }, 10, 12, 0],
    [{ ept_leaf: "2m" }, 7, 7, 3],
    [{}, 0, 0, 0],
  ] as const)("%j of a guest that says %d pages", (entry, own, vmm, ept) => {
    expect(overheadPages({ id: "overhead", ...entry }, GIB, own)).toEqual({ vmm, ept });
  });

  it("is what the guest says where it says it, whatever runs it", () => {
    expect(overheadPages({ id: "overhead", monitor: "qemu" }, GIB, 300)).toEqual({ vmm: 300, ept: 0 });
  });
});
