// Why guests leave: numbers of Intel's and AMD's exits by the names that the Linux kernel prints.

const VMX: readonly (readonly [first: number, names: string])[] = [
  [0, "EXCEPTION_NMI EXTERNAL_INTERRUPT TRIPLE_FAULT INIT_SIGNAL SIPI_SIGNAL IO_SMI OTHER_SMI INTERRUPT_WINDOW"],
  [8, "NMI_WINDOW TASK_SWITCH CPUID GETSEC HLT INVD INVLPG RDPMC RDTSC RSM VMCALL VMCLEAR VMLAUNCH VMPTRLD VMPTRST"],
  [23, "VMREAD VMRESUME VMWRITE VMOFF VMON CR_ACCESS DR_ACCESS IO_INSTRUCTION MSR_READ MSR_WRITE INVALID_STATE"],
  [34, "MSR_LOAD_FAIL"],
  [36, "MWAIT_INSTRUCTION MONITOR_TRAP_FLAG"],
  [39, "MONITOR_INSTRUCTION PAUSE_INSTRUCTION MCE_DURING_VMENTRY"],
  [43, "TPR_BELOW_THRESHOLD APIC_ACCESS EOI_INDUCED GDTR_IDTR LDTR_TR EPT_VIOLATION EPT_MISCONFIG INVEPT RDTSCP"],
  [52, "PREEMPTION_TIMER INVVPID WBINVD XSETBV APIC_WRITE RDRAND INVPCID VMFUNC ENCLS RDSEED PML_FULL XSAVES XRSTORS"],
  [67, "UMWAIT TPAUSE"],
  [74, "BUS_LOCK NOTIFY SEAMCALL TDCALL"],
  [84, "MSR_READ_IMM MSR_WRITE_IMM"],
];

const numbered = (stem: string, n: number, ending = ""): string =>
  Array.from({ length: n }, (_, i) => `${stem}${i}${ending}`).join(" ");

const SVM: readonly (readonly [first: number, names: string])[] = [
  [0x00, numbered("read_cr", 16)],
  [0x10, numbered("write_cr", 16)],
  [0x20, numbered("read_dr", 16)],
  [0x30, numbered("write_dr", 16)],
  [0x60, "interrupt nmi smi init vintr cr0_sel_write read_idtr read_gdtr read_ldtr read_rt write_idtr write_gdtr"],
  [0x6c, "write_ldtr write_rt rdtsc rdpmc pushf popf cpuid rsm iret swint invd pause hlt invlpg invlpga io msr"],
  [0x7d, "task_switch ferr_freeze shutdown vmrun hypercall vmload vmsave stgi clgi skinit rdtscp icebp wbinvd monitor"],
  [0x8b, "mwait mwait_conditional xsetbv rdpru write_efer_trap"],
  [0x90, numbered("write_cr", 16, "_trap")],
  [0xa2, "invpcid"],
  [0xa5, "bus_lock idle_halt"],
  [0x400, "npf avic_incomplete_ipi avic_unaccelerated_access vmgexit"],
];

/** Exceptions by vector, where they have a name. */
const EXCEPTIONS = "DE DB - BP OF BR UD NM DF - TS NP SS GP PF - MF AC MC XF".split(" ");
const FIRST_EXCEPTION = 0x40;

function named(list: typeof VMX): ReadonlyMap<number, string> {
  return new Map(list.flatMap(([first, names]) => names.split(" ").map((name, i) => [first + i, name] as const)));
}
const vmx = named(VMX);
const svm = new Map([
  ...named(SVM),
  ...EXCEPTIONS.flatMap((name, i) => (name === "-" ? [] : [[FIRST_EXCEPTION + i, `${name} excp`] as const])),
]);

/** Bit of a VMX reason: the entry itself failed. */
const FAILED_ENTRY = 0x8000_0000;

/** An exit of Intel's by its reason as the processor gives it; what has no name stays a number. */
export function vmxReason(reason: number): string {
  const basic = reason & 0xffff;
  const name = vmx.get(basic) ?? `0x${basic.toString(16)}`;
  return (reason & FAILED_ENTRY) === 0 ? name : `${name} FAILED_VMENTRY`;
}

/** An exit of AMD's by its code; what has no name stays a number. */
export function svmReason(code: number): string {
  const unsigned = code >>> 0;
  return unsigned === 0xffffffff ? "invalid_guest_state" : (svm.get(unsigned) ?? `0x${unsigned.toString(16)}`);
}
