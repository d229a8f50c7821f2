// Event formats of the kernel: names, numbers and places of the fields of an event's payload, read from their texts.
import type { RecordedField } from "./contract.ts";

/** How the value of a field is found in a payload. */
export type FieldKind =
  /** 1, 2, 4 or 8 bytes at its place. */
  | "number"
  /** A text of at most `size` bytes at its place, up to the first zero. */
  | "text"
  /** A text somewhere else: `__data_loc` counts its place from the start of the payload, `__rel_loc` from behind the field. */
  | "data_loc"
  | "rel_loc"
  /** Arrays of numbers, structures and the like: they have no single value. */
  | "other";

/** A field with its place in the payload. */
export interface FormatField extends RecordedField {
  readonly offset: number;
  readonly size: number;
  readonly signed: boolean;
  readonly kind: FieldKind;
}

export interface EventFormat {
  /** `kvm`; empty where the source does not tell it. */
  readonly system: string;
  /** `kvm_exit`. */
  readonly name: string;
  /** The number that the recording kernel gave it: the first field of every payload. */
  readonly id: number;
  /** Fields that all events have: `common_type`, `common_flags`, `common_preempt_count`, `common_pid`. */
  readonly common: readonly FormatField[];
  /** Fields of its own, in the order of the format. */
  readonly fields: readonly FormatField[];
}

const FIELD = /^\s*field(?: special)?:\s*([^;\n]+);\s*offset:\s*(\d+);\s*size:\s*(\d+);(?:\s*signed:\s*(\d+);)?/gm;
/** A pointer to a function has its name inside. */
const FUNCTION = /\(\s*\*\s*(\w+)\s*\)/;
const DECLARATION = /^(.*?)\s*(\w+)\s*((?:\[[^\]]*\])*)$/;

/** Whether a field has a value of its own: a number or a text, not an array of numbers. */
export const hasValue = (field: RecordedField): boolean =>
  field.text || !(field.type.endsWith("]") || /^__(?:data|rel)_loc\b/.test(field.type));

/** Type and name of a declaration as in C; arrays count to the type. */
function declared(text: string): { readonly type: string; readonly name: string } | null {
  const pointer = FUNCTION.exec(text);
  if (pointer) return { type: text.replace(FUNCTION, "(*)"), name: pointer[1] as string };
  const [, type = "", name = "", array = ""] = DECLARATION.exec(text.trim()) ?? [];
  return name ? { type: `${type}${array}`, name } : null;
}

const NUMBER_SIZES: ReadonlySet<number> = new Set([1, 2, 4, 8]);

function kindOf(type: string, size: number): FieldKind {
  const isText = /\bchar\b/.test(type);
  if (type.startsWith("__data_loc")) return isText && size === 4 ? "data_loc" : "other";
  if (type.startsWith("__rel_loc")) return isText && size === 4 ? "rel_loc" : "other";
  if (type.endsWith("]")) return isText ? "text" : "other";
  return NUMBER_SIZES.has(size) ? "number" : "other";
}

/** The fields of a format text, which may also be that of the ring buffer's pages. */
export function readFields(text: string): FormatField[] {
  const fields: FormatField[] = [];
  for (const [, declaration = "", offset, length, signed] of text.matchAll(FIELD)) {
    const found = declared(declaration);
    if (!found) continue;
    const size = Number(length);
    const kind = kindOf(found.type, size);
    const isText = kind !== "number" && kind !== "other";
    fields.push({ ...found, text: isText, offset: Number(offset), size, signed: signed === "1", kind });
  }
  return fields;
}

/** Reads one format text; null where it does not name an event. */
export function readFormat(system: string, text: string): EventFormat | null {
  const name = /^name:\s*(\S+)/m.exec(text)?.[1];
  const id = /^ID:\s*(\d+)/m.exec(text)?.[1];
  if (!name || !id) return null;
  const all = readFields(text);
  const isCommon = (field: FormatField): boolean => field.name.startsWith("common_");
  return {
    system,
    name,
    id: Number(id),
    common: all.filter(isCommon),
    fields: all.filter((field) => !isCommon(field)),
  };
}
