// Texts of the options raw and hex: real ones against the kernel's own counts, and every form of a line by hand.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { detect } from "../../detect.ts";
import { importers } from "../../registry.ts";
import { type ImportRun, runImporter } from "../../testing/run-importer.ts";
import { captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { ftraceNumbers } from "./index.ts";

const run = (text: string, chunk = 65_536): Promise<ImportRun> =>
  runImporter(ftraceNumbers, Buffer.from(text), { chunk });

/** As the kernel prints them: `%d %d %llu ` and the same in hexadecimal numbers of 4, 4 and 8 bytes. */
const RAW = "# tracer: nop\n#\n# entries-in-buffer/entries-written: 3/10   #P:2\n#\n";
const HEX = "# tracer: nop\n#\n";

describe.skipIf(withoutCaptures)("a real text has as many events as the kernel says, each by its number", () => {
  const oracle = JSON.parse(
    withoutCaptures
      ? "{}"
      : readFileSync(join(process.env.PLIMSOLL_CAPTURES ?? "../shared/captures", "ORACLE.json"), "utf8"),
  );
  test.each(["raw", "hex"])("options/%s", async (option) => {
    const name = `ftrace/host-text/trace-${option}.txt`;
    const text = Buffer.from(captureFile(name)).toString("latin1");
    const counts = oracle[name];
    const result = await run(text);
    expect(result.records).toMatchObject({ accepted: counts.lines_not_comment, rejected: 0, skipped: 0, lost: 0 });
    for (const number of [190, 653])
      expect(result.events[`event ${number}`]).toBe(text.match(new RegExp(`type: ${number}$`, "gm"))?.length);
    const lines = text.split("\n").filter((line) => /^[0-9a-f]/.test(line));
    const times = lines.map((line) =>
      BigInt(option === "hex" ? `0x${line.split(" ")[2]}` : (line.split(" ")[2] as string)),
    );
    const sorted = [...times].sort((a, b) => (a < b ? -1 : 1));
    expect(result.span).toEqual({ first: sorted[0], last: sorted.at(-1) });
    expect(result.clock).toMatchObject({ name: "local", stepNs: 1 });
    for (const chunk of [1, 7, 4093]) expect(await run(text, chunk)).toEqual(result);
  });
});

describe("a line", () => {
  const at = (rest: string): string => `5606 1 2824420466333 ${rest}\n`;

  test("tells its thread, CPU, time and number, in decimal or hexadecimal numbers", async () => {
    const raw = await run(`${RAW}${at("type: 653")}0 0 18446744073709551615 type: 4000000000\n`);
    const [first, second] = raw.tables.event ?? [];
    expect(first).toMatchObject({ seq: 5n, t: 2_824_420_466_333n, cpu: 1, v1: null });
    expect(second).toMatchObject({ t: -1n, cpu: 0 });
    expect(raw.events).toEqual({ "event 653": 1, "event 4000000000": 1 });
    expect(raw.tables.task?.map(({ tid, comm }) => [tid, comm])).toEqual([
      [5606, null],
      [0, null],
    ]);
    const hex = await run(`${HEX}000015e6 00000001 00000291a6d4b091 type: 653\n\n`);
    // 0x15e6 = 5606, 0x291a6d4b091 = 2824592470161
    expect(hex.tables.event).toMatchObject([{ seq: 3n, t: 2_824_592_470_161n, cpu: 1 }]);
    expect(hex.tables.task).toMatchObject([{ tid: 5606 }]);
    expect(hex.records).toMatchObject({ accepted: 1, skipped: 0 });
  });

  test("of the tracer's own entries keeps what it prints", async () => {
    const { tables, names, events, records } = await run(
      RAW +
        at("# ffffffff8149895a a marker: of a user") +
        at(": ffffffff8149895b : of the kernel") +
        at("# 5 buf: 01 02") +
        at("ffffffff81000000 ffffffff82000000") +
        at("77 ?"),
    );
    expect(events).toEqual({ print: 1, bprint: 1, raw_data: 1, function: 1, "event 77": 1 });
    expect(records).toMatchObject({ accepted: 5, rejected: 0 });
    const told = (tables.event ?? []).map(({ v1, v2 }) => [v1, v2]);
    expect(told[0]?.[0]).toBe(BigInt.asIntN(64, 0xffffffff8149895an));
    expect(told.slice(0, 3).map(([, id]) => names[Number(id)])).toEqual([
      "a marker: of a user",
      "of the kernel",
      "buf: 01 02",
    ]);
    expect(told[3]).toEqual([BigInt.asIntN(64, 0xffffffff81000000n), BigInt.asIntN(64, 0xffffffff82000000n)]);
    expect(told[4]).toEqual([null, null]);
  });

  test("without its context has a number and nothing else", async () => {
    const { tables, clock, events } = await run(`${RAW}type: 653\ntype: 190\n`);
    expect(tables.event).toMatchObject([{ t: null, cpu: null, task_id: null }, { t: null }]);
    expect(clock?.name).toBe("none");
    expect(events).toEqual({ "event 653": 1, "event 190": 1 });
  });

  test("with a small number for a time counts events, and says so", async () => {
    const { tables, clock, remarks } = await run(`${RAW}7 0 1201 type: 653\n7 0 1202 type: 653\n`);
    expect(clock?.name).toBe("counter");
    expect(tables.event).toMatchObject([{ t: null }, { t: null }]);
    expect(remarks[0]).toMatchObject({ code: "clock.assumed", excerpt: "counter" });
  });

  test("that is something else is rejected, and so is one that the end has cut", async () => {
    const { records, complaints, status } = await run(
      `${RAW}${at("type: 653")}${at("1 2 R 3 4 5 S")}${at("type:")}5606 1 28 type: 6`,
    );
    expect(records).toMatchObject({ accepted: 1, rejected: 3 });
    expect(complaints).toMatchObject([
      { code: "ftrace.line", line: 6, n: 2 },
      { code: "ftrace.cut_line", line: 8, n: 1 },
    ]);
    expect(status).toBe("truncated");
  });

  test("of lost records is counted with the overrun of the head", async () => {
    const { records, tables, skipped } = await run(
      `${RAW}${at("type: 1")}CPU:1 [LOST 5 EVENTS]\n${at("type: 1")}# late\n`,
    );
    // 10 written less 3 in the buffer, and 5.
    expect(records.lost).toBe(12);
    expect(tables.loss?.map(({ n }) => n)).toEqual([7n, 5n]);
    expect(skipped).toEqual({ "lost records": 1, comment: 1 });
  });
});

describe("it is recognised by its first lines", () => {
  const found = (text: string): string | undefined => {
    try {
      return detect(Buffer.from(text), { name: "", size: null }, importers).importer.id;
    } catch (error) {
      return (error as Error).message;
    }
  };
  test.each([
    ["raw", `${RAW}5606 0 2824420466333 type: 653\n`],
    ["hex", `${HEX}000015e6 00000000 00000291a6d4b091 type: 653\n\n`],
    ["without context", `${RAW}type: 653\n`],
    ["trace_pipe", "5606 0 2824420466333 type: 653\n".repeat(3)],
  ])("%s", (_what, text) => {
    expect(found(text)).toBe("ftrace-numbers");
  });

  test("a text with names, though without context, is the other one", () => {
    expect(found(`${RAW}mm_page_alloc: page=1 pfn=0x2\n`)).toBe("ftrace-text");
  });

  test("numbers alone are something else", () => {
    expect(found("1 2 3\n4 5 6\n7 8 9\n")).not.toBe("ftrace-numbers");
    expect(found("type: 653\ntype: 190\ntype: 7\n")).toMatch(/no format|columns/);
  });
});
