import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { eventsCsv } from "./index.ts";

const read = (text: string) => runImporter(eventsCsv, bytesOfText(text), { chunk: 5 });
const HEAD = "wall_ns,mono_ns,guest,action,detail,result\n";

describe("actions on guests", () => {
  test("life, balloon and pid", async () => {
    const run = await read(
      `${HEAD}100,1,alpha,create,,"Domain 'alpha' created, from x"\n200,2,alpha,pid,81,""\n300,3,alpha,setmem,86,""\n400,4,alpha,suspend,,""\n`,
    );
    expect(run.tables.guest_event).toMatchObject([
      { seq: 0n, t: 100n, guest_name: "alpha", kind: "create", detail: "Domain 'alpha' created, from x" },
      { seq: 1n, t: 300n, kind: "balloon", wanted_bytes: 86n * 1048576n, bytes: null },
      { seq: 2n, t: 400n, kind: "pause", detail: "suspend" },
    ]);
    expect(run.tables.guest_seen).toMatchObject([{ t: 200n, name: "alpha", pid: 81, how: "event log" }]);
    expect(run.clockPairs).toHaveLength(4);
  });
  test("actions on the host are marks without a guest; KSM's switch is a fact", async () => {
    const run = await read(`${HEAD}1,1,host,ksm,run=1,""\n2,2,host,smaps,start,""\n3,3,host,ksm,run=0,""\n`);
    expect((run.tables.guest_event ?? []).map((row) => [row.guest_name, row.kind, row.detail])).toEqual([
      [null, "mark", "ksm run=1"],
      [null, "mark", "smaps start"],
      [null, "mark", "ksm run=0"],
    ]);
    expect(run.tables.fact).toMatchObject([
      { t: 1n, scope: "host", name: "ksm.run", value: "1", number: 1 },
      { t: 3n, number: 0 },
    ]);
  });
  test("where memory lies is not told by a log line that has no guest address", async () => {
    const run = await read(`${HEAD}1,1,alpha,pagemap,hva=0x7fb245e00000 bytes=100663296,""\n`);
    expect(run.tables.guest_event).toMatchObject([
      { kind: "mark", detail: "pagemap hva=0x7fb245e00000 bytes=100663296" },
    ]);
    expect(run.tables.guest_ram).toBeUndefined();
  });
});

test("a column of free text may hold commas", async () => {
  const run = await read(
    "wall_ns,mono_ns,event\n1,1,ksm run=1\n2,2,halt rewriting\n3,3,ksm run=0 (stop scanning, keep merged)\n",
  );
  expect((run.tables.guest_event ?? []).map((row) => row.detail)).toEqual([
    "ksm run=1",
    "halt rewriting",
    "ksm run=0 (stop scanning, keep merged)",
  ]);
  expect((run.tables.fact ?? []).map((row) => row.number)).toEqual([1, 0]);
});

test("an action that happens to be a word of the language is a mark", async () => {
  const run = await read(`${HEAD}1,1,alpha,constructor,,""\n`);
  expect(run.tables.guest_event).toMatchObject([{ kind: "mark", detail: "constructor" }]);
});

test("damaged rows are rejected with their line", async () => {
  const run = await read(
    `${HEAD}1,1,alpha,pid,none,""\n2,2,alpha,setmem,lots,""\n3,3,alpha,setmem,1e300,""\n4,4,alpha,"open\n,5,a,b,c,d\n6,6,a`,
  );
  expect(run.complaints.map((c) => [c.code, c.line, c.n])).toEqual([
    ["events.pid", 2, 1],
    ["events.size", 3, 2],
    ["csv.quotes", 5, 1],
    ["csv.time", 6, 1],
    ["text.cut_line", 7, 1],
  ]);
  expect(run.records).toEqual({ accepted: 0, rejected: 6, skipped: 1, lost: null });
});

test("detection: a log of actions and nothing else", () => {
  const detect = (text: string) => eventsCsv.detect(bytesOfText(text), { name: "x", size: null });
  expect(detect(`${HEAD}1,1,host,t0,,""\n`)).not.toBeNull();
  for (const text of [HEAD, "wall_ns,mono_ns,pages\n1,1,2\n", "an event, an action\n", ""])
    expect(detect(text)).toBeNull();
});

// Expected: the lines of the file, counted by hand (29 rows: 3 pids, 3 creations, 5 setmem, 3 suspend, 15 marks).
test.skipIf(withoutCaptures)("events.csv of three guests (skipped: captures not there)", async () => {
  const run = await runImporter(eventsCsv, captureFile("three-vms/events.csv"));
  const kinds: Record<string, number> = {};
  for (const { kind } of run.tables.guest_event ?? []) kinds[String(kind)] = (kinds[String(kind)] ?? 0) + 1;
  expect(kinds).toEqual({ create: 3, balloon: 5, pause: 3, mark: 15 });
  expect((run.tables.guest_seen ?? []).map((row) => [row.name, row.pid])).toEqual([
    ["alpha", 81],
    ["bravo", 141],
    ["charlie", 229],
  ]);
  expect(run.records).toEqual({ accepted: 29, rejected: 0, skipped: 1, lost: null });
});
