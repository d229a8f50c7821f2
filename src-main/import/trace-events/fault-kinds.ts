// Which kind of page fault of an x86 guest a record tells of: its code means something else with each.
import type { ImportContext } from "../importer.ts";
import type { FieldValues } from "./contract.ts";
import type { Isa } from "./exit-reasons.ts";
import { EPT, type FaultKind, kindOfShape, mayBeNested, NPT, SHADOW } from "./fault-codes.ts";
import { ADDRESS, CODE } from "./faults.ts";

export interface FaultKinds {
  /** An exit was recorded on this virtualisation extension. */
  seen(isa: Isa): void;
  /** `reason` is what the open exit of the thread says, null without one; the values are those of a fault. */
  of(reason: FaultKind | null, values: FieldValues): FaultKind;
}

/** `hint` is the virtualisation extension of the host's CPUs, where the container knows it. */
export function faultKinds(context: ImportContext, hint: Isa | null): FaultKinds {
  // What was sure last holds for what is not.
  let settled: FaultKind | null = null;
  let isa = hint;
  let told = false;

  function guess(codeLow: number): FaultKind {
    if (isa === "vmx") return EPT;
    const kind = mayBeNested(codeLow) ? NPT : SHADOW;
    if (isa !== "svm" && !told) {
      told = true;
      context.remark({
        code: "kvm.fault_kind",
        excerpt: `kvm_page_fault with error code 0x${(codeLow >>> 0).toString(16)}`,
        expected: "an exit before it, or a code that only one kind of paging has",
        next: "such faults were read as those of an AMD host; record kvm:kvm_exit as well to be sure",
      });
    }
    return kind;
  }

  return {
    seen(found) {
      isa = found;
    },
    of(reason, { known, words }) {
      const codeLow = known & (1 << CODE) ? (words[2 * CODE] as number) : 0;
      const codeHigh = known & (1 << CODE) ? (words[2 * CODE + 1] as number) : 0;
      const sure = reason ?? kindOfShape(codeLow, codeHigh, known & (1 << ADDRESS) ? (words[1] as number) : 0);
      if (sure !== null) settled = sure;
      return sure ?? settled ?? guess(codeLow);
    },
  };
}
