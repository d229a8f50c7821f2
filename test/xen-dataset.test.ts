// A folder of a Xen host: trace, xl info and xl list give one time line and named guests, summed up in one view.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { rowsOf } from "../src-main/analysis/sql.ts";
import { imported } from "../src-main/analysis/testing/project.ts";
import { changed, stretch, who, words64 } from "../src-main/import/testing/write-xentrace.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-xen-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** 2 GHz: a tick is half a ns. */
const trace = stretch(0, [
  changed(2000n, who(0, 0), "running", "blocked"),
  changed(2000n, who(3, 0), "runnable", "running"),
  { event: 0x81102, tsc: 4000n, words: [0x400, ...words64(0xffffffff81000000n)] },
  { event: 0x82021, words: [...words64(0x42000n), ...words64(0x1234n), 0, 0] },
  { event: 0x81001, tsc: 6000n },
  { event: 0x10f005, words: [...words64(0x50n), 3, 9] },
  { event: 0x20100d, tsc: 7000n, words: [12] },
  { event: 0x28007, tsc: 8000n, words: [3, 0, 3] },
  changed(8000n, who(3, 0), "running", "offline"),
  changed(8000n, who(0, 0), "runnable", "running"),
]);
const INFO = "host : dom0\ncpu_mhz : 2000.000\ntotal_memory : 4095\nxen_major : 4\n";
const LIST =
  "Name  ID   Mem VCPUs\tState\tTime(s)\nDomain-0  0  1280  2  r-----  183.8\ndb1  3  148  1  -b----  38.9\n";

it("names its guests, knows its times, and tells what xenalyze's summary tells", async () => {
  for (const [name, content] of Object.entries({ "a.xt": trace, "info.txt": INFO, "list.txt": LIST }))
    writeFileSync(join(folder, name), content);
  const client = await imported([folder]);
  try {
    const summary = await rowsOf(
      client,
      `SELECT guest, domid, vcpu, what, "key", n, ns, bytes FROM xen_summary WHERE guest IS NOT NULL ORDER BY ALL`,
    );
    expect(summary.map((row) => Object.values(row).map((value) => (value === null ? null : String(value))))).toEqual([
      ["db1", "3", "0", "event", "hypercall", "1", null, null],
      ["db1", "3", "0", "exit", "npf", "1", "1000", null],
      ["db1", "3", "0", "fault", "xen_npf", "1", "1000", null],
      ["db1", "3", "0", "memory", "balloon_out", "1", null, "2097152"],
      ["db1", "3", "0", "state", "offline", "1", "0", null],
      ["db1", "3", "0", "state", "running", "1", "3000", null],
    ]);
    const [crash] = await rowsOf(client, "SELECT guest, kind::VARCHAR AS kind, t FROM guest_event");
    expect([crash?.guest, crash?.kind, String(crash?.t)]).toEqual(["db1", "crash", "4000"]);
    const clocks = await rowsOf(client, "SELECT DISTINCT clock FROM capture WHERE format = 'xentrace'");
    expect(clocks).toEqual([{ clock: "tsc" }]);
  } finally {
    await client.close();
  }
});
