// Importer of recorded statistics: blocks under stamps, or one file of /proc, /sys or virsh by itself.
import type { Detection, Hint, Importer } from "../../importer.ts";
import { guestOfFile, seenByFileName } from "../../text/file-name.ts";
import { headLines } from "../../text/head.ts";
import { importLines } from "../../text/import-lines.ts";
import { createOutput, type Output } from "../../text/output.ts";
import { createStampClock, isStamp, parseStamp } from "../../text/stamp.ts";
import { createSeriesReader } from "./reader.ts";

/** Takes everything and keeps nothing: for trying a reader on the head of a source. */
const nowhere: Output = {
  statistics: { group: () => ({ put: () => {} }), *batches() {} },
  add: () => {},
  fact: () => {},
  seen: () => {},
  *batches() {},
};

function detect(head: Uint8Array, hint: Hint): Detection | null {
  const lines = headLines(head);
  if (!lines) return null;
  const sink = { output: nowhere, nextTaskId: () => 1, name: () => 1 };
  const place = { name: hint.name, path: hint.path ?? hint.name };
  const reader = createSeriesReader(sink, { time: () => null, wall: () => null }, place);
  let wrong = 0;
  for (const line of lines) {
    if (reader.line(line).as !== "rejected") continue;
    if (reader.values === 0) return null;
    wrong++;
  }
  if (reader.values === 0 || wrong * 4 > reader.values) return null;
  if (lines.some((line) => isStamp(line) && parseStamp(line)))
    return { confidence: 0.9, why: "blocks of statistics under stamp lines" };
  return {
    confidence: reader.values > 1 ? 0.8 : 0.5,
    why: "the content of one statistics file of /proc, /sys or virsh",
  };
}

export const stampedSeries: Importer = {
  id: "series",
  title: "Statistics of /proc, /sys and virsh",
  notes: {
    made: "`# stamp wall_ns=N mono_ns=N guest=G pid=P` ahead of the content of a file, `@@@ WALL MONO PATH`, a copied tree of /proc and /sys, `grep . FILES`, `tail -n +1 FILES`, `virsh domstats`",
    accuracy:
      "values as the kernel writes them: kB become bytes, us and ms ns, pages stay; checked against kernels 6.1, 6.12 and 6.18",
    limits:
      "without stamps there are no times; a file of one number is known by its path only; statistics by processor and interrupt are not kept",
  },
  tables: ["series", "counter", "fact", "guest_seen", "task", "mapping"],
  detect,
  open(source, context) {
    const output = createOutput(context);
    const sink = { output, nextTaskId: () => context.nextId("task"), name: context.name };
    const reader = createSeriesReader(sink, createStampClock(context), source);
    return importLines(source, context, output, {
      line: (text) => reader.line(text),
      end() {
        reader.end();
        if (!reader.byPath) return;
        context.toldByPath();
        seenByFileName(output, guestOfFile(source.name, ["smaps"]));
      },
    });
  },
};
