// Lines of `xentrace_format` with Xen's own list of formats: names and values back to numbers and words.
import {
  type KnownRecord,
  knownRecord,
  knownRecords,
  readRecords,
  spelledId,
  type Value,
} from "../xentrace/known-records.ts";
import { CPU_CHANGE } from "../xentrace/record-kinds.ts";
import { createNames, type LineParser, setSeconds, setTime, type TextRecord } from "./record.ts";

export const FORMATTED_LINE = /^CPU(\d+) {2}(\d+)(?:\.(\d+))? \(\+\s*\d+(?:\.\d+)?\) {2}(.*)$/;
const UNKNOWN = /^unknown \(0x([0-9a-f]{16})\) {2}\[ ((?:0x[0-9a-f]{8} ?){7})\]/;
/** A value stands behind "=", or behind one of the words that the list uses instead. */
const PRINTED = /(?:=\s*|\bvector |\bmask: |\bon CPU|-> )(0x[0-9a-f]+|-?[0-9a-f]+)/g;
const LOST = 0x0001f001;
const LOST_WORDS = 4;

/** The list has code and address of these the wrong way round. */
const swapped: ReadonlyMap<number, readonly Value[]> = new Map([
  [0x82001, swap(0x82001, [1, null], [0, null])],
  [0x82101, swap(0x82101, [2, null], [0, 1])],
]);

function swap(id: number, ...places: readonly (readonly [word: number, high: number | null])[]): Value[] {
  const values = knownRecord(id)?.values ?? [];
  return values.map((value, i) => ({ ...value, word: places[i]?.[0] ?? 0, high: places[i]?.[1] ?? null }));
}

/** Five names that the list gives to the records of the numbers before. */
const MISNAMED = `
22212 csched2:pick_cpu | b_avgload=2.1 dom:vcpu=3 rq_id[16]:new_cpu[16]=4
22213 csched2:runq_candidate | dom:vcpu=1 credit=3s tickled_cpu=2
22214 csched2:schedule | rq:cpu=1 tasklet[8]:idle[8]:smt_idle[8]:tickled[8]=2x
22215 csched2:ratelimit | dom:vcpu=1 runtime=2
22216 csched2:runq_cand_chk | dom:vcpu=1
`;

const IN_MULTICALL = "hypercall (in a multicall)";
/** Hex digits of a 32-bit number. */
const WORD_DIGITS = 8;

function byName(): ReadonlyMap<string, readonly KnownRecord[]> {
  const misnamed = readRecords(MISNAMED);
  const names = new Set(misnamed.map(({ name }) => name));
  const found = new Map<string, KnownRecord[]>();
  for (const record of [...misnamed, ...knownRecords.filter(({ name }) => !names.has(name))])
    found.set(record.name, [...(found.get(record.name) ?? []), record]);
  return found;
}
const candidates = byName();

const isWide = (printed: string): boolean => printed.startsWith("0x") && printed.length - 2 > WORD_DIGITS;

/** Whether the values of a record could have been printed like this. */
function fits(record: KnownRecord, printed: readonly string[]): boolean {
  const { values } = record;
  if (record.id === LOST) return true;
  return printed.length <= values.length && printed.every((text, i) => isWide(text) === (values[i]?.high !== null));
}

function putValue(record: TextRecord, value: Value, printed: string): void {
  const digits = printed.replace(/^0x/, "");
  const isHex = printed.startsWith("0x") || value.bareHex;
  const set = (word: number, number: number): void => {
    record.words[word] = number;
    record.n = Math.max(record.n, word + 1);
  };
  if (value.high !== null) {
    set(value.word, Number.parseInt(digits.slice(-WORD_DIGITS), 16));
    set(value.high, Number.parseInt(digits.slice(0, -WORD_DIGITS), 16));
  } else if (value.split !== null) {
    set(value.word, Number.parseInt(digits.slice(0, -4) || "0", 16));
    set(value.split, Number.parseInt(digits.slice(-4), 16));
  } else set(value.word, Number.parseInt(digits, isHex ? 16 : 10));
}

/** A record that the list does not have: seven words, of which the last ones may not have been there. */
function putUnknown(record: TextRecord, id: string, list: string): void {
  record.event = Number.parseInt(id, 16) & 0x0fff_ffff;
  const words = list.trim().split(" ").map(Number);
  const values = knownRecord(record.event)?.values ?? [];
  const least = Math.max(
    0,
    ...values.flatMap(({ word, high, split }) => [word, high ?? 0, split ?? 0].map((w) => w + 1)),
  );
  record.n = Math.max(least, words.findLastIndex((word) => word !== 0) + 1);
  record.words.set(words);
}

export function formattedLines(): LineParser {
  const names = createNames();

  function putNamed(record: TextRecord, text: string): void {
    const bracket = text.indexOf("[ ");
    const written = (bracket < 0 ? text : text.slice(0, bracket)).trimEnd();
    const name = written === "  hypercall" ? IN_MULTICALL : written.trim();
    const values = bracket < 0 ? [] : [...text.slice(bracket).matchAll(PRINTED)].map(([, value = ""]) => value);
    const plain = /^(\w+)\s+0x([0-9a-f]{8})$/.exec(name);
    const named = candidates.get(plain?.[1] ?? name)?.filter((one) => fits(one, values)) ?? [];
    const known = named.find((one) => one.values.length === values.length) ?? named[0];
    record.n = 0;
    record.words.fill(0);
    record.event = known?.id ?? names.numberOf(name);
    if (plain?.[1] === "cpu_change") record.event = CPU_CHANGE;
    if (plain) {
      record.words[0] = Number.parseInt(plain[2] ?? "", 16);
      record.n = record.event === LOST ? LOST_WORDS : 1;
    }
    const layout = known ? (swapped.get(known.id) ?? known.values) : [];
    for (const [i, value] of layout.entries()) {
      const printed = values[i];
      if (printed !== undefined) putValue(record, value, printed);
    }
  }

  return {
    ordered: false,
    parse(text, record) {
      const [, cpu, ticks = "", fraction, rest = ""] = FORMATTED_LINE.exec(text) ?? [];
      if (cpu === undefined || ticks.length > 20) return "not a record";
      record.cpu = Number(cpu);
      // Records without a time stamp are printed with 0.
      record.timed = ticks !== "0" || fraction !== undefined;
      if (fraction !== undefined) setSeconds(record, ticks, fraction);
      else if (record.timed) setTime(record, ticks);
      const unknown = UNKNOWN.exec(rest);
      if (unknown) putUnknown(record, unknown[1] ?? "", unknown[2] ?? "");
      else putNamed(record, rest);
      return record.event === CPU_CHANGE ? "window" : "record";
    },
    spell: (event) => names.nameOf(event) ?? spelledId(event),
    reason: () => null,
  };
}
