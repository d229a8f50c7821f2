// Exit reasons as dictionary ids: found by number or by what a tool printed, without a text per record.
import { wordTable } from "../../../src-shared/base/word-table.ts";
import type { ImportContext } from "../importer.ts";
import { armReason, type Isa, spelledReason, svmReason, vmxReason } from "./exit-reasons.ts";
import { EPT, type FaultKind, NPT, SHADOW, STAGE2 } from "./fault-codes.ts";

/** Words of `vm_exit.isa` by their place in the declaration of the tables. */
export const ISAS = ["vmx", "svm", "arm", "other"] as const satisfies readonly Isa[];

export interface Reason {
  readonly name: string;
  readonly nameId: number;
  readonly isa: Isa;
  /** Its place in `ISAS`. */
  readonly isaNumber: number;
  /** The kind of page fault that a guest leaves for by this reason; null where it is no page fault. */
  readonly fault: FaultKind | null;
}

function faultOf(name: string, isa: Isa): FaultKind | null {
  if (isa === "arm") return STAGE2;
  if (name === "npf") return NPT;
  if (/^EPT_(VIOLATION|MISCONFIG)\b/.test(name)) return EPT;
  return name === "PF excp" || /^EXCEPTION_NMI\b/.test(name) ? SHADOW : null;
}

/** A text that tells no reason, or none at all. */
export const NO_REASON: Reason = { name: "", nameId: 0, isa: "other", isaNumber: ISAS.indexOf("other"), fault: null };

const MOST_REASONS = 65_536;

export interface Reasons {
  /** Learns what a text of the recording means; called with each text once. */
  learn(text: string, id: number): void;
  /** What a text says; a text that is no known reason is one by itself. */
  ofText(id: number): Reason;
  /** x86, or any other reason that is one number. */
  ofNumber(isa: Isa, number: number): Reason;
  ofArm(returned: number, exceptionClass: number): Reason;
  /** Where no reason was recorded. */
  unknown(isa: Isa): Reason;
}

export function reasons(context: ImportContext): Reasons {
  const texts = new Map<number, Reason>();
  const numbers = wordTable();
  const known: Reason[] = [];
  const made = (name: string, isa: Isa): Reason => ({
    name,
    nameId: context.name(name),
    isa,
    isaNumber: ISAS.indexOf(isa),
    fault: faultOf(name, isa),
  });

  /** `high` tells one isa's numbers from another's. */
  function cached(low: number, high: number, name: (low: number, high: number) => string, isa: Isa): Reason {
    const found = numbers.find(low, high);
    if (found >= 0) return known[found] as Reason;
    const reason = made(name(low, high), isa);
    // Damage can look like any number of reasons.
    if (known.length < MOST_REASONS) {
      numbers.add(low, high);
      known.push(reason);
    }
    return reason;
  }

  const hex = (number: number): string => `0x${(number >>> 0).toString(16)}`;
  const namers = { vmx: vmxReason, svm: svmReason, arm: hex, other: hex } as const;

  return {
    learn(text, id) {
      const spelled = spelledReason(text);
      if (spelled) texts.set(id, made(spelled.name, spelled.isa));
    },
    ofText: (id) => texts.get(id) ?? { ...NO_REASON, nameId: id },
    ofNumber: (isa, number) => cached(number, -1 - ISAS.indexOf(isa), namers[isa], isa),
    ofArm: (returned, exceptionClass) => cached(returned, exceptionClass & 0x7fff_ffff, armReason, "arm"),
    unknown: (isa) => made("unknown", isa),
  };
}
