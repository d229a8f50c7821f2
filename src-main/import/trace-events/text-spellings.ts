// How texts spell the fields of events that are not printed as plain `name=value` pairs: kernel, plugins of
// libtraceevent, raw output. Print formats of Linux 4.8 to 6.18, x86 and arm64.

/**
 * What a value is. Texts: `word` up to the next blank, `words` up to the next field, both may be a number, `name` is
 * never one. Numbers: `number` is decimal unless 0x stands before it; `hex` is hexadecimal also without it, and so is
 * `hexInText`, but tools print its raw value in decimal or with 0x.
 */
export type ValueKind = "number" | "hex" | "hexInText" | "word" | "words" | "name";

/** Stands for no label: the value follows that of the field before, or begins the text. */
export const FOLLOWS = "";

export interface TextField {
  /** As the newest kernel's format names it; raw output prints it before `=`. */
  readonly name: string;
  /** Words that stand before the value in texts. */
  readonly labels: readonly string[];
  readonly kind: ValueKind;
  /** Only raw output has it. */
  readonly rawOnly?: boolean;
}

/** Fields of an event; events that differ between architectures are told apart by a word that only one of them has. */
interface Spelling {
  readonly mark: RegExp | null;
  readonly fields: readonly TextField[];
}

const of =
  (kind: ValueKind) =>
  (name: string, ...labels: string[]): TextField => ({ name, labels, kind });
const number = of("number");
const hex = of("hex");
const address = of("hexInText");
const word = of("word");
const words = of("words");
const name = of("name");
const raw = (field: TextField): TextField => ({ ...field, rawOnly: true });

const vcpu = number("vcpu_id", "vcpu");
const level = number("level");
const gfn = hex("gfn");

const exit = [
  vcpu,
  words("exit_reason", "reason"),
  address("guest_rip", "rip"),
  raw(number("isa")),
  address("info1", "info", "ext_inf1"),
  address("info2", "ext_inf2", FOLLOWS),
  address("intr_info", "ext_int"),
  address("error_code", "ext_int_err"),
];
const armExit = [word("ret", FOLLOWS), address("esr_ec", "HSR_EC"), address("vcpu_pc", "PC")];
const entry = [vcpu, address("rip"), address("intr_info"), address("error_code")];
const shadowPage = [
  number("mmu_valid_gen", "gen"),
  address("gfn"),
  raw(number("role")),
  number("root_count", "root"),
  raw(number("unsync")),
  raw(number("created")),
];
const range = (label: string) => [address("start", label), address("end", FOLLOWS)];
const asyncFault = [address("token"), address("gva")];
const hostFault = [address("address"), address("ip"), address("error_code")];
const region = [
  number("start", FOLLOWS),
  number("end", FOLLOWS),
  number("nr_accesses", FOLLOWS),
  number("age", FOLLOWS),
];
const interrupt = [hex("apicid"), number("vector")];
const wakeup = [name("comm"), number("pid"), number("prio"), number("success"), number("target_cpu", "CPU")];
const ksmItem = [number("pfn"), address("rmap_item"), address("mm"), number("err", "error")];
const ksmScan = [number("seq"), number("rmap_entries", "size")];

const one = (...fields: TextField[]): Spelling[] => [{ mark: null, fields }];

/** By the event's name without its system. */
const spellings: Readonly<Record<string, readonly Spelling[]>> = {
  kvm_exit: [
    { mark: /\b(?:exit_)?reason\b/, fields: exit },
    { mark: /\b(?:HSR_EC|esr_ec)\b/, fields: armExit },
  ],
  kvm_nested_vmexit: one(...exit),
  kvm_nested_vmexit_inject: one(
    words("exit_code", "reason"),
    address("exit_info1", "ext_inf1"),
    address("exit_info2", "ext_inf2"),
    address("exit_int_info", "ext_int"),
    address("exit_int_info_err", "ext_int_err"),
    raw(number("isa")),
  ),
  kvm_entry: [
    { mark: /\bvcpu(?:_id)?\b/, fields: entry },
    { mark: /\b(?:PC|vcpu_pc)\b/, fields: [address("vcpu_pc", "PC")] },
  ],
  kvm_page_fault: one(vcpu, address("guest_rip", "rip"), address("fault_address", "address"), address("error_code")),
  kvm_guest_fault: one(address("ipa"), address("hsr"), address("hxfar"), address("vcpu_pc", "pc")),
  kvm_access_fault: one(hex("ipa", "IPA")),
  kvm_mmu_get_page: one(...shadowPage),
  kvm_mmu_sync_page: one(...shadowPage),
  kvm_mmu_unsync_page: one(...shadowPage),
  kvm_mmu_prepare_zap_page: one(...shadowPage),
  kvm_mmu_set_spte: one(gfn, hex("spte"), level, hex("sptep", "at"), raw(number("r")), raw(number("x"))),
  kvm_mmu_spte_requested: one(gfn, hex("pfn"), level),
  kvm_tdp_mmu_spte_changed: one(number("as_id", "id"), gfn, level, hex("old_spte"), hex("new_spte")),
  kvm_mmu_split_huge_page: one(gfn, hex("spte"), level, number("errno")),
  kvm_mmu_pagetable_walk: one(hex("addr"), hex("pferr")),
  kvm_mmu_paging_element: one(hex("pte"), level),
  kvm_mmu_set_accessed_bit: one(hex("gpa")),
  kvm_mmu_set_dirty_bit: one(hex("gpa")),
  kvm_mmu_walker_error: one(hex("pferr")),
  kvm_mmu_zap_all_fast: one(number("mmu_valid_gen", "kvm-mmu-valid-gen"), hex("mmu_used_pages", "used_pages")),
  fast_page_fault: one(
    vcpu,
    hex("cr2_or_gpa", "gva"),
    word("error_code"),
    address("sptep"),
    address("old_spte", "old"),
    hex("new_spte", "new"),
    raw(number("ret")),
  ),
  handle_mmio_page_fault: one(hex("addr"), gfn, hex("access")),
  mark_mmio_spte: one(address("sptep"), gfn, hex("access"), hex("gen")),
  check_mmio_spte: one(hex("kvm_gen"), hex("spte_gen", "spte-gen"), hex("spte")),
  kvm_mmio: one(word("type", "mmio"), number("len"), address("gpa"), address("val")),
  vcpu_match_mmio: one(address("gva"), address("gpa"), raw(number("write")), raw(number("gpa_match"))),
  kvm_rmp_fault: one(
    vcpu,
    hex("gpa"),
    address("pfn"),
    address("error_code"),
    number("rmp_level"),
    number("psmash_ret"),
  ),
  kvm_try_async_get_page: one(address("gva"), address("gfn")),
  kvm_async_pf_repeated_fault: one(address("gva"), address("gfn")),
  kvm_async_pf_not_present: one(...asyncFault),
  kvm_async_pf_ready: one(...asyncFault),
  kvm_async_pf_completed: one(address("address"), address("gva")),
  kvm_unmap_hva_range: one(...range("range")),
  kvm_age_hva: one(...range("hva")),
  kvm_test_age_hva: one(address("hva")),
  kvm_set_spte_hva: one(address("hva")),
  kvm_pio: one(raw(number("rw")), address("port", "at"), number("size"), number("count"), address("val")),
  kvm_msr: one(raw(number("write")), hex("ecx", "msr_read", "msr_write"), address("data", FOLLOWS)),
  kvm_cr: one(raw(number("rw")), hex("cr", "cr_read", "cr_write"), address("val", FOLLOWS)),
  kvm_emulate_insn: one(
    hex("csbase", FOLLOWS),
    hex("rip", FOLLOWS),
    raw(number("len")),
    raw(number("flags")),
    raw(number("failed")),
  ),
  kvm_cpuid: one(hex("function", "func"), hex("index", "idx"), hex("rax"), hex("rbx"), hex("rcx"), hex("rdx")),
  kvm_eoi: one(...interrupt),
  kvm_pv_eoi: one(...interrupt),
  kvm_apic_accept_irq: one(hex("apicid"), raw(number("dm")), raw(number("tm")), number("vec")),
  page_fault_user: one(...hostFault),
  page_fault_kernel: one(...hostFault),
  damon_aggregated: one(number("target_id"), number("nr_regions"), ...region),
  damos_before_apply: one(
    number("context_idx", "ctx_idx"),
    number("scheme_idx"),
    number("target_idx"),
    number("nr_regions"),
    ...region,
  ),
  sched_switch: one(
    name("prev_comm"),
    number("prev_pid"),
    number("prev_prio"),
    word("prev_state"),
    name("next_comm"),
    number("next_pid"),
    number("next_prio"),
  ),
  sched_wakeup: one(...wakeup),
  sched_wakeup_new: one(...wakeup),
  sched_waking: one(...wakeup),
  ksm_start_scan: one(...ksmScan),
  ksm_stop_scan: one(...ksmScan),
  ksm_enter: one(address("mm")),
  ksm_exit: one(address("mm")),
  ksm_merge_one_page: one(...ksmItem),
  ksm_merge_with_ksm_page: one(...ksmItem),
  ksm_remove_ksm_page: one(number("pfn")),
  ksm_remove_rmap_item: one(number("pfn"), address("rmap_item"), address("mm")),
  ksm_advisor: one(number("scan_time", "time"), number("pages_to_scan"), number("cpu_percent", "percent")),
};

/** How an event is spelled that is printed with this text for the first time; null: as pairs, or not known. */
export function spellingOf(event: string, text: string): readonly TextField[] | null {
  const plain = event.slice(event.lastIndexOf(":") + 1);
  const known = Object.hasOwn(spellings, plain) ? spellings[plain] : undefined;
  return known?.find(({ mark }) => mark === null || mark.test(text))?.fields ?? null;
}
