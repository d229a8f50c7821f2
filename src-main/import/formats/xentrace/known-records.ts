// The records that Xen is known to write: their names in xentrace_format, and what their words mean.

/**
 * One value of a record: `word` of a 64-bit one holds its low half and `high` the other. `split` is a 16-bit pair that
 * is printed as one number: domain in `word`, vCPU in `split`. Words count from 0.
 */
export interface Value {
  readonly name: string;
  readonly word: number;
  readonly high: number | null;
  readonly split: number | null;
  readonly signed: boolean;
  /** Printed in hex without 0x. */
  readonly bareHex: boolean;
}

export interface KnownRecord {
  readonly id: number;
  readonly name: string;
  /** In the order in which xentrace_format prints them. */
  readonly values: readonly Value[];
}

/**
 * Names and words as in Xen's own list (tools/xentrace/formats), numbers as in its source: the list has five records of
 * credit2 under the numbers of others. `ID NAME | VALUE ...`, a value as `NAME=WORD`, `NAME=HIGH.LOW`,
 * `NAME=DOMAIN&VCPU`, with `s` where it is signed and `x` where it is printed in hex without 0x. Words count from 1.
 */
const LIST = `
1f001 lost_records | count=1 dom:vcpu=2 first_tsc=4.3
1f002 wrap_buffer |
1f004 trace_irq | vector=1 count=2 tot_cycles=3 max_cycles=4
21002 continue_running | dom:vcpu=1
21011 running_to_runnable | dom:vcpu=1
21021 running_to_blocked | dom:vcpu=1
21031 running_to_offline | dom:vcpu=1
21101 runnable_to_running | dom:vcpu=1
21121 runnable_to_blocked | dom:vcpu=1
21131 runnable_to_offline | dom:vcpu=1
21201 blocked_to_running | dom:vcpu=1
21211 blocked_to_runnable | dom:vcpu=1
21231 blocked_to_offline | dom:vcpu=1
21301 offline_to_running | dom:vcpu=1
21311 offline_to_runnable | dom:vcpu=1
21321 offline_to_blocked | dom:vcpu=1
28001 sched_add_domain | domid=1
28002 sched_rem_domain | domid=1
28003 domain_sleep | dom:vcpu=1&2
28004 domain_wake | dom:vcpu=1&2
28005 do_yield | dom:vcpu=1&2
28006 do_block | dom:vcpu=1&2
28007 domain_shutdown | dom:vcpu=1&2 reason=3
28008 sched_ctl |
28009 sched_adjdom | domid=1
2800a __enter_scheduler | prev<dom:vcpu>=1&2 next<dom:vcpu>=3&4
2800b s_timer_fn |
2800c t_timer_fn |
2800d dom_timer_fn |
2800e switch_infprev | dom:vcpu=1&2 runtime=3
2800f switch_infnext | new_dom:vcpu=1&2 time=3 r_time=4
28010 domain_shutdown_code | dom:vcpu=1&2 reason=3
28011 switch_infcont | dom:vcpu=1&2 runtime=3 r_time=4
22001 csched:sched_tasklet |
22002 csched:account_start | dom:vcpu=1&2 active=3
22003 csched:account_stop | dom:vcpu=1&2 active=3
22004 csched:stolen_vcpu | dom:vcpu=2&3 from=1
22005 csched:picked_cpu | dom:vcpu=1&2 cpu=3
22006 csched:tickle | cpu=1
22007 csched:boost | dom:vcpu=1&2
22008 csched:unboost | dom:vcpu=1&2
22009 csched:schedule | cpu[16]:tasklet[8]:idle[8]=1x
2200a csched:ratelimit | dom:vcpu=1 runtime=2
2200b csched:steal_check | peer_cpu=1 checked=2
22201 csched2:tick |
22202 csched2:runq_pos | dom:vcpu=1 pos=2
22203 csched2:credit burn | dom:vcpu=1 credit=2s budget=3s delta=4s
22204 csched2:credit_add |
22205 csched2:tickle_check | dom:vcpu=1 credit=2s score=3s
22206 csched2:tickle | cpu=1
22207 csched2:credit_reset | dom:vcpu=1 cr_start=2s cr_end=3s
22208 csched2:sched_tasklet |
22209 csched2:update_load |
2220a csched2:runq_assign | dom:vcpu=1 rq_id=2
2220b csched2:updt_vcpu_load | dom:vcpu=3 vcpuload=2.1 wshift=4
2220c csched2:updt_runq_load | rq_load[16]:rq_id[8]:wshift[8]=5 rq_avgload=2.1 b_avgload=4.3
2220d csched2:tickle_new | dom:vcpu=1 processor=2 credit=3s
2220e csched2:runq_max_weight | rq_id[16]:max_weight[16]=1
2220f csched2:migrrate | dom:vcpu=1 rq_id[16]:trq_id[16]=2
22210 csched2:load_check | lrq_id[16]:orq_id[16]=1 delta=2s
22211 csched2:load_balance | l_bavgload=2.1 o_bavgload=4.3 lrq_id[16]:orq_id[16]=5
22213 csched2:pick_cpu | b_avgload=2.1 dom:vcpu=3 rq_id[16]:new_cpu[16]=4
22214 csched2:runq_candidate | dom:vcpu=1 credit=3s tickled_cpu=2s
22215 csched2:schedule | rq:cpu=1 tasklet[8]:idle[8]:smt_idle[8]:tickled[8]=2x
22216 csched2:ratelimit | dom:vcpu=1 runtime=2
22217 csched2:runq_cand_chk | dom:vcpu=1
22801 rtds:tickle | cpu=1
22802 rtds:runq_pick | dom:vcpu=1 cur_deadline=3.2 cur_budget=5.4
22803 rtds:burn_budget | dom:vcpu=1 cur_budget=3.2 delta=4
22804 rtds:repl_budget | dom:vcpu=1 cur_deadline=3.2 cur_budget=5.4
22805 rtds:sched_tasklet |
22806 rtds:schedule | cpu[16]:tasklet[8]:idle[4]:tickled[4]=1x
22a01 null:pick_cpu | dom:vcpu=1 new_cpu=2
22a02 null:assign | dom:vcpu=1 cpu=2
22a03 null:deassign | dom:vcpu=1 cpu=2
22a04 null:migrate | dom:vcpu=1 new_cpu:cpu=2
22a05 null:schedule | cpu[16]:tasklet[16]=1x dom:vcpu=2
22a06 null:sched_tasklet |
41001 domain_create | dom=1
41002 domain_destroy | dom=1
81001 VMENTRY |
81002 VMEXIT | exitcode=1 rIP=2
81102 VMEXIT | exitcode=1 rIP=3.2
81003 VMEXIT | exitcode=1 rIP=2
81103 VMEXIT | exitcode=1 rIP=3.2
81401 nVMENTRY |
81402 nVMEXIT | exitcode=1 rIP=2
81502 nVMEXIT | exitcode=1 rIP=3.2
82001 PF_XEN | errorcode=1 virt=2
82101 PF_XEN | errorcode=1 virt=3.2
82002 PF_INJECT | errorcode=1 virt=2
82102 PF_INJECT | errorcode=1 virt=3.2
82003 INJ_EXC | vector=1 errorcode=2
82004 INJ_VIRQ | vector=1 fake=2
82005 REINJ_VIRQ | vector=1
82006 IO_READ | port=1 size=2
82007 IO_WRITE | port=1 size=2
82008 CR_READ | CR#=1 value=2
82108 CR_READ | CR#=1 value=3.2
82009 CR_WRITE | CR#=1 value=2
82109 CR_WRITE | CR#=1 value=3.2
8200a DR_READ |
8200b DR_WRITE |
8200c MSR_READ | MSR#=1 value=3.2
8200d MSR_WRITE | MSR#=1 value=3.2
8200e CPUID | func=1 eax=2 ebx=3 ecx=4 edx=5
8200f INTR | vector=1
82010 NMI |
82011 SMI |
82012 VMMCALL | func=1
82013 HLT | intpending=1
82014 INVLPG | is invlpga?=1 virt=2
82114 INVLPG | is invlpga?=1 virt=3.2
82015 MCE |
82016 IOPORT_READ | port=1 data=2
82216 IOPORT_WRITE | port=1 data=2
82017 MMIO_READ | port=1 data=2
82217 MMIO_WRITE | port=1 data=2
82018 CLTS |
82019 LMSW | value=1
82119 LMSW | value=2.1
8201a RDTSC | value=2.1
82020 INTR_WINDOW | value=1
82021 NPF | gpa=2.1 mfn=4.3 qual=5 p2mt=6
82023 TRAP | vector=1
84001 hpet create | tn=1 irq=2 delta=4.3 period=6.5
84002 pit create | delta=1 period=2
84003 rtc create | delta=1 period=2
84004 vlapic create | delta=2.1 period=4.3 irq=5
84005 hpet destroy | tn=1
84006 pit destroy |
84007 rtc destroy |
84008 vlapic destroy |
84009 pit callback |
8400a vlapic callback |
8400b vpic_update_int_output | int_output=1 is_master=2 irq=3
8400c vpic vcpu_kick | irq=1
8400d __vpic_intack | is_master=1 irq=2
8400e vpic_irq_positive_edge | irq=1
8400f vpic_irq_negative_edge | irq=1
84010 vpic_ack_pending_irq | accept_pic_intr=1 int_output=2
84011 vlapic_accept_pic_intr | i8259_target=1 accept_pic_int=2
10f001 page_grant_map | domid=1
10f002 page_grant_unmap | domid=1
10f003 page_grant_transfer | domid=1
10f004 set_p2m_entry | gfn=2.1 mfn=4.3 p2mt=5 order:dom=6
10f005 decrease_reservation | gfn=2.1 dom=3 order=4
10f010 pod_populate | gfn=2.1 mfn=4.3 dom=5 order=6
10f011 pod_zero_reclaim | gfn=2.1 mfn=4.3 dom=5 order=6
10f012 pod_superpage_splinter | gfn=2.1 dom=3 order=4
201001 hypercall | eip=1 eax=2
201101 hypercall | rip=2.1 eax=3
201003 trap | eip=1 trapnr:error=2
201103 trap | rip=2.1 trapnr:error=3
201004 page_fault | eip=1 addr=2 error=3
201104 page_fault | rip=2.1 addr=4.3 error=5
201005 forced_invalid_op | eip=1
201105 forced_invalid_op | rip=2.1
201006 emulate_privop | eip=1
201106 emulate_privop | rip=2.1
201007 emulate_4G | eip=1
201107 emulate_4G | rip=2.1
201008 math_state_restore |
201108 math_state_restore |
201009 paging_fixup | eip=1 addr=2
201109 paging_fixup | rip=2.1 addr=4.3
20100a gdt_ldt_mapping_fault | eip=1 offset=2
20110a gdt_ldt_mapping_fault | rip=2.1 offset=4.3
20100b ptwr_emulation | addr=3 eip=4 npte=2.1
20110b ptwr_emulation | addr=4.3 rip=6.5 npte=2.1
20100c ptwr_emulation_pae | addr=3 eip=4 npte=2.1
20110c ptwr_emulation_pae | addr=4.3 rip=6.5 npte=2.1
20100d hypercall | op=1
20200e hypercall (in a multicall) | op=1
40f001 shadow_not_shadow | gl1e=2.1 va=3 flags=4
40f101 shadow_not_shadow | gl1e=2.1 va=4.3 flags=5
40f002 shadow_fast_propagate | va=1
40f102 shadow_fast_propagate | va=2.1
40f003 shadow_fast_mmio | va=1
40f103 shadow_fast_mmio | va=2.1
40f004 shadow_false_fast_path | va=1
40f104 shadow_false_fast_path | va=2.1
40f005 shadow_mmio | va=1
40f105 shadow_mmio | va=2.1
40f006 shadow_fixup | gl1e=1 va=2 flags=3
40f106 shadow_fixup | gl1e=2.1 va=4.3 flags=5
40f007 shadow_domf_dying | va=1
40f107 shadow_domf_dying | va=2.1
40f008 shadow_emulate | gl1e=1 write_val=2 va=3 flags=4
40f108 shadow_emulate | gl1e=2.1 write_val=4.3 va=6.5 flags=7
40f009 shadow_emulate_unshadow_user | va=1 gfn=2
40f109 shadow_emulate_unshadow_user | va=2.1 gfn=4.3
40f00a shadow_emulate_unshadow_evtinj | va=1 gfn=2
40f10a shadow_emulate_unshadow_evtinj | va=2.1 gfn=4.3
40f00b shadow_emulate_unshadow_unhandled | va=1 gfn=2
40f10b shadow_emulate_unshadow_unhandled | va=2.1 gfn=4.3
40f00c shadow_emulate_wrmap_bf | gfn=1
40f10c shadow_emulate_wrmap_bf | gfn=2.1
40f00d shadow_emulate_prealloc_unpin | gfn=1
40f10d shadow_emulate_prealloc_unpin | gfn=2.1
40f00e shadow_emulate_resync_full | gfn=1
40f10e shadow_emulate_resync_full | gfn=2.1
40f00f shadow_emulate_resync_only | gfn=1
40f10f shadow_emulate_resync_only | gfn=2.1
801001 cpu_freq_change | from=1 to=2
801002 cpu_idle_entry | state=1 acpi_pm_tick=2 expected=3 predicted=4
801003 cpu_idle_exit | state=1 acpi_pm_tick=2 irq=3
802001 cleanup_move_delayed | irq=1 vector=2 cpu=3
802002 cleanup_move | irq=1 vector=2 cpu=3
802003 bind_vector | irq=1 vector=2 cpu_mask=3
802004 clear_vector | irq=1 vector=2 cpu_mask=3
802005 move_vector | irq=1 vector=2 cpu=3
802006 assign_vector | irq=1 vector=2 cpu_mask=3
802007 bogus_vector | vector=1
802008 do_irq | irq=1 began=2 ended=3
`;

const VALUE = /^(.+)=(\d)(?:([.&])(\d))?(s?)(x?)$/;

function readValue(text: string): Value {
  const [, name = "", first, joined, second, signed, bare] = VALUE.exec(text) as RegExpExecArray;
  const [a, b] = [Number(first) - 1, Number(second) - 1];
  return {
    name,
    word: joined === "." ? b : a,
    high: joined === "." ? a : null,
    split: joined === "&" ? b : null,
    signed: signed !== "",
    bareHex: bare !== "",
  };
}

function recordOf(line: string): KnownRecord {
  const [head = "", tail = ""] = line.split("|");
  const [, id = "", name = ""] = /^(\S+) (.+?)\s*$/.exec(head) as RegExpExecArray;
  // Names of values may hold a blank: a new value begins where a word with "=" ends.
  const values = [...tail.matchAll(/\s([^=]+=\d(?:[.&]\d)?s?x?)(?=\s|$)/g)].map(([, text = ""]) => readValue(text));
  return { id: Number.parseInt(id, 16), name, values };
}

/** The records of such a list. */
export const readRecords = (list: string): KnownRecord[] => list.trim().split("\n").map(recordOf);

/** All known records, in the order of the list. */
export const knownRecords: readonly KnownRecord[] = readRecords(LIST);

const byId = new Map(knownRecords.map((record) => [record.id, record]));
export const knownRecord = (id: number): KnownRecord | null => byId.get(id) ?? null;

/** As the counts of a capture spell it: `0x0010f004`. */
export const spelledId = (id: number): string => `0x${id.toString(16).padStart(8, "0")}`;
