import { expect, test } from "vitest";
import type { Importer } from "../importer.ts";
import { runImporter } from "../testing/run-importer.ts";
import { bytesOfText } from "./captures-for-tests.ts";
import { importLines } from "./import-lines.ts";
import { createOutput } from "./output.ts";
import { gauge } from "./statistics.ts";
import { accepted, rejected, skipped } from "./verdict.ts";

const lettered = (openEnd: boolean): Importer => ({
  id: "test",
  title: "test",
  tables: ["counter", "series", "fact"],
  detect: () => null,
  open(source, context) {
    const output = createOutput(context);
    const group = output.statistics.group("test", "host");
    return importLines(source, context, output, {
      openEnd,
      line(text, number) {
        if (text === "bad") return rejected("test.bad", "anything else");
        if (text === "skip") return skipped("kind");
        group.put(text, gauge("count"), number === 3 ? null : BigInt(number), number === 4 ? Number.NaN : number);
        return accepted;
      },
    });
  },
});

test("every line is counted once, and values keep order, unknown time and unknown value", async () => {
  const run = await runImporter(lettered(false), bytesOfText("a\nb\na\nb\nbad\nskip\nbad\n"), { chunk: 3 });
  expect(run.records).toEqual({ accepted: 4, rejected: 2, skipped: 1, lost: null });
  expect(run.complaints).toMatchObject([{ code: "test.bad", line: 5, offset: 8, excerpt: "bad", n: 2 }]);
  expect(run.tables.series).toMatchObject([
    { id: 1, name: "test.a" },
    { id: 2, name: "test.b" },
  ]);
  expect(run.tables.counter).toEqual([
    { seq: 0n, t: 1n, series_id: 1, value: 1 },
    { seq: 1n, t: 2n, series_id: 2, value: 2 },
    { seq: 2n, t: null, series_id: 1, value: 3 },
    { seq: 3n, t: 4n, series_id: 2, value: null },
  ]);
  expect(run.status).toBe("whole");
});
test("a last line without a newline is not trusted, unless the format allows it", async () => {
  const torn = await runImporter(lettered(false), bytesOfText("a\nb"));
  expect(torn).toMatchObject({ status: "truncated", records: { accepted: 1, rejected: 1 } });
  expect(torn.complaints[0]?.code).toBe("text.cut_line");
  const open = await runImporter(lettered(true), bytesOfText("a\nb"));
  expect(open).toMatchObject({ status: "whole", records: { accepted: 2, rejected: 0 } });
});
test("a line beyond 1 MiB is rejected, the next one is read", async () => {
  const run = await runImporter(lettered(false), bytesOfText(`${"x".repeat(3_000_000)}\na\n`));
  expect(run.records).toMatchObject({ accepted: 1, rejected: 1 });
  expect(run.complaints[0]).toMatchObject({ code: "text.line_too_long", line: 1, offset: 0 });
  expect(run.complaints[0]?.excerpt).toHaveLength(120);
});
test("a cancelled import stops", async () => {
  const stop = new AbortController();
  stop.abort();
  const run = await runImporter(lettered(false), bytesOfText("a\nb\n"), { signal: stop.signal });
  expect(run.records.accepted).toBe(0);
});
