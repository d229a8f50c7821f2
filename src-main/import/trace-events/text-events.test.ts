// Fields of single lines, as kernels and tools print them; the values are read off the lines by eye.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteDictionary } from "../bytes/dictionary.ts";
import { linesOf } from "../bytes/lines.ts";
import { type TraceSink, traceMoment } from "./contract.ts";
import { traceText } from "./text-events.ts";

type Fields = Record<string, bigint | string>;

/** Hands every field that a line has to a list: `wanted` in the place of what the sink's kinds want. */
function reader(wanted?: readonly string[]) {
  const names = [""];
  const ids = new Map<string, number>();
  const got: { event: string; fields: Fields }[] = [];
  const recorded = new Map<string, readonly { name: string; text: boolean }[]>();
  const sink: Pick<TraceSink, "texts" | "event" | "put"> = {
    texts: byteDictionary((text) => {
      const id = ids.get(text) ?? names.push(text) - 1;
      ids.set(text, id);
      return id;
    }),
    event(name, fields) {
      recorded.set(name, fields ?? []);
      const all = (wanted ?? (fields ?? []).slice(0, 8).map((field) => field.name)).map((field) => [field]);
      return { number: 0, name, wanted: all, ordered: false, folded: false };
    },
    put({ name, wanted: all }, _moment, { known, texts, words }) {
      const fields: Fields = {};
      for (const [i, spellings] of all.entries()) {
        if (!(known & (1 << i))) continue;
        const [low, high] = [words[2 * i] as number, words[2 * i + 1] as number];
        fields[spellings[0] as string] =
          texts & (1 << i) ? (names[low] as string) : BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
      }
      got.push({ event: name, fields });
    },
  };
  const text = traceText(sink as TraceSink);
  return {
    got,
    recorded,
    /** Reads a line `EVENT: TEXT`; false where it was not taken. */
    read(line: string, ended = true): boolean {
      const lines = linesOf(Buffer.from(ended ? `${line}\n` : line));
      lines.next();
      const colon = lines.bytes.indexOf(58);
      const taken = text.read(lines, 0, colon, colon + 1);
      if (taken) text.put(traceMoment());
      return taken;
    },
  };
}

function fieldsOf(line: string, wanted?: readonly string[]): Fields | undefined {
  const all = reader(wanted);
  all.read(line);
  return all.got[0]?.fields;
}

const npf = { exit_reason: "npf", guest_rip: 0xfff0n, info1: 0x100000014n, info2: 0xfffffff0n };
const rest = { intr_info: 0n, error_code: 0n };

describe("exits, entries and page faults of guests", () => {
  test.each<[tool: string, line: string, fields: Fields]>([
    [
      "the kernel",
      "kvm_exit: vcpu 0 reason npf rip 0xfff0 info1 0x0000000100000014 info2 0x00000000fffffff0 intr_info 0x00000000 error_code 0x00000000",
      { vcpu_id: 0n, ...npf, ...rest },
    ],
    [
      "the plugin of trace-cmd",
      "kvm_exit:             reason EXIT_NPF rip 0xfff0 info 100000014 fffffff0",
      { ...npf, exit_reason: "EXIT_NPF" },
    ],
    [
      "trace-cmd -R",
      "kvm_exit:              exit_reason=1024 guest_rip=0xfff0 isa=2 info1=0x0000000100000014 info2=0x00000000fffffff0 intr_info=0x00000000 error_code=0x00000000 vcpu_id=0",
      { ...npf, exit_reason: 1024n, isa: 2n, vcpu_id: 0n, ...rest },
    ],
    [
      "the kernel, a reason of two words",
      "kvm_exit: vcpu 1 reason PF excp rip 0xfff0 info1 0x0000000000000010 info2 0x00000000fffffff0 intr_info 0x00000000 error_code 0x00000000",
      { vcpu_id: 1n, ...npf, exit_reason: "PF excp", info1: 0x10n, ...rest },
    ],
    [
      "the kernel on Intel, a failed entry",
      "kvm_exit: vcpu 3 reason EPT_VIOLATION FAILED_VMENTRY rip 0x1 info1 0x182 info2 0x0 intr_info 0x0 error_code 0x0",
      { vcpu_id: 3n, exit_reason: "EPT_VIOLATION FAILED_VMENTRY", guest_rip: 1n, info1: 0x182n, info2: 0n, ...rest },
    ],
    [
      "Linux 4.8",
      "kvm_exit: vcpu 0 reason EPT_VIOLATION rip 0xffffffff8104f2a0 info 184 0",
      { vcpu_id: 0n, exit_reason: "EPT_VIOLATION", guest_rip: -0x7efb0d60n, info1: 0x184n, info2: 0n },
    ],
    ["perf", "kvm_entry: vcpu 0, rip 0xfff0", { vcpu_id: 0n, rip: 0xfff0n }],
    ["Linux 5.10", "kvm_entry: vcpu 0, rip 0xfff0[immediate exit]", { vcpu_id: 0n, rip: 0xfff0n }],
    ["trace-cmd", "kvm_entry:             vcpu 0 rip 0xfff0", { vcpu_id: 0n, rip: 0xfff0n }],
    [
      "the kernel",
      "kvm_page_fault: vcpu 0 rip 0xfff0 address 0x00000000fffffff0 error_code 0x100000014",
      { vcpu_id: 0n, guest_rip: 0xfff0n, fault_address: 0xfffffff0n, error_code: 0x100000014n },
    ],
    ["Linux 4.8", "kvm_page_fault: address fee00020 error_code 10", { fault_address: 0xfee00020n, error_code: 0x10n }],
    [
      "trace-cmd -R",
      "kvm_page_fault:        vcpu_id=0 guest_rip=0xfff0 fault_address=0x00000000fffffff0 error_code=0x100000014",
      { vcpu_id: 0n, guest_rip: 0xfff0n, fault_address: 0xfffffff0n, error_code: 0x100000014n },
    ],
    [
      "the kernel on arm64",
      "kvm_exit: TRAP: HSR_EC: 0x0024 (DABT_LOW), PC: 0xffff800008013d04",
      { ret: "TRAP", esr_ec: 0x24n, vcpu_pc: -0x7ffff7fec2fcn },
    ],
    ["the kernel on arm64", "kvm_entry: PC: 0x0000000040200000", { vcpu_pc: 0x40200000n }],
    [
      "the kernel on arm64",
      "kvm_guest_fault: ipa 0x40200000, hsr 0x82000006, hxfar 0x40200000, pc 0x0000000040200000",
      { ipa: 0x40200000n, hsr: 0x82000006n, hxfar: 0x40200000n, vcpu_pc: 0x40200000n },
    ],
  ])("%s: %s", (_tool, line, fields) => {
    expect(fieldsOf(line)).toEqual(fields);
  });
});

describe("mappings of guests and device memory", () => {
  test.each<[tool: string, line: string, fields: Fields]>([
    [
      "the kernel",
      "kvm_mmu_set_spte: gfn fffff spte 11d022e67 (rwxu) level 1 at 120952ff8",
      { gfn: 0xfffffn, spte: 0x11d022e67n, level: 1n, sptep: 0x120952ff8n },
    ],
    [
      "trace-cmd -R",
      "kvm_mmu_set_spte:      gfn=fffff spte=11d022e67 sptep=120952ff8 level=1 r=1 x=1 u=1",
      { gfn: 0xfffffn, spte: 0x11d022e67n, level: 1n, sptep: 0x120952ff8n, r: 1n, x: 1n },
    ],
    [
      "the kernel",
      "kvm_tdp_mmu_spte_changed: as id 0 gfn 365b level 1 old_spte 0 new_spte 137d2ce67",
      { as_id: 0n, gfn: 0x365bn, level: 1n, old_spte: 0n, new_spte: 0x137d2ce67n },
    ],
    [
      "trace-cmd -R, another order",
      "kvm_tdp_mmu_spte_changed:  gfn=365b old_spte=0 new_spte=137d2ce67 level=1 as_id=0",
      { as_id: 0n, gfn: 0x365bn, level: 1n, old_spte: 0n, new_spte: 0x137d2ce67n },
    ],
    [
      "the kernel, Linux 6.12",
      "kvm_tdp_mmu_spte_changed: as id 0 gfn 0 level 4 old_spte 8000000000000000 new_spte 126b88827",
      { as_id: 0n, gfn: 0n, level: 4n, old_spte: -(2n ** 63n), new_spte: 0x126b88827n },
    ],
    [
      "perf, which could not read the print format: decimal",
      "kvm_mmu_get_page: [FAILED TO PARSE] mmu_valid_gen=1 gfn=262144 role=6018 root_count=0 unsync=0 created=1",
      { mmu_valid_gen: 1n, gfn: 262144n, role: 6018n, root_count: 0n, unsync: 0n, created: 1n },
    ],
    [
      "the kernel",
      "kvm_mmu_get_page: sp gen 1 gfn 40000 l2 8-byte q0 direct wux nxe ad root 0 sync new",
      { mmu_valid_gen: 1n, gfn: 0x40000n, root_count: 0n },
    ],
    [
      "the plugin of trace-cmd",
      "kvm_mmu_get_page:     new sp gfn 40000 2 q0 direct wux !pae nxe !wp root 0 sync",
      { gfn: 0x40000n, root_count: 0n },
    ],
    [
      "the kernel",
      "kvm_unmap_hva_range: mmu notifier unmap range: 0x007f249fe00000 -- 0x007f24a7e00000",
      { start: 0x7f249fe00000n, end: 0x7f24a7e00000n },
    ],
    [
      "trace-cmd -R",
      "kvm_unmap_hva_range:   start=0x007f249fe00000 end=0x007f24a7e00000",
      { start: 0x7f249fe00000n, end: 0x7f24a7e00000n },
    ],
    [
      "Linux 6.12",
      "kvm_age_hva: mmu notifier age hva: 0x00558287d4ae35 -- 0x00558287d4be35",
      { start: 0x558287d4ae35n, end: 0x558287d4be35n },
    ],
    ["the kernel", "kvm_set_spte_hva: mmu notifier set pte hva: 0x0055ddcc005000", { hva: 0x55ddcc005000n }],
    [
      "the kernel, flags in words",
      "fast_page_fault: vcpu 0 gva 98000 error_code P|W|U sptep 0xffff8881209504c0 old 0x32b1825 new 32b1825 spurious 0 fixed 0",
      {
        vcpu_id: 0n,
        cr2_or_gpa: 0x98000n,
        error_code: "P|W|U",
        sptep: -0x777edf6afb40n,
        old_spte: 0x32b1825n,
        new_spte: 0x32b1825n,
      },
    ],
    [
      "the kernel, no flag at all",
      "fast_page_fault: vcpu 0 gva 98000 error_code  sptep 0xffff8881209504c0 old 0x32b1825 new 32b1825 spurious 0 fixed 0",
      { vcpu_id: 0n, cr2_or_gpa: 0x98000n, sptep: -0x777edf6afb40n, old_spte: 0x32b1825n, new_spte: 0x32b1825n },
    ],
    [
      "the kernel",
      "kvm_mmio: mmio read len 4 gpa 0xfee00020 val 0x0",
      { type: "read", len: 4n, gpa: 0xfee00020n, val: 0n },
    ],
    [
      "trace-cmd -R",
      "kvm_mmio:  type=1 len=4 gpa=0xfee00020 val=0x0",
      { type: 1n, len: 4n, gpa: 0xfee00020n, val: 0n },
    ],
    ["the kernel", "handle_mmio_page_fault: addr:0 gfn fee00 access 6", { addr: 0n, gfn: 0xfee00n, access: 6n }],
    [
      "the kernel",
      "mark_mmio_spte: sptep:0xffff88812093c000 gfn fee00 access 7 gen e",
      { sptep: -0x777edf6c4000n, gfn: 0xfee00n, access: 7n, gen: 14n },
    ],
    ["the kernel", "kvm_try_async_get_page: gva = 0x7f00, gfn = 0x12", { gva: 0x7f00n, gfn: 0x12n }],
    ["the kernel", "kvm_msr: msr_write c0000080 = 0x100", { ecx: 0xc0000080n, data: 0x100n }],
    ["the kernel", "kvm_emulate_insn: ffff0000:ff8f:0f 20 c0 (real)", { csbase: 0xffff0000n, rip: 0xff8fn }],
  ])("%s: %s", (_tool, line, fields) => {
    expect(fieldsOf(line)).toEqual(fields);
  });

  test("old tools print raw numbers in decimal: many digits without a letter say so, for lines to come too", () => {
    const { read, got } = reader();
    // 0x11d022e67 and 0x120952ff8
    read("kvm_mmu_set_spte:  gfn=1048575 spte=4781649511 sptep=4841615352 level=1 r=1 x=1 u=1");
    read("kvm_mmu_spte_requested:  gfn=16 pfn=10 level=1");
    expect(got[0]?.fields).toMatchObject({ gfn: 0xfffffn, spte: 0x11d022e67n, sptep: 0x120952ff8n });
    expect(got[1]?.fields).toMatchObject({ gfn: 16n, pfn: 10n });
    const newer = reader();
    newer.read("kvm_mmu_spte_requested:  gfn=16 pfn=1a level=1");
    expect(newer.got[0]?.fields).toEqual({ gfn: 0x16n, pfn: 0x1an, level: 1n });
  });
});

describe("other events", () => {
  test.each<[tool: string, line: string, fields: Fields]>([
    [
      "the kernel",
      "damon_aggregated: target_id=0 nr_regions=16 4194304-50356224: 3 12",
      { target_id: 0n, nr_regions: 16n, start: 4194304n, end: 50356224n, nr_accesses: 3n, age: 12n },
    ],
    [
      "Linux 5.15, without an age",
      "damon_aggregated: target_id=18446623435582458880 nr_regions=10 94019112284160-94019250286592: 0",
      {
        target_id: -120638127092736n,
        nr_regions: 10n,
        start: 94019112284160n,
        end: 94019250286592n,
        nr_accesses: 0n,
      },
    ],
    [
      "the kernel",
      "sched_switch: prev_comm=a b:c prev_pid=25358 prev_prio=120 prev_state=R+ ==> next_comm=CPU 0/KVM next_pid=7 next_prio=-1",
      {
        prev_comm: "a b:c",
        prev_pid: 25358n,
        prev_prio: 120n,
        prev_state: "R+",
        next_comm: "CPU 0/KVM",
        next_pid: 7n,
        next_prio: -1n,
      },
    ],
    [
      "the plugin of trace-cmd",
      "sched_switch:         a b:c:25358 [120] S ==> CPU 0/KVM:7 [-1]",
      {
        prev_comm: "a b:c",
        prev_pid: 25358n,
        prev_prio: 120n,
        prev_state: "S",
        next_comm: "CPU 0/KVM",
        next_pid: 7n,
        next_prio: -1n,
      },
    ],
    [
      "the kernel",
      "page_fault_user: address=0x5639780a35f8 ip=0x563946699473 error_code=0x7",
      { address: 0x5639780a35f8n, ip: 0x563946699473n, error_code: 7n },
    ],
    [
      "perf, an instruction as a symbol",
      "page_fault_kernel: address=0x55ff65ec2068 ip=elf_load error_code=0x2",
      { address: 0x55ff65ec2068n, error_code: 2n },
    ],
    [
      "the kernel: page is a hash where pfn is told",
      "mm_page_alloc: page=000000002f501dfa pfn=0x19d589 order=0 migratetype=0 gfp_flags=GFP_KERNEL|__GFP_ZERO",
      { pfn: 0x19d589n, order: 0n, migratetype: 0n, gfp_flags: "GFP_KERNEL|__GFP_ZERO" },
    ],
    [
      "the kernel, a size with its unit",
      "rss_stat: mm_id=1291734187 curr=0 type=MM_ANONPAGES size=4096B",
      { mm_id: 1291734187n, curr: 0n, type: "MM_ANONPAGES", size: 4096n },
    ],
    ["the kernel, a pointer without 0x", "x: mm=00000000a1b2c3d4 n=-5", { mm: 0xa1b2c3d4n, n: -5n }],
    ["the kernel, names that look like numbers", "y: comm=1234 pid=5", { comm: "1234", pid: 5n }],
    [
      "trace-cmd",
      "ksm_merge_with_ksm_page: ksm pfn 22751 rmap_item 0xff41a9f89833f180 mm 0xff41a9f881058000 error 0",
      { pfn: 22751n, rmap_item: -0xbe5607_67cc0e80n, mm: -0xbe5607_7efa8000n, err: 0n },
    ],
    ["trace-cmd", "ksm_start_scan:       seq 1 rmap size 440", { seq: 1n, rmap_entries: 440n }],
  ])("%s: %s", (_tool, line, fields) => {
    expect(fieldsOf(line)).toEqual(fields);
  });

  test("a text without pairs has no fields, also where later ones have some", () => {
    const { read, got, recorded } = reader();
    read("tracing_mark_write: MARK local");
    read("tracing_mark_write: a=1");
    expect(got.map(({ fields }) => fields)).toEqual([{}, {}]);
    expect(recorded.get("tracing_mark_write")).toEqual([]);
  });

  test("integers above 2^53 keep every digit", () => {
    expect(fieldsOf("z: a=18446741507814904731 b=9007199254740993 c=18446744073709551616")).toEqual({
      a: -2565894646885n,
      b: 9007199254740993n,
    });
  });
});

test("only wanted fields are read, by any of their spellings, and texts that change their form are followed", () => {
  const { read, got } = reader(["info1", "guest_rip"]);
  const tail = "intr_info 0x00000000 error_code 0x00000000";
  for (let i = 0; i < 3; i++) {
    read(`kvm_exit: vcpu 0 reason npf rip 0xfff${i} info1 0x${i} info2 0x5 ${tail}`);
    read(`kvm_exit: reason EXIT_NPF rip 0xfff${i} info ${i} fffffff0`);
    read(`kvm_exit: exit_reason=1024 guest_rip=0xfff${i} isa=2 info1=0x${i} info2=0x5`);
  }
  expect(got.map(({ fields }) => fields)).toEqual(
    [0n, 1n, 2n].flatMap((i) => Array(3).fill({ info1: i, guest_rip: 0xfff0n + i })),
  );
});

interface Printed {
  readonly line: string;
  readonly fields: Fields;
}
const number = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const signed = (n: bigint): bigint => BigInt.asIntN(64, n);

const exit = fc
  .tuple(fc.constantFrom("npf", "PF excp", "EPT_VIOLATION FAILED_VMENTRY"), number, number, fc.nat(3))
  .map(([reason, ip, info, form]): Printed => {
    const [rip, hex] = [`0x${ip.toString(16)}`, info.toString(16)];
    const line = [
      `kvm_exit: vcpu 0 reason ${reason} rip ${rip} info1 0x${hex} info2 0x0 intr_info 0x0 error_code 0x0`,
      `kvm_exit: reason ${reason} rip ${rip} info ${hex} 0`,
      `kvm_exit: exit_reason=1024 guest_rip=${rip} isa=2 info1=0x${hex} info2=0x0`,
      `kvm_exit: vcpu 7 reason ${reason} rip ${rip} info1 0x${hex} info2 0x1 intr_info 0x0 error_code 0x0 requests 0x5`,
    ][form] as string;
    return { line, fields: { exit_reason: form === 2 ? 1024n : reason, guest_rip: signed(ip), info1: signed(info) } };
  });
const pairs = fc
  .tuple(fc.constantFrom("a b", "x", "CPU 0/KVM", "1"), fc.integer(), number)
  .map(([comm, n, address]): Printed => {
    const line = `foo: comm=${comm} n=${n} address=0x${address.toString(16)} flags=A|B`;
    return { line, fields: { comm, n: BigInt(n), address: signed(address), flags: "A|B" } };
  });

test("lines that differ in values, and in their spelling, are all read as they were printed", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(exit, pairs), { maxLength: 40 }), (printed) => {
      const all = reader();
      for (const { line } of printed) all.read(line);
      expect(all.got.map(({ fields }) => fields)).toMatchObject(printed.map(({ fields }) => fields));
    }),
    { seed: 3, numRuns: 200 },
  );
});

test("a text that the end of the source has cut is not taken, a whole one without a line end is", () => {
  const line = "kvm_unmap_hva_range: mmu notifier unmap range: 0x007f249fe00000 -- 0x007f24a7e00000";
  for (let length = 21; length <= line.length; length++) {
    const { read } = reader();
    read(line);
    expect(read(line.slice(0, length), false)).toBe(false);
  }
  const { read } = reader();
  read("kvm_fpu: load");
  expect(read("kvm_fpu: load", false)).toBe(true);
  expect(read(`${"e".repeat(300)}: a=1`)).toBe(false);
});
