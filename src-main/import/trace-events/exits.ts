// Exits and entries of guests, the page faults between them, and the devices they reach.
import type { FieldValues, TraceMoment } from "./contract.ts";
import type { Isa } from "./exit-reasons.ts";
import { STAGE2 } from "./fault-codes.ts";
import { type FaultKinds, faultKinds } from "./fault-kinds.ts";
import { type Faults, openFault } from "./faults.ts";
import type { NamedEvent } from "./generic.ts";
import type { Kind, KindSetting, Kinds } from "./kind.ts";
import { copyMoment, nsBetween } from "./moments.ts";
import type { Reason, Reasons } from "./reasons.ts";
import { INFO1_KNOWN, INFO2_KNOWN, IP_KNOWN, type Vcpu, type Vcpus } from "./vcpus.ts";

/** Fields of exits in the spellings of all kernels and architectures. */
const exitFields = [
  ["exit_reason", "exit_code", "reason", "scause"],
  ["guest_rip", "rip", "vcpu_pc", "pc", "sepc"],
  ["info1", "exit_info1"],
  ["info2", "exit_info2"],
  ["isa"],
  // arm64: what the hypervisor was entered with; with an old kernel the class of the exception is the reason.
  ["ret", "idx"],
  ["esr_ec"],
] as const;
const REASON = 0;
const INSTRUCTION = 1;
const ISA = 4;
const RETURNED = 5;
const CLASS = 6;

const ISA_VMX = 1;
const ISA_SVM = 2;

const ARM_TRAP = 2;

const has = (values: FieldValues, field: number): boolean => (values.known & (1 << field)) !== 0;
const isText = (values: FieldValues, field: number): boolean => (values.texts & (1 << field)) !== 0;
const low = (values: FieldValues, field: number): number => values.words[2 * field] as number;

/** Reads the reason of an exit, however it was recorded. */
function reasonReader(reasons: Reasons) {
  const unknown = new Map<Isa, Reason>();

  function isaOf(values: FieldValues): Isa {
    if (!has(values, ISA)) return "other";
    const isa = low(values, ISA);
    return isa === ISA_VMX ? "vmx" : isa === ISA_SVM ? "svm" : "other";
  }

  function ofArm(values: FieldValues): Reason | null {
    const field = has(values, CLASS) ? CLASS : REASON;
    if (!has(values, RETURNED) && field !== CLASS) return null;
    const named = isText(values, RETURNED) ? reasons.ofText(low(values, RETURNED)) : null;
    if (named && named.name !== "TRAP") return named;
    if (isText(values, field)) return reasons.ofText(low(values, field));
    const returned = has(values, RETURNED) && !named ? low(values, RETURNED) : ARM_TRAP;
    return reasons.ofArm(returned, has(values, field) ? low(values, field) : 0);
  }

  return (values: FieldValues): Reason => {
    const arm = ofArm(values);
    if (arm) return arm;
    if (isText(values, REASON)) return reasons.ofText(low(values, REASON));
    const isa = isaOf(values);
    if (has(values, REASON)) return reasons.ofNumber(isa, low(values, REASON));
    const known = unknown.get(isa) ?? reasons.unknown(isa);
    unknown.set(isa, known);
    return known;
  };
}

/** Whether a later exit or entry of the thread was seen before; else this is the last one. */
function isLate({ seen }: Vcpu, moment: TraceMoment): boolean {
  if (nsBetween(moment, seen) > 0) return true;
  copyMoment(seen, moment);
  return false;
}

interface ExitSetting extends KindSetting {
  readonly vcpus: Vcpus;
  readonly faults: Faults;
  readonly reasons: Reasons;
}

const sameInstruction = (vcpu: Vcpu, values: FieldValues): boolean =>
  (vcpu.known & IP_KNOWN) !== 0 &&
  has(values, INSTRUCTION) &&
  vcpu.words[0] === values.words[2 * INSTRUCTION] &&
  vcpu.words[1] === values.words[2 * INSTRUCTION + 1];

function exitKinds({ vcpus, losses, generic, reasons }: ExitSetting, kinds: FaultKinds, seen: (isa: Isa) => void) {
  const reasonOf = reasonReader(reasons);

  function open(reason: Reason, moment: TraceMoment, values: FieldValues): void {
    const thread = vcpus.of(moment.tid, true);
    // What comes late was followed by something already: who knows when the guest ran again.
    const vcpu = thread && !isLate(thread, moment) ? thread : vcpus.stray;
    vcpus.close(vcpu, null);
    vcpu.open = true;
    copyMoment(vcpu.moment, moment);
    vcpu.reason = reason;
    // The instruction and the two fields behind it.
    vcpu.known = ((values.known & ~values.texts) >> INSTRUCTION) & (IP_KNOWN | INFO1_KNOWN | INFO2_KNOWN);
    for (let i = 0; i < 6; i++) vcpu.words[i] = values.words[2 * INSTRUCTION + i] as number;
    vcpu.mark = losses.mark();
    if (reason.isa !== "other") {
      kinds.seen(reason.isa);
      seen(reason.isa);
    }
    if (vcpu === vcpus.stray) vcpus.close(vcpu, null);
  }

  const exit: Kind = {
    wanted: exitFields,
    ordered: true,
    folded: false,
    take: (_event, moment, values) => open(reasonOf(values), moment, values),
  };
  const nested: Kind = {
    ...exit,
    // A guest's guest left: told beside kvm_exit, of which it is no second one.
    take(event, moment, values) {
      const reason = reasonOf(values);
      const vcpu = vcpus.of(moment.tid, false);
      const same = vcpu?.open && vcpu.reason.nameId === reason.nameId && sameInstruction(vcpu, values);
      if (same) generic.put(event, moment, values);
      else open(reason, moment, values);
    },
  };
  const entry: Kind = {
    wanted: [],
    ordered: true,
    folded: true,
    take(_event, moment) {
      const vcpu = vcpus.of(moment.tid, false);
      if (vcpu && !isLate(vcpu, moment)) vcpus.close(vcpu, moment);
    },
  };
  return { kvm_exit: exit, kvm_nested_vmexit: nested, kvm_entry: entry } satisfies Kinds;
}

function faultEvents({ vcpus, faults }: ExitSetting, kinds: FaultKinds) {
  const alone = openFault();

  function put(event: NamedEvent, moment: TraceMoment, values: FieldValues, isArm: boolean): void {
    const vcpu = vcpus.of(moment.tid, false);
    const fault = vcpu?.open ? vcpus.nextFault(vcpu) : alone;
    fault.kind = isArm ? STAGE2 : kinds.of(vcpu?.open ? vcpu.reason.fault : null, values);
    faults.read(fault, event, moment, values);
    if (fault === alone) vcpus.writeAlone(fault);
  }

  const x86: Kind = {
    wanted: [["fault_address", "address"], ["error_code"], ["guest_rip", "rip"]],
    ordered: true,
    folded: false,
    take: (event, moment, values) => put(event, moment, values, false),
  };
  const arm: Kind = {
    wanted: [["ipa"], ["hsr", "esr"], ["vcpu_pc", "pc"]],
    ordered: true,
    folded: false,
    take: (event, moment, values) => put(event, moment, values, true),
  };
  return { kvm_page_fault: x86, kvm_guest_fault: arm } satisfies Kinds;
}

/** Exits, entries and page faults of guests. `seen` is told of every exit's virtualisation extension. */
export function guestKinds(setting: ExitSetting, seen: (isa: Isa) => void): Kinds {
  const kinds = faultKinds(setting.context, setting.hints.isa ?? null);
  return { ...exitKinds(setting, kinds, seen), ...faultEvents(setting, kinds) };
}
