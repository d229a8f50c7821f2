// What KVM does with a guest's pages: mappings that are made, changed and taken back.
import { wordTable } from "../../../src-shared/base/word-table.ts";
import type { FieldValues, TraceEvent } from "./contract.ts";
import type { GenericEvents } from "./generic.ts";
import type { Kind, KindSetting, Kinds } from "./kind.ts";
import { AGE, CHANGE, MAP, type MmuRows, mmuRows, SPLIT, UNMAP } from "./mmu-rows.ts";
import { isLevel, readSpte, spte } from "./sptes.ts";

const WORD = 0x1_0000_0000;
const DEFAULT_PAGE_BYTES = 4096;

/** Threads whose last mapping is remembered. */
const MOST_THREADS = 65_536;

const knows = (values: FieldValues, fields: number): boolean => (values.known & ~values.texts & fields) === fields;

/** A kind whose records may come in any order; `put` is false for those that are no rows of `mmu`. */
function kindOf(
  generic: GenericEvents,
  wanted: TraceEvent["wanted"],
  put: (...record: Parameters<Kind["take"]>) => boolean,
): Kind {
  return {
    wanted,
    ordered: false,
    folded: false,
    take(event, moment, values) {
      if (!put(event, moment, values)) generic.put(event, moment, values);
    },
  };
}

/** The first two fields in words and the level of the mapping that a thread made last. */
interface LastMapping {
  readonly words: Uint32Array;
  level: number;
}

const isSame = ({ words, level }: LastMapping, values: FieldValues): boolean =>
  level === values.words[4] &&
  words[0] === values.words[0] &&
  words[1] === values.words[1] &&
  words[2] === values.words[2] &&
  words[3] === values.words[3];

/** KVM tells of most mappings twice in a row, by kvm_tdp_mmu_spte_changed and by kvm_mmu_set_spte: one is a row. */
function lastMappings() {
  const threads = wordTable();
  const lasts: LastMapping[] = [];
  const of = (tid: number): LastMapping | undefined => lasts[threads.find(tid, 0)];
  return {
    remember(tid: number, { words }: FieldValues): void {
      let last = of(tid);
      if (!last) {
        if (lasts.length >= MOST_THREADS) return;
        threads.add(tid, 0);
        last = { words: new Uint32Array(4), level: 0 };
        lasts.push(last);
      }
      for (let i = 0; i < 4; i++) last.words[i] = words[i] as number;
      last.level = words[4] as number;
    },
    /** Whether the mapping was told before; asked once. */
    wasTold(tid: number, values: FieldValues): boolean {
      const last = of(tid);
      const told = last !== undefined && isSame(last, values);
      if (last) last.level = 0;
      return told;
    },
  };
}

/** Entries that are set, changed and split: guest frame, entry and level are their first three fields. */
function entryKinds(generic: GenericEvents, put: MmuRows): Kinds {
  const entry = spte();
  const before = spte();
  const lasts = lastMappings();

  /** Reads the entry; false where the record does not hold one. */
  function read(values: FieldValues): boolean {
    const { words } = values;
    if (!knows(values, 0b111) || !isLevel(words[4] as number, words[5] as number)) return false;
    readSpte(entry, words[2] as number, words[3] as number, words[4] as number);
    return true;
  }

  return {
    kvm_mmu_set_spte: kindOf(
      generic,
      [["gfn"], ["spte"], ["level"], ["sptep"], ["r"], ["x"]],
      (_event, moment, values) => {
        const { words } = values;
        if (!read(values) || lasts.wasTold(moment.tid, values) || !entry.maps) return false;
        put.putPage(moment, MAP, words[0] as number, words[1] as number, words[4] as number, entry);
        return true;
      },
    ),
    kvm_tdp_mmu_spte_changed: kindOf(
      generic,
      [["gfn"], ["new_spte"], ["level"], ["old_spte"], ["as_id"]],
      (_event, moment, values) => {
        const { words } = values;
        if (!read(values) || !knows(values, 0b1000)) return false;
        const level = words[4] as number;
        readSpte(before, words[6] as number, words[7] as number, level);
        if (!before.maps && !entry.maps) return false;
        const kind = !entry.maps ? UNMAP : before.maps ? CHANGE : MAP;
        put.putPage(moment, kind, words[0] as number, words[1] as number, level, entry.maps ? entry : null);
        if (entry.maps) lasts.remember(moment.tid, values);
        return true;
      },
    ),
    kvm_mmu_split_huge_page: kindOf(generic, [["gfn"], ["spte"], ["level"], ["errno"]], (_event, moment, values) => {
      const { words } = values;
      const failed = knows(values, 0b1000) && words[6] !== 0;
      if (failed || !read(values)) return false;
      put.putPage(moment, SPLIT, words[0] as number, words[1] as number, words[4] as number, entry);
      return true;
    }),
  };
}

/** Ranges of the process that holds the guest's memory, or one page of it. */
function rangeKinds(generic: GenericEvents, put: MmuRows, pageBytes: number): Kinds {
  const range = (kind: number): Kind =>
    kindOf(generic, [["start", "hva"], ["end"]], (_event, moment, values) => {
      const { words } = values;
      if (!knows(values, 1)) return false;
      const low = words[0] as number;
      const high = words[1] as number;
      const bytes = knows(values, 2) ? ((words[3] as number) - high) * WORD + ((words[2] as number) - low) : pageBytes;
      if (bytes <= 0) return false;
      put.putRange(moment, kind, low, high, bytes);
      return true;
    });
  /** Until kernel 5.12 on x86: one guest page at a time. */
  const agePage = kindOf(generic, [["gfn"], ["level"], ["hva"], ["referenced"]], (_event, moment, values) => {
    const { words } = values;
    if (!knows(values, 0b11) || !isLevel(words[2] as number, words[3] as number)) return false;
    put.putPage(moment, AGE, words[0] as number, words[1] as number, words[2] as number, null);
    return true;
  });
  return {
    kvm_unmap_hva_range: range(UNMAP),
    kvm_unmap_hva: range(UNMAP),
    kvm_set_spte_hva: range(CHANGE),
    kvm_age_hva: range(AGE),
    kvm_age_page: agePage,
  };
}

export function mmuKinds({ rows, generic, hints }: KindSetting): Kinds {
  const put = mmuRows(rows);
  return { ...entryKinds(generic, put), ...rangeKinds(generic, put, hints.pageBytes ?? DEFAULT_PAGE_BYTES) };
}
