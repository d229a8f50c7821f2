// Lines of `xenalyze --dump-all`: what it says of records back to numbers and words, the rest under its own words.
import { spelledReason, svmReason, vmxReason } from "../../trace-events/exit-reasons.ts";
import { spelledId } from "../xentrace/known-records.ts";
import { createNames, type LineParser, push, pushLong, setSeconds, type TextRecord } from "./record.ts";

/** A mark, the time where there is one, a sign for each CPU (a blank too) with x for the record's, who runs, and the text. */
export const DUMPED_LINE = /^[ \]!](?:\s*(\d+)\.(\d{9}) | {15})([-|.l?0-9C ]*x[-|.l?0-9C ]*?) d(\?|\d+)v(\?|\d+) (.*)$/;

const who = (domain = "0", vcpu = "0"): number => Number(domain) * 0x1_0000 + Number(vcpu);
const STATES: Readonly<Record<string, number>> = { running: 0, runnable: 1, blocked: 2, offline: 3 };
/** What xenalyze puts records under whose vCPU it does not know. */
const NO_DOMAIN = "32768";
const hex = (text = ""): number => Number.parseInt(text, 16);

/** The shapes of text that are records of known numbers. */
const SHAPES: readonly (readonly [RegExp, (record: TextRecord, part: (string | undefined)[]) => void])[] = [
  [
    /^\s*([0-9a-f]{5,7})\([0-9a-f]+:[0-9a-f]+:[0-9a-f]+\) [0-7] \[((?: +[0-9a-f]+){0,7}) *\]/,
    (record, [, event, words = ""]) => {
      record.event = hex(event);
      for (const word of words.trim().split(/\s+/)) if (word !== "") push(record, hex(word));
    },
  ],
  [
    /^npf gpa ([0-9a-f]+) q ([0-9a-f]+) mfn ([0-9a-f]+) t ([0-9a-f]+)/,
    (record, [, gpa = "", qualification, mfn = "", type]) => {
      record.event = 0x82021;
      pushLong(record, gpa);
      pushLong(record, mfn);
      push(record, hex(qualification));
      push(record, hex(type));
    },
  ],
  [
    /^vmentry/,
    (record) => {
      record.event = 0x81001;
    },
  ],
  [
    /^pf_xen va ([0-9a-f]+) ec ([0-9a-f]+)/,
    (record, [, va = "", code]) => {
      // xenalyze takes the code, which comes first, for the address.
      const wide = va.length > 8;
      record.event = wide ? 0x82101 : 0x82001;
      if (wide) pushLong(record, va);
      else push(record, hex(va));
      push(record, hex(code));
    },
  ],
  [
    /^pod_(populate|zero_reclaim) d(\d+) o(\d+) g ([0-9a-f]+) m ([0-9a-f]+)/,
    (record, [, what, domain, order, gfn = "", mfn = ""]) => {
      record.event = what === "populate" ? 0x10f010 : 0x10f011;
      pushLong(record, gfn);
      pushLong(record, mfn);
      push(record, Number(domain));
      push(record, Number(order));
    },
  ],
  [
    /^(decrease_reservation|pod_spage_splinter) d(\d+)(?: o(\d+))? g ([0-9a-f]+)/,
    (record, [, what, domain, order, gfn = ""]) => {
      record.event = what === "decrease_reservation" ? 0x10f005 : 0x10f012;
      pushLong(record, gfn);
      push(record, Number(domain));
      push(record, Number(order ?? 9));
    },
  ],
  [
    /^set_p2m_entry d(\d+) o(\d+) t ([0-9a-f]+) g ([0-9a-f]+) m ([0-9a-f]+)/,
    (record, [, domain, order, type, gfn = "", mfn = ""]) => {
      record.event = 0x10f004;
      pushLong(record, gfn);
      pushLong(record, mfn);
      push(record, hex(type));
      push(record, Number(domain) + Number(order) * 0x1_0000);
    },
  ],
  [
    /^grant-(map|unmap|transfer) domain (\d+)/,
    (record, [, what, domain]) => {
      record.event = what === "map" ? 0x10f001 : what === "unmap" ? 0x10f002 : 0x10f003;
      push(record, Number(domain));
    },
  ],
  [
    /^runstate_(?:change|continue) d(\d+)v(\d+) ([a-z]+)->([a-z]+)/,
    (record, [text = "", domain, vcpu, old = "", now = ""]) => {
      const [from = 0, to = 0] = [STATES[old], STATES[now]];
      record.event = text.startsWith("runstate_continue") ? 0x21002 : 0x21001 + from * 0x100 + to * 0x10;
      push(record, who(domain, vcpu));
    },
  ],
  [
    /^lost_records count (\d+) d(\d+)v(\d+)/,
    (record, [, count, domain, vcpu]) => {
      // The first lost time is in ticks, which the times of this text are not: it is the time of the record before.
      record.event = 0x1f001;
      push(record, Number(count));
      push(record, who(vcpu, domain));
      push(record, 0);
      push(record, 0);
    },
  ],
  [
    /^sched_switch prev d(\d+)v(\d+) next d(\d+)v(\d+)/,
    (record, parts) => {
      record.event = 0x2800a;
      for (const part of parts.slice(1, 5)) push(record, Number(part));
    },
  ],
  [
    /^(creating domain|destroying domain|sched_init_domain|sched_destroy_domain) d(\d+)/,
    (record, [, what = "", domain]) => {
      const events = { "creating domain": 0x41001, "destroying domain": 0x41002, sched_init_domain: 0x28001 } as const;
      record.event = events[what as keyof typeof events] ?? 0x28002;
      push(record, Number(domain));
    },
  ],
  [
    /^sched_shutdown d(\d+)v(\d+), reason = (\d+)/,
    (record, parts) => {
      record.event = 0x28007;
      for (const part of parts.slice(1, 4)) push(record, Number(part));
    },
  ],
  [
    /^page_fault\[ ([0-9a-f ]+)\]/,
    (record, [, list = ""]) => {
      const words = list.trim().split(/\s+/);
      record.event = words.length === 5 ? 0x201104 : 0x201004;
      for (const word of words) push(record, hex(word));
    },
  ],
];

/** Numbers of exits by their names in xenalyze; names without a number get one beyond those of processors. */
function createReasons() {
  const names = new Map<number, string>();
  const codes = new Map<string, number>();
  const numbers = new Map<string, number>([
    ...Array.from({ length: 256 }, (_, i) => [`vmx ${vmxReason(i)}`, i] as const),
    ...Array.from({ length: 0x500 }, (_, i) => [`svm ${svmReason(i)}`, i] as const),
  ]);
  function codeOf(text: string): number {
    const amd = /^VMEXIT_(?:EXCEPTION_(\w+)|([CD]R\d+)_(READ|WRITE)|(\w+))$/.exec(text);
    const [, exception, register, access, other] = amd ?? [];
    const asLinux = exception ? `EXCP_${exception}` : register ? `${access}_${register}` : other;
    const known = spelledReason(amd ? `EXIT_${asLinux}` : text);
    const number = known && numbers.get(`${known.isa} ${known.name}`);
    if (number != null) return number;
    const code = FIRST_NAMED_CODE + names.size;
    names.set(code, text);
    return code;
  }
  return {
    code(text: string): number {
      let code = codes.get(text);
      if (code === undefined) {
        code = codeOf(text);
        codes.set(text, code);
      }
      return code;
    },
    name: (code: number): string | null => names.get(code) ?? null,
  };
}
const FIRST_NAMED_CODE = 0x9000_0000;
const EXIT = /^vmexit exit_reason (\S.*?) eip ([0-9a-f]+)/;
/** What a line that is no known record begins with: its words up to the first number or sign. */
const WORDS = /^\s*([a-z_][\w:/.-]*(?: [a-z_]+)*)/i;

export function dumpedLines(): LineParser {
  const names = createNames();
  const reasons = createReasons();
  let begun = false;

  function putText(record: TextRecord, text: string): void {
    const exit = EXIT.exec(text);
    if (exit) {
      const [, reason = "", ip = ""] = exit;
      record.event = ip.length > 8 ? 0x81102 : 0x81002;
      push(record, reasons.code(reason));
      if (ip.length > 8) pushLong(record, ip);
      else push(record, hex(ip));
      return;
    }
    for (const [pattern, put] of SHAPES) {
      const parts = pattern.exec(text);
      if (!parts) continue;
      put(record, parts);
      return;
    }
    record.event = names.numberOf(WORDS.exec(text)?.[1] ?? "others");
  }

  return {
    ordered: true,
    parse(text, record) {
      const [, seconds, fraction = "", cpus = "", domain = "", vcpu, rest] = DUMPED_LINE.exec(text) ?? [];
      if (rest === undefined) return "remark";
      record.cpu = cpus.indexOf("x");
      record.n = 0;
      record.who = domain === "?" || domain === NO_DOMAIN ? null : who(domain, vcpu);
      // The first record is the origin of all times, which is left blank as long as no time has passed.
      record.timed = seconds !== undefined || !begun;
      if (seconds !== undefined) setSeconds(record, seconds, fraction);
      else if (!begun) [record.low, record.high] = [0, 0];
      begun ||= seconds !== undefined;
      putText(record, rest);
      return "record";
    },
    spell: (event) => names.nameOf(event) ?? spelledId(event),
    reason: reasons.name,
  };
}
