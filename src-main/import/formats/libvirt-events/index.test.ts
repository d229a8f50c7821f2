import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { libvirtEvents } from "./index.ts";
import { parseLogTime } from "./time.ts";

const read = (text: string) => runImporter(libvirtEvents, bytesOfText(text), { chunk: 17 });
const rows = (run: Awaited<ReturnType<typeof read>>) =>
  (run.tables.guest_event ?? []).map(({ guest_name, kind, bytes, detail }) => [guest_name, kind, bytes, detail]);
const AT = "2026-11-21 10:35:04.534+0000";

test("times: `date -u -d '2026-11-21 10:35:04' +%s` is 1795257304; a zone is taken off", () => {
  expect(parseLogTime(AT)).toBe(1795257304534000000n);
  expect(parseLogTime("2026-11-21 12:35:04.534+0200")).toBe(1795257304534000000n);
  expect(parseLogTime("2026-11-21 05:05:04.534-0530")).toBe(1795257304534000000n);
  for (const text of ["2026-02-30 00:00:00.000+0000", "2026-01-01 24:00:00.000+0000", "yesterday"])
    expect(parseLogTime(text)).toBeNull();
});

describe("both logs of virsh", () => {
  test("life of a guest and its balloon", async () => {
    const run = await read(
      `${AT}: event 'lifecycle' for domain 'alpha': Started Booted\n${AT}: event 'lifecycle' for domain 'alpha': Suspended Paused\n` +
        `${AT}: event 'lifecycle' for domain 'a b': Stopped Destroyed\n${AT}: event 'balloon-change' for domain 'alpha': 97280KiB\n` +
        `${AT}: event 'reboot' for domain 'alpha'\n${AT}: event 'agent-lifecycle' for domain 'alpha': state: 'connected'\n`,
    );
    expect(rows(run)).toEqual([
      ["alpha", "start", null, "Started Booted"],
      ["alpha", "pause", null, "Suspended Paused"],
      ["a b", "destroy", null, "Stopped Destroyed"],
      ["alpha", "balloon", 97280n * 1024n, "balloon-change"],
      ["alpha", "mark", null, "reboot"],
      ["alpha", "mark", null, "agent-lifecycle state: 'connected'"],
    ]);
    expect(run.tables.guest_event?.[0]?.t).toBe(1795257304534000000n);
    expect(run.clock).toEqual({ name: "wall", stepNs: 1000000 });
  });
  test("events of QEMU with their data, without a time too", async () => {
    const run = await read(
      `${AT}: event BALLOON_CHANGE for domain 'alpha': {"actual":99614720}\n${AT}: event STOP for domain 'alpha': <null>\nevent RESUME for domain 'alpha': <null>\n`,
    );
    expect(rows(run)).toEqual([
      ["alpha", "balloon", 99614720n, "BALLOON_CHANGE"],
      ["alpha", "pause", null, "STOP"],
      ["alpha", "resume", null, "RESUME"],
    ]);
    expect(run.tables.guest_event?.[2]?.t).toBeNull();
  });
  test("the trailer's count is held against the lines", async () => {
    const run = await read(
      `${AT}: event STOP for domain 'alpha': <null>\nevent loop interrupted\nevents received: 2\n\n`,
    );
    expect(run.skipped).toEqual({ trailer: 2, "blank line": 1 });
    expect(run.remarks).toMatchObject([{ code: "virsh.count", excerpt: "events received: 2" }]);
  });
  test("damaged lines", async () => {
    const run = await read(
      `${AT}: event 'balloon-change' for domain 'alpha': 972zzKiB\n${AT}: event BALLOON_CHANGE for domain 'alpha': {"act\n` +
        "2026-13-41 10:35:04.534+0000: event STOP for domain 'alpha': <null>\nwhat\n" +
        `${AT}: event STOP for dom`,
    );
    expect(run.complaints.map((c) => [c.code, c.line])).toEqual([
      ["virsh.size", 1],
      ["virsh.data", 2],
      ["virsh.time", 3],
      ["virsh.line", 4],
      ["text.cut_line", 5],
    ]);
    expect(run).toMatchObject({ status: "truncated", records: { accepted: 0, rejected: 5 } });
  });
  test("detection", () => {
    const detect = (text: string) => libvirtEvents.detect(bytesOfText(text), { name: "x", size: null });
    expect(detect(`${AT}: event STOP for domain 'alpha': <null>\n`)).not.toBeNull();
    for (const text of ["an event for everybody\n", "event loop interrupted\nevents received: 0\n", ""])
      expect(detect(text)).toBeNull();
  });
});

// Expected: `grep -c "event '"` gives 19 and `grep -c "event [A-Z]"` 16, the numbers in the trailers.
test.skipIf(withoutCaptures)(
  "both logs of three guests tell the same balloon sizes (skipped: captures not there)",
  async () => {
    const libvirt = await runImporter(libvirtEvents, captureFile("three-vms/libvirt-events.txt"));
    const qemu = await runImporter(libvirtEvents, captureFile("three-vms/qmp-events.txt"));
    expect([libvirt.records.accepted, qemu.records.accepted]).toEqual([19, 16]);
    expect([libvirt.remarks, qemu.remarks]).toEqual([[], []]);
    const sizes = (run: typeof qemu) =>
      (run.tables.guest_event ?? []).filter((r) => r.kind === "balloon").map((r) => [r.guest_name, r.bytes]);
    expect(sizes(libvirt)).toHaveLength(10);
    expect(sizes(libvirt)).toEqual(sizes(qemu));
  },
);
