// A call of a policy as rows and fields, whatever the observation holds.
import { formatNumber } from "../../../src-shared/base/format.ts";
import type { PolicyCall } from "../../../src-shared/protocol/policy-replies.ts";
import type { TableData, TableRow } from "../../ui/table-model.ts";
import type { Ended } from "./book.ts";
import { actionText, valueText } from "./view.ts";

/** Whether the policy was asked in an epoch: at its interval, once there was a view old enough, and until it was stopped. */
export function isAsked({ settings, reply }: Ended, epoch: number): boolean {
  const stop = reply.violations?.[0];
  return epoch % settings.interval === 0 && epoch > settings.delay && (!stop || epoch <= stop.epoch);
}

/** Names and values of an object with those of the objects in it: "ksm.sharing". */
export function fieldsOf(value: unknown, before = ""): readonly (readonly [string, string])[] {
  return flat(value, before).map(([name, one]) => [name, shown(one)]);
}

type Field = readonly [name: string, value: unknown];

const flat = (value: unknown, before = ""): readonly Field[] =>
  Object.entries(value ?? {}).flatMap(([name, one]): readonly Field[] =>
    typeof one === "object" && one !== null ? flat(one, `${before}${name}.`) : [[`${before}${name}`, one]],
  );

/** Whole numbers whole, others with what matters of them. */
function shown(value: unknown): string {
  if (typeof value !== "number") return String(value);
  return formatNumber(value, Number.isInteger(value) ? 0 : Math.abs(value) >= 100 ? 1 : 3);
}

/** One row for each guest, one column for each thing that is seen of it. */
export function guestTable(guests: unknown): TableData {
  const rows = (Array.isArray(guests) ? guests : []).map((guest) => new Map(flat(guest)));
  const names = [...new Set(rows.flatMap((fields) => [...fields.keys()]))];
  const isNumber = (name: string): boolean => rows.every((fields) => typeof (fields.get(name) ?? 0) === "number");
  return {
    columns: names.map((name) => ({ id: name, title: name, ...(isNumber(name) ? { numeric: true } : {}) })),
    rows: rows.map((fields, at) => ({
      id: String(at),
      cells: names.map((name) => (fields.has(name) ? shown(fields.get(name)) : "")),
      values: names.map((name) => {
        const value = fields.get(name);
        return typeof value === "number" || typeof value === "string"
          ? value
          : value === undefined
            ? null
            : String(value);
      }),
    })),
  };
}

/** What was asked and granted in a call, with guests by name. */
export function grantedRows({ granted }: PolicyCall, names: ReadonlyMap<number, string>): readonly TableRow[] {
  const value = (one: number | boolean | null) => (typeof one === "boolean" ? String(one) : one);
  return granted.map(({ epoch, kind, guest, asked, granted: given, reason }, at) => {
    const name = guest === null ? "host" : (names.get(guest) ?? `guest ${guest}`);
    const words = actionText({ epoch, kind, guest: null, asked: null, granted: null, reason: null }, names);
    return {
      id: String(at),
      cells: [words, name, valueText(kind, asked) ?? "none", valueText(kind, given) ?? "none", reason ?? "as asked"],
      values: [kind, name, value(asked), value(given), reason],
    };
  });
}
