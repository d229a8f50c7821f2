// Fields of an event that is printed as `name=value` pairs, as its first line shows them.
import type { TextField } from "./text-spellings.ts";

/** More fields than anybody looks at. */
const MOST_PAIRS = 16;

const PAIR = /(?:^|[\s,([{])([A-Za-z_]\w*)=/g;
const NUMBER = /^(?:0x[0-9a-fA-F]{1,16}|-?\d{1,20}B?)$/;
/** A pointer, printed without 0x: no decimal number begins with a zero or has letters. */
const POINTER = /^(?=.*[a-f]|0)[0-9a-f]{8,16}$/;
/** Fields whose texts may look like numbers. */
const NAMES = /(?:^|_)(?:comm|name|path|filename)$/;

function kindOf(name: string, value: string): TextField["kind"] {
  if (NAMES.test(name)) return "name";
  if (NUMBER.test(value)) return "number";
  return POINTER.test(value) ? "hex" : "name";
}

/** The pairs of a text, without what merely stands for another one: `page` is a hash, or `pfn` once more. */
export function pairsOf(text: string): readonly TextField[] {
  const found = [...text.matchAll(PAIR)];
  const fields = found.slice(0, MOST_PAIRS).map((pair, i): TextField => {
    const name = pair[1] as string;
    const value = text.slice(pair.index + pair[0].length, found[i + 1]?.index).split(/[\s,)\]}]/, 1)[0] as string;
    return { name, labels: [], kind: kindOf(name, value) };
  });
  const distinct = fields.filter((field, i) => fields.findIndex(({ name }) => name === field.name) === i);
  return distinct.some(({ name }) => name === "pfn") ? distinct.filter(({ name }) => name !== "page") : distinct;
}
