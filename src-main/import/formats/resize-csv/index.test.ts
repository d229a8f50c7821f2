import { expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { resizeCsv } from "./index.ts";

const HEAD = "step,mode,from_mb,to_mb,request_mono_ns,first_change_mono_ns,done_mono_ns,final_mb\n";
const read = (text: string) => runImporter(resizeCsv, bytesOfText(text), { chunk: 9 });

test("a resize is an event at its end, with the time it took", async () => {
  const run = await read(`${HEAD}1,plug-for-idle,0,32,100,150,175,32\n`);
  expect(run.tables.guest_event).toMatchObject([
    {
      seq: 0n,
      t: 175n,
      guest_name: null,
      kind: "plug",
      bytes: 33554432n,
      wanted_bytes: 33554432n,
      took_ns: 75n,
      detail: "plug-for-idle",
    },
  ]);
  expect(run.clock).toEqual({ name: "mono", stepNs: 1 });
  expect(run.records).toEqual({ accepted: 1, rejected: 0, skipped: 1, lost: null });
});
test("one that never finished has no duration", async () => {
  const run = await read(`${HEAD}1,unplug,64,0,100,150,,12\n`);
  expect(run.tables.guest_event).toMatchObject([{ t: 100n, took_ns: null, wanted_bytes: 0n, bytes: 12n * 1048576n }]);
});
test("damaged rows are rejected", async () => {
  const run = await read(
    `${HEAD}1,m,0,32,100,150,50,32\n1,m,0,32\n1,m,0,many,100,1,200,32\n1,m,0,32,x,1,200,32\n1,m,0,32,100,1,2`,
  );
  expect(run.complaints.map((c) => [c.code, c.line, c.n])).toEqual([
    ["csv.time", 2, 2],
    ["csv.fields", 3, 1],
    ["csv.number", 4, 1],
    ["text.cut_line", 6, 1],
  ]);
});
test("detection", () => {
  const detect = (text: string) => resizeCsv.detect(bytesOfText(text), { name: "x", size: null });
  expect(detect(`${HEAD}1,m,0,32,1,2,3,32\n`)).not.toBeNull();
  for (const text of [HEAD, "wall_ns,mono_ns,a\n1,2,3\n", "step,to_mb\n1,2\n", "hello\n"])
    expect(detect(text)).toBeNull();
});
// Expected: Python's csv module: 72 rows, and the first row's latency_ms column says 5.876944.
test.skipIf(withoutCaptures)("the resizes of a virtio-mem device (skipped: captures not there)", async () => {
  const run = await runImporter(resizeCsv, captureFile("hotplug/latency.csv"));
  expect(run.records).toEqual({ accepted: 72, rejected: 0, skipped: 1, lost: null });
  expect(run.tables.guest_event?.[0]?.took_ns).toBe(5876944n);
});
