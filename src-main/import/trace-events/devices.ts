// Events of device memory: kept with their fields, and proof that a page fault before them was no fault of memory.
import type { FieldValues, TraceMoment } from "./contract.ts";
import type { Kind, KindSetting, Kinds } from "./kind.ts";
import type { Vcpus } from "./vcpus.ts";

const PAGE_BITS = 12;
const WORD_BITS = 32;

/** Fields of each event, and which of them is the guest physical address or the guest frame. */
const events = {
  kvm_mmio: { fields: ["type", "len", "gpa", "val"], address: 2, isFrame: false },
  kvm_fast_mmio: { fields: ["gpa"], address: 0, isFrame: false },
  vcpu_match_mmio: { fields: ["gva", "gpa", "write", "gpa_match"], address: 1, isFrame: false },
  mark_mmio_spte: { fields: ["sptep", "gfn", "access", "gen"], address: 1, isFrame: true },
  handle_mmio_page_fault: { fields: ["addr", "gfn", "access"], address: 1, isFrame: true },
} as const;

export function deviceKinds({ generic }: KindSetting, vcpus: Vcpus): Kinds {
  function take(address: number, isFrame: boolean, { tid }: TraceMoment, { known, texts, words }: FieldValues): void {
    if (!(known & ~texts & (1 << address))) return;
    const low = words[2 * address] as number;
    const high = words[2 * address + 1] as number;
    if (isFrame) vcpus.device(tid, low, high);
    else vcpus.device(tid, ((low >>> PAGE_BITS) | (high << (WORD_BITS - PAGE_BITS))) >>> 0, high >>> PAGE_BITS);
  }

  const kindOf = (name: keyof typeof events): Kind => {
    const { fields, address, isFrame } = events[name];
    return {
      wanted: fields.map((field) => [field]),
      ordered: true,
      folded: false,
      take(event, moment, values) {
        generic.put(event, moment, values);
        take(address, isFrame, moment, values);
      },
    };
  };
  const names = Object.keys(events) as (keyof typeof events)[];
  return Object.fromEntries(names.map((name) => [name, kindOf(name)]));
}
