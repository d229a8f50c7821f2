// Why a guest left: the kernel's names of exit reasons by their numbers (hexadecimal where it has none), and by other tools' spellings.

export type Isa = "vmx" | "svm" | "arm" | "other";

/** Words at consecutive numbers from `first` on, `-` where there is none. */
const from = (first: number, words: string): [number, string][] =>
  words
    .trim()
    .split(/\s+/)
    .map((word, i): [number, string] => [first + i, word])
    .filter(([, word]) => word !== "-");

const vmx: ReadonlyMap<number, string> = new Map([
  ...from(0, "EXCEPTION_NMI EXTERNAL_INTERRUPT TRIPLE_FAULT INIT_SIGNAL SIPI_SIGNAL - - INTERRUPT_WINDOW NMI_WINDOW"),
  ...from(9, "TASK_SWITCH CPUID - HLT INVD INVLPG RDPMC RDTSC - VMCALL VMCLEAR VMLAUNCH VMPTRLD VMPTRST VMREAD"),
  ...from(24, "VMRESUME VMWRITE VMOFF VMON CR_ACCESS DR_ACCESS IO_INSTRUCTION MSR_READ MSR_WRITE INVALID_STATE"),
  ...from(34, "MSR_LOAD_FAIL - MWAIT_INSTRUCTION MONITOR_TRAP_FLAG - MONITOR_INSTRUCTION PAUSE_INSTRUCTION"),
  ...from(41, "MCE_DURING_VMENTRY - TPR_BELOW_THRESHOLD APIC_ACCESS EOI_INDUCED GDTR_IDTR LDTR_TR EPT_VIOLATION"),
  ...from(49, "EPT_MISCONFIG INVEPT RDTSCP PREEMPTION_TIMER INVVPID WBINVD XSETBV APIC_WRITE RDRAND INVPCID VMFUNC"),
  ...from(60, "ENCLS RDSEED PML_FULL XSAVES XRSTORS - - UMWAIT TPAUSE - - - - - BUS_LOCK NOTIFY - TDCALL"),
  ...from(84, "MSR_READ_IMM MSR_WRITE_IMM"),
]);
const VMX_REASON = 0xffff;
const FAILED_VMENTRY = 0x8000_0000;

const EXCEPTIONS = from(0x40, "DE DB - BP OF BR UD NM DF - TS NP SS GP PF - MF AC MC XF");

const svm: ReadonlyMap<number, string> = new Map([
  ...from(0x00, "read_cr0 - read_cr2 read_cr3 read_cr4 - - - read_cr8"),
  ...from(0x10, "write_cr0 - write_cr2 write_cr3 write_cr4 - - - write_cr8"),
  ...from(0x20, "read_dr0 read_dr1 read_dr2 read_dr3 read_dr4 read_dr5 read_dr6 read_dr7"),
  ...from(0x30, "write_dr0 write_dr1 write_dr2 write_dr3 write_dr4 write_dr5 write_dr6 write_dr7"),
  ...EXCEPTIONS.map(([number, word]): [number, string] => [number, `${word} excp`]),
  ...from(0x60, "interrupt nmi smi init vintr cr0_sel_write read_idtr read_gdtr read_ldtr read_rt write_idtr"),
  ...from(0x6b, "write_gdtr write_ldtr write_rt rdtsc rdpmc pushf popf cpuid rsm iret swint invd pause hlt invlpg"),
  ...from(0x7a, "invlpga io msr task_switch ferr_freeze shutdown vmrun hypercall vmload vmsave stgi clgi skinit"),
  ...from(0x87, "rdtscp icebp wbinvd monitor mwait - xsetbv - write_efer_trap write_cr0_trap"),
  ...from(0x94, "write_cr4_trap - - - write_cr8_trap"),
  ...from(0xa2, "invpcid - - buslock idle-halt"),
  ...from(0x400, "npf avic_incomplete_ipi avic_unaccelerated_access vmgexit"),
  ...from(0x8000_0001, "vmgexit_mmio_read vmgexit_mmio_write vmgexit_nmi_complete vmgexit_ap_hlt_loop"),
  ...from(0x8000_0005, "vmgexit_ap_jump_table"),
  ...from(0x8000_0010, "vmgexit_page_state_change vmgexit_guest_request vmgexit_ext_guest_request vmgexit_ap_creation"),
  [0x8000_fffd, "vmgexit_hypervisor_feature"],
  [0xffff_ffff, "invalid_guest_state"],
]);

/** Why the processor came back to the hypervisor; only traps have a class of their own. */
const armReturns = ["IRQ", "SERROR", "TRAP", "ILLEGAL"] as const;
const ARM_TRAP = 2;
const ARM_GONE = 0xbad_ca11;

/** Classes of exceptions in bits 26 to 31 of the syndrome. */
const arm: ReadonlyMap<number, string> = new Map([
  ...from(0x00, "UNKNOWN WFx - CP15_32 CP15_64 CP14_MR CP14_LS FP_ASIMD CP10_ID PAC - - CP14_64"),
  ...from(0x15, "SVC64 HVC64 SMC64 SYS64 SVE - - - - - IMP_DEF"),
  ...from(0x20, "IABT_LOW IABT_CUR PC_ALIGN - DABT_LOW DABT_CUR SP_ALIGN - FP_EXC32 - - - FP_EXC64 - - SERROR"),
  ...from(0x30, "BREAKPT_LOW BREAKPT_CUR SOFTSTP_LOW SOFTSTP_CUR WATCHPT_LOW WATCHPT_CUR - - BKPT32 - VECTOR32"),
  ...from(0x3c, "BRK64"),
]);

const hex = (number: number): string => `0x${(number >>> 0).toString(16)}`;

/** VMX: the reason in the low 16 bits, flags above. */
export function vmxReason(number: number): string {
  const reason = vmx.get(number & VMX_REASON) ?? hex(number & VMX_REASON);
  const flags = (number & ~VMX_REASON) >>> 0;
  if (flags === 0) return reason;
  const others = (flags & ~FAILED_VMENTRY) >>> 0;
  const words = [flags >= FAILED_VMENTRY ? "FAILED_VMENTRY" : "", others ? hex(others) : ""];
  return [reason, ...words.filter((word) => word !== "")].join(" ");
}

export const svmReason = (number: number): string => svm.get(number >>> 0) ?? hex(number);

/** arm64: what the hypervisor was entered with, and the class of the exception where that is a trap. */
export function armReason(returned: number, exceptionClass: number): string {
  if (returned === ARM_TRAP) return arm.get(exceptionClass) ?? hex(exceptionClass);
  return returned === ARM_GONE ? "HYP_GONE" : (armReturns[returned] ?? hex(returned));
}

/** libtraceevent's plugin says EXIT_NPF for npf; these do not follow from the kernel's names. */
const plugin: readonly (readonly [number, string])[] = [
  ...EXCEPTIONS.map(([number, word]) => [number, `EXCP_${word}`] as const),
  [0x40, "EXCP_BASE"],
  [0x60, "INTR"],
  ...from(0x66, "IDTR_READ GDTR_READ LDTR_READ TR_READ IDTR_WRITE GDTR_WRITE LDTR_WRITE TR_WRITE"),
  [0x7b, "IOIO"],
  [0x81, "VMMCALL"],
  [0x8c, "MWAIT_COND"],
  [0x8e, "RDPRU"],
  [0x8f, "EFER_WRITE_TRAP"],
  [0x90, "CR0_WRITE_TRAP"],
  [0x94, "CR4_WRITE_TRAP"],
  [0x98, "CR8_WRITE_TRAP"],
  [0xa5, "BUS_LOCK"],
  [0xa6, "IDLE_HLT"],
  [0xffff_ffff, "ERR"],
];

/** An exit reason in the kernel's present spelling, and what it was spelled for. */
export interface SpelledReason {
  readonly name: string;
  readonly isa: Isa;
}

const spell = (text: string, name: string, isa: Isa): [string, SpelledReason] => [text, { name, isa }];

const spelled: ReadonlyMap<string, SpelledReason> = new Map([
  ...[...arm.values(), ...armReturns, "HYP_GONE"].map((name) => spell(name, name, "arm")),
  ...[...arm.values()].map((name) => spell(`ESR_ELx_EC_${name}`, name, "arm")),
  ...[...vmx.values()].map((name) => spell(name, name, "vmx")),
  // Until kernel 5.5.
  spell("PENDING_INTERRUPT", "INTERRUPT_WINDOW", "vmx"),
  ...[...svm.values()].map((name) => spell(name, name, "svm")),
  ...[...svm.values()].map((name) => spell(`EXIT_${name.toUpperCase()}`, name, "svm")),
  ...plugin.map(([number, name]) => spell(`EXIT_${name}`, svmReason(number), "svm")),
]);

const WITH_FLAGS = /^(\w+) ((?:FAILED_VMENTRY|0x[0-9a-f]+)(?: \S+)*)$/;
const UNNAMED = /^UNKNOWN \((\d+)\)$/;

/** The reason that a tool printed in any spelling; null where it is no exit reason. */
export function spelledReason(text: string): SpelledReason | null {
  const known = spelled.get(text);
  if (known) return known;
  const [, word = "", flags = ""] = WITH_FLAGS.exec(text) ?? [];
  const base = spelled.get(word);
  if (base) return { name: `${base.name} ${flags}`, isa: base.isa };
  const number = UNNAMED.exec(text)?.[1];
  return number === undefined ? null : { name: hex(Number(number)), isa: "other" };
}
