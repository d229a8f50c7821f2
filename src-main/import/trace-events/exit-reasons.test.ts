import { expect, test } from "vitest";
import { svmReason, vmxReason } from "./exit-reasons.ts";

// Expected: the print formats of kvm_exit in Linux 6.1 (arch/x86/include/uapi/asm/vmx.h, svm.h).
test("exits of Intel's by number", () => {
  const names = [0, 1, 10, 12, 18, 30, 31, 40, 48, 49, 52, 62, 74, 75].map(vmxReason);
  expect(names).toEqual(
    (
      "EXCEPTION_NMI EXTERNAL_INTERRUPT CPUID HLT VMCALL IO_INSTRUCTION MSR_READ PAUSE_INSTRUCTION EPT_VIOLATION " +
      "EPT_MISCONFIG PREEMPTION_TIMER PML_FULL BUS_LOCK NOTIFY"
    ).split(" "),
  );
  expect(vmxReason(0x8000_0021)).toBe("INVALID_STATE FAILED_VMENTRY");
  expect(vmxReason(500)).toBe("0x1f4");
});

test("exits of AMD's by code", () => {
  const codes = [0x00, 0x14, 0x4e, 0x60, 0x64, 0x72, 0x78, 0x7b, 0x7c, 0x7f, 0x80, 0x81, 0x8d, 0x400, 0x403, -1, 0x42];
  expect(codes.map(svmReason)).toEqual([
    "read_cr0",
    "write_cr4",
    "PF excp",
    "interrupt",
    "vintr",
    "cpuid",
    "hlt",
    "io",
    "msr",
    "shutdown",
    "vmrun",
    "hypercall",
    "xsetbv",
    "npf",
    "vmgexit",
    "invalid_guest_state",
    "0x42",
  ]);
});
