// A small perf recording of tracepoints that become rows of tables of their own, to be damaged.
import { perfFile, record, sampleRecord, type WrittenEvent } from "../../src-main/import/testing/write-perf.ts";
import { field, payload, tracingData, type WrittenTracepoint } from "../../src-main/import/testing/write-tracepoint.ts";

type Values = Readonly<Record<string, bigint | number | string>>;

const tracepoints: readonly WrittenTracepoint[] = [
  {
    system: "kvm",
    name: "kvm_exit",
    id: 10,
    fields: [field("unsigned int exit_reason", 4), field("unsigned long guest_rip", 8), field("u32 isa", 4)],
  },
  {
    system: "kvm",
    name: "kvm_page_fault",
    id: 11,
    fields: [field("u64 fault_address", 8), field("u64 error_code", 8)],
  },
  { system: "kvm", name: "kvm_entry", id: 12, fields: [field("unsigned int vcpu_id", 4)] },
  {
    system: "sched",
    name: "sched_switch",
    id: 13,
    fields: [
      field("char prev_comm[16]", 16),
      field("pid_t prev_pid", 4, true),
      field("long prev_state", 8, true),
      field("pid_t next_pid", 4, true),
    ],
  },
  {
    system: "damon",
    name: "damon_aggregated",
    id: 14,
    fields: ["target_id", "nr_regions", "start", "end", "nr_accesses"].map((name) => field(`unsigned long ${name}`, 8)),
  },
  {
    system: "kvmmmu",
    name: "kvm_tdp_mmu_spte_changed",
    id: 15,
    fields: ["gfn", "old_spte", "new_spte", "level"].map((name) => field(`u64 ${name}`, 8)),
  },
];

/** A recording of tracepoints: exits, page faults and entries, switches, scans and mappings on two CPUs. */
export function traced(big: boolean): Buffer {
  const events = tracepoints.map(
    ({ system, name, id }): WrittenEvent => ({
      name: `${system}:${name}`,
      type: 2,
      config: BigInt(id),
      fields: ["IDENTIFIER", "TID", "TIME", "CPU", "RAW"],
    }),
  );
  const values: readonly Values[] = [
    { exit_reason: 0x400, isa: 2 },
    { fault_address: 0x5000, error_code: 0x1_0000_0006n },
    {},
    { prev_comm: "a", prev_pid: 700, next_pid: 701 },
    { nr_regions: 1, start: 4096, end: 8192, nr_accesses: 2 },
    { gfn: 5, new_spte: 0x1_1976_1e67n, level: 1 },
  ];
  const records = Array.from({ length: 36 }, (_, i) => {
    const event = i % 6;
    const raw = payload(tracepoints[event] as WrittenTracepoint, values[event] ?? {}, big);
    return i % 9 === 8
      ? record(big, 68, 0, new Uint8Array())
      : sampleRecord(big, events[event] as WrittenEvent, {
          event,
          ip: 0n,
          pid: 700,
          tid: 700 + (i % 2),
          time: 9_000n + BigInt(10 * (i ^ 4)),
          addr: 0n,
          cpu: (i >> 2) & 1,
          raw,
        });
  });
  return perfFile({ big, events, records, sections: new Map([[1, tracingData(tracepoints, big)]]) });
}
