// Importer of QEMU's `info mtree -f`: where guest RAM lies in the guest's physical address space.
import type { ImportContext, Importer } from "../../importer.ts";
import { guestOfFile, seenByFileName } from "../../text/file-name.ts";
import { headLines } from "../../text/head.ts";
import { importLines, type LineReader } from "../../text/import-lines.ts";
import { createOutput, type Output } from "../../text/output.ts";
import { createStampClock, isStamp, parseStamp } from "../../text/stamp.ts";
import { gauge } from "../../text/statistics.ts";
import { accepted, blank, comment, rejected, skipped } from "../../text/verdict.ts";
import { DEVICE_RAM, isMemory, labelOf, parseRange, ramOf, type ViewRange } from "./flat-view.ts";

const MEMORY_VIEW = /^ AS "memory", root:/;
const DEVICES = skipped("device memory");
const OTHER_VIEW = skipped("view of another address space");
const MONITOR = skipped("other monitor output");
const BAD_STAMP = rejected("stamp.form", "# stamp wall_ns=N mono_ns=N");
const BAD_RANGE = rejected("mtree.range", "START-END (prio N, KIND): BLOCK [@OFFSET]");
const TOO_MANY = rejected("mtree.too_many_ranges", "at most 65536 ranges in a view");
const MOST_RANGES = 65_536;

/** QEMU's answer to `info balloon`. */
const BALLOON = /^balloon: actual=(\d{1,9})\s*$/;
const IN_MIB = gauge("bytes", 1024 * 1024);

function reader(context: ImportContext, output: Output, fileName: string): LineReader {
  const clock = createStampClock(context);
  const named = guestOfFile(fileName, ["mtree", "hmp"]);
  let byFileName = true;
  let whose = { t: null as bigint | null, name: named, pid: null as number | null };
  /** Ranges of the view being read, null outside a view. */
  let ranges: ViewRange[] | null = null;
  let memory = false;

  /** The same answer under another guest's name is that guest's. */
  const toldByName = (): void => {
    seenByFileName(output, named);
    if (named !== null) context.toldByPath();
  };
  const close = (): void => {
    if (ranges && memory) {
      if (byFileName) seenByFileName(output, named);
      for (const range of ramOf(ranges)) {
        output.add("guest_ram", { ...whose, gpa: range.gpa, bytes: range.end - range.gpa, label: labelOf(range) });
      }
      const { t, name: subject } = whose;
      const given = ranges.filter((range) => range.kind === DEVICE_RAM);
      const number = given.reduce((sum, range) => sum + Number(range.end - range.gpa), 0);
      if (number > 0) output.fact({ t, scope: "guest", subject, name: "mtree.vfio_bytes", number });
    }
    ranges = null;
    memory = false;
  };

  return {
    line(text) {
      if (text.trim() === "") return blank;
      if (isStamp(text)) {
        close();
        const stamp = parseStamp(text);
        byFileName = (stamp?.guest ?? null) === null;
        whose = { t: stamp && clock.time(stamp), name: stamp?.guest ?? named, pid: stamp?.pid ?? null };
        return stamp ? accepted : BAD_STAMP;
      }
      if (/^FlatView #\d+$/.test(text)) {
        close();
        ranges = [];
        return accepted;
      }
      if (text.startsWith("#")) return comment;
      const balloon = BALLOON.exec(text)?.[1];
      if (balloon !== undefined) {
        if (byFileName) toldByName();
        output.statistics.group("hmp", "guest", whose.name).put("balloon.actual", IN_MIB, whose.t, Number(balloon));
        return accepted;
      }
      if (!ranges || !text.startsWith(" ")) return MONITOR;
      if (/^ (AS|Root memory region|Dispatch)\b|^ +No rendered FlatView/.test(text)) {
        memory ||= MEMORY_VIEW.test(text);
        return accepted;
      }
      const range = parseRange(text);
      if (!range) return BAD_RANGE;
      if (ranges.length === MOST_RANGES) return TOO_MANY;
      ranges.push(range);
      if (!memory) return OTHER_VIEW;
      return isMemory(range.kind) ? accepted : DEVICES;
    },
    end: close,
  };
}

export const qemuMtree: Importer = {
  id: "qemu-mtree",
  title: "QEMU memory tree and balloon (info mtree -f, info balloon)",
  notes: {
    made: "`info mtree -f` and `info balloon` in QEMU's monitor",
    accuracy: "every range of RAM of the view called memory, firmware in RAM among it",
    limits: "where RAM lies in the process is in its memory map; the guest is told by a stamp or the file's name",
  },
  tables: ["guest_ram", "guest_seen", "fact", "series", "counter"],
  detect(head) {
    const lines = headLines(head);
    if (!lines?.some((line) => /^FlatView #\d+$/.test(line))) return null;
    return lines.some((line) => /^ AS ".*", root:/.test(line))
      ? { confidence: 0.95, why: "flat views of QEMU's info mtree -f" }
      : null;
  },
  open(source, context) {
    const output = createOutput(context);
    return importLines(source, context, output, reader(context, output, source.name));
  },
};
