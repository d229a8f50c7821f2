// Importer of KSM settings: `key=value` lines, or the files of /sys/kernel/mm/ksm as `grep .` prints them.
import type { Importer } from "../../importer.ts";
import { contentLines, headLines } from "../../text/head.ts";
import { importLines } from "../../text/import-lines.ts";
import { chosen, KSM_KEYS } from "../../text/ksm.ts";
import { numberOf } from "../../text/numbers.ts";
import { createOutput } from "../../text/output.ts";
import { createStampClock, stampOfCopy } from "../../text/stamp.ts";
import { accepted, blank, comment, rejected } from "../../text/verdict.ts";

const SETTING = /^(?:[\w./-]*\/)?([a-z]\w*)\s*[=:](.*)$/;
const BAD_SETTING = rejected("settings.line", "key=value");

/** Keys of KSM that a file must hold to be taken for its settings. */
const LEAST_KEYS = 2;

export const settings: Importer = {
  id: "settings",
  title: "KSM settings (key=value)",
  notes: {
    made: "`grep . /sys/kernel/mm/ksm/*`, or key=value lines",
    accuracy: "as they stand",
    limits: "counters among them become facts without a time; a series of them is read as statistics",
  },
  tables: ["fact"],
  detect(head) {
    const keys = contentLines(headLines(head) ?? []).map((line) => SETTING.exec(line)?.[1]);
    const known = keys.filter((key) => key !== undefined && KSM_KEYS.has(key)).length;
    if (known < LEAST_KEYS || known * 2 < keys.length || keys.includes(undefined)) return null;
    return { confidence: 0.9, why: `${known} settings of KSM as key=value` };
  },
  open(source, context) {
    const output = createOutput(context);
    const { copiedAt } = source;
    const t = copiedAt ? createStampClock(context).time(stampOfCopy(copiedAt)) : null;
    if (copiedAt) context.toldByPath();
    return importLines(source, context, output, {
      // People write such files, too, and not every editor ends the last line.
      openEnd: true,
      line(text) {
        if (text.trim() === "") return blank;
        if (text.startsWith("#")) return comment;
        const [, key, written] = SETTING.exec(text) ?? [];
        const value = chosen(written?.trim() ?? "");
        if (key === undefined || value === "") return BAD_SETTING;
        output.fact({ t, scope: "host", subject: null, name: `ksm.${key}`, value, number: numberOf(value) });
        return accepted;
      },
    });
  },
};
