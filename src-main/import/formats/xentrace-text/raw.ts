// Lines of `xenalyze --dump-no-processing`: every record with all of its words.

import { spelledId } from "../xentrace/known-records.ts";
import { CPU_CHANGE } from "../xentrace/record-kinds.ts";
import { type LineParser, push, setTime } from "./record.ts";

export const RAW_LINE = /^R p\s*(\d+) o[0-9a-f]{16}\s+([0-9a-f]{1,7}) ([0-7])\s+(\d{1,20}|-) \[([ 0-9a-f]*)\]/;

export const rawLines = (): LineParser => ({
  ordered: true,
  parse(text, record) {
    const found = RAW_LINE.exec(text);
    if (!found) return /^[A-Z]?[a-z_]+[: ]/.test(text) ? "remark" : "not a record";
    const [, cpu = "", event = "", n, ticks = "", words = ""] = found;
    record.event = Number.parseInt(event, 16);
    // xenalyze prints CPU changes more often than they are there, and not where the records of the CPU begin.
    if (record.event === CPU_CHANGE) return "window";
    record.cpu = Number(cpu);
    record.n = 0;
    for (const word of words.trim().split(/\s+/)) if (word !== "") push(record, Number.parseInt(word, 16));
    record.timed = false;
    if (ticks !== "-") setTime(record, ticks);
    return record.n === Number(n) ? "record" : "not a record";
  },
  spell: spelledId,
  reason: () => null,
});
