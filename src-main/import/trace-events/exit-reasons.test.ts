// Names against those in the format files that the kernels themselves gave (print fmt of kvm_exit).
import { expect, test } from "vitest";
import { armReason, spelledReason, svmReason, vmxReason } from "./exit-reasons.ts";

// From the symbol lists of kvm_exit in the format files of kernel 6.1, amd64 and arm64.
test.each([
  [0, "EXCEPTION_NMI"],
  [12, "HLT"],
  [30, "IO_INSTRUCTION"],
  [48, "EPT_VIOLATION"],
  [49, "EPT_MISCONFIG"],
  [52, "PREEMPTION_TIMER"],
  [62, "PML_FULL"],
  [64, "XRSTORS"],
  [68, "TPAUSE"],
  [75, "NOTIFY"],
])("reason %i of an Intel guest is %s", (number, name) => {
  expect(vmxReason(number)).toBe(name);
});

test.each([
  [0x000, "read_cr0"],
  [0x018, "write_cr8"],
  [0x037, "write_dr7"],
  [0x043, "BP excp"],
  [0x04e, "PF excp"],
  [0x053, "XF excp"],
  [0x060, "interrupt"],
  [0x06d, "write_rt"],
  [0x07b, "io"],
  [0x081, "hypercall"],
  [0x08d, "xsetbv"],
  [0x098, "write_cr8_trap"],
  [0x0a2, "invpcid"],
  [0x400, "npf"],
  [0x403, "vmgexit"],
  [0x8000_0013, "vmgexit_ap_creation"],
  [-1, "invalid_guest_state"],
])("reason %i of an AMD guest is %s", (number, name) => {
  expect(svmReason(number)).toBe(name);
});

test("an arm64 guest leaves for an interrupt, or for the class of its exception", () => {
  expect(armReason(0, 0)).toBe("IRQ");
  expect(armReason(2, 0x24)).toBe("DABT_LOW");
  expect(armReason(2, 0x3c)).toBe("BRK64");
  expect(armReason(0xbadca11, 0)).toBe("HYP_GONE");
});

test("what the kernel has no name for is a number, and flags of an Intel exit stand behind its reason", () => {
  expect(vmxReason(99)).toBe("0x63");
  expect(svmReason(0x8c)).toBe("0x8c");
  expect(armReason(2, 0x1a)).toBe("0x1a");
  expect(vmxReason(0x8000_0021)).toBe("INVALID_STATE FAILED_VMENTRY");
  expect(vmxReason(0x0800_0030)).toBe("EPT_VIOLATION 0x8000000");
});

// trace-cmd's names, from examples/x86-6.1-trace-cmd-report.txt and libtraceevent's list.
test.each([
  ["EXIT_NPF", "npf", "svm"],
  ["EXIT_EXCP_PF", "PF excp", "svm"],
  ["EXIT_IOIO", "io", "svm"],
  ["EXIT_INTR", "interrupt", "svm"],
  ["EXIT_WRITE_CR4", "write_cr4", "svm"],
  ["EXIT_VMMCALL", "hypercall", "svm"],
  ["EXIT_TR_READ", "read_rt", "svm"],
  ["EXIT_ERR", "invalid_guest_state", "svm"],
  ["npf", "npf", "svm"],
  ["EPT_VIOLATION", "EPT_VIOLATION", "vmx"],
  ["PENDING_INTERRUPT", "INTERRUPT_WINDOW", "vmx"],
  ["INVALID_STATE FAILED_VMENTRY", "INVALID_STATE FAILED_VMENTRY", "vmx"],
  ["DABT_LOW", "DABT_LOW", "arm"],
  ["UNKNOWN (142)", "0x8e", "other"],
])("%s is the reason %s of %s", (text, name, isa) => {
  expect(spelledReason(text)).toEqual({ name, isa });
});

test("other words are no reasons", () => {
  expect(spelledReason("write")).toBeNull();
  expect(spelledReason("write FAILED_VMENTRY")).toBeNull();
});
