// Importer of /proc/PID/maps, with the places of guest RAM where QEMU's gpa2hva was asked.
import type { ImportContext, Importer } from "../../importer.ts";
import { guestOfFile, seenByFileName } from "../../text/file-name.ts";
import { contentLines, headLines } from "../../text/head.ts";
import { importLines, type LineReader } from "../../text/import-lines.ts";
import { parseMapping } from "../../text/mapping-line.ts";
import { createOutput, type Output } from "../../text/output.ts";
import { createStampClock, isStamp, parseStamp } from "../../text/stamp.ts";
import { accepted, blank, comment, rejected, type Verdict } from "../../text/verdict.ts";
import { createProcessMaps, parseRamPlace } from "./process.ts";

const BAD_STAMP = rejected("stamp.form", "# stamp wall_ns=N mono_ns=N");
const BAD_LINE = rejected("maps.line", "START-END perms offset device inode [path], END above START");
const TOO_MANY = rejected("maps.too_many_places", "at most 1024 places of guest RAM in one process");

function reader(context: ImportContext, output: Output, fileName: string): LineReader {
  const clock = createStampClock(context);
  const named = guestOfFile(fileName, ["maps"]);
  const maps = createProcessMaps(context, output);
  let byFileName = true;
  maps.begin({ t: null, guest: named, pid: null });
  return {
    line(text): Verdict {
      if (text.trim() === "") return blank;
      if (isStamp(text)) {
        const stamp = parseStamp(text);
        maps.end();
        byFileName = (stamp?.guest ?? null) === null;
        maps.begin({ t: stamp && clock.time(stamp), guest: stamp?.guest ?? named, pid: stamp?.pid ?? null });
        return stamp ? accepted : BAD_STAMP;
      }
      const place = parseRamPlace(text);
      if (place) return maps.place(place) ? accepted : TOO_MANY;
      if (text.startsWith("#")) return comment;
      const mapping = parseMapping(text);
      if (!mapping) return BAD_LINE;
      if (byFileName) seenByFileName(output, named);
      maps.mapping(mapping);
      return accepted;
    },
    end: () => maps.end(),
  };
}

export const processMaps: Importer = {
  id: "maps",
  title: "Memory map of a process (/proc/PID/maps)",
  notes: {
    made: "`cat /proc/PID/maps`, with lines of QEMU's `gpa2hva` ahead of it or not",
    accuracy: "every mapping",
    limits: "which process it is of is only told by a stamp, gpa2hva lines or the file's name",
  },
  tables: ["mapping", "guest_ram", "guest_seen", "task", "fact"],
  detect(head) {
    const lines = headLines(head);
    if (!lines) return null;
    const content = contentLines(lines.filter((line) => !isStamp(line) && !parseRamPlace(line)));
    const mappings = content.filter((line) => parseMapping(line)).length;
    if (mappings === 0 || mappings * 10 < content.length * 9) return null;
    if (content[0]?.trimEnd().endsWith("[rollup]")) return null;
    return { confidence: mappings > 1 ? 0.9 : 0.6, why: "lines of /proc/PID/maps" };
  },
  open(source, context) {
    const output = createOutput(context);
    return importLines(source, context, output, reader(context, output, source.name));
  },
};
