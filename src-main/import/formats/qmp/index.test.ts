import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { qmp } from "./index.ts";

const read = (text: string, name = "qom-alpha.txt") => runImporter(qmp, bytesOfText(text), { name, chunk: 13 });
const values = (run: Awaited<ReturnType<typeof read>>) =>
  (run.tables.series ?? []).map(({ id, name, unit, kind, scope, subject }) => [
    name,
    unit,
    kind,
    scope,
    subject,
    run.tables.counter?.find((row) => row.series_id === id)?.value,
  ]);

describe("sizes that are asked for", () => {
  const at = (ms: number, json: string) => `{"wall_ns":${ms}000000,"mono_ns":${ms}000000,${json}}\n`;
  const event = (ms: number, name: string, data: string) =>
    at(ms, `"timestamp":{"seconds":0,"microseconds":${ms}000},"event":"${name}","data":${data}`);
  const rows = async (text: string) =>
    ((await read(text, "qmp-bravo.jsonl")).tables.guest_event ?? []).map((row) => [
      row.kind,
      row.device,
      row.bytes,
      row.wanted_bytes,
      row.took_ns,
      row.detail,
    ]);
  test("a virtio-mem device: the request, sizes on the way, the time until the size is reached", async () => {
    const text =
      at(
        10,
        '"execute":"qom-set","arguments":{"path":"/machine/peripheral/vm0","property":"requested-size","value":64}',
      ) +
      event(15, "MEMORY_DEVICE_SIZE_CHANGE", '{"id":"vm0","size":32,"qom-path":"/machine/peripheral/vm0"}') +
      event(25, "MEMORY_DEVICE_SIZE_CHANGE", '{"id":"vm0","size":64,"qom-path":"/machine/peripheral/vm0"}') +
      event(30, "MEMORY_DEVICE_SIZE_CHANGE", '{"id":"vm0","size":32}');
    expect(await rows(text)).toEqual([
      ["plug", "vm0", null, 64n, null, "qom-set requested-size"],
      ["plug", "vm0", 32n, 64n, null, "MEMORY_DEVICE_SIZE_CHANGE"],
      ["plug", "vm0", 64n, 64n, 15_000_000n, "MEMORY_DEVICE_SIZE_CHANGE"],
      ["plug", "vm0", 32n, null, null, "MEMORY_DEVICE_SIZE_CHANGE"],
    ]);
    const run = await read(text, "qmp-bravo.jsonl");
    expect(run.tables.series).toMatchObject([
      { name: "qmp.memory-device.size", scope: "device", subject: "bravo/vm0" },
    ]);
    expect((run.tables.counter ?? []).map((row) => [row.t, row.value])).toEqual([
      [15_000_000n, 32],
      [25_000_000n, 64],
      [30_000_000n, 32],
    ]);
  });
  test("the balloon: other commands ask for no size", async () => {
    const text =
      at(1, '"execute":"query-balloon"') +
      at(2, '"execute":"balloon","arguments":{"value":100}') +
      event(4, "BALLOON_CHANGE", '{"actual":100}');
    expect(await rows(text)).toEqual([
      ["balloon", null, null, 100n, null, "balloon"],
      ["balloon", null, 100n, 100n, 2_000_000n, "BALLOON_CHANGE"],
    ]);
    expect((await read(text)).skipped).toEqual({ "command that asks for no size": 1 });
  });
  test("a DIMM that goes takes its memory along; other devices that go are marks", async () => {
    const dimms =
      '{"return":[{"type":"dimm","data":{"id":"dimm0","addr":4294967296,"size":8,"memdev":"/objects/m"}}]}\n';
    const text =
      dimms +
      event(1, "DEVICE_UNPLUG_GUEST_ERROR", '{"device":"dimm0","path":"/machine/peripheral/dimm0"}') +
      event(2, "DEVICE_DELETED", '{"device":"dimm0","path":"/machine/peripheral/dimm0"}') +
      event(3, "DEVICE_DELETED", '{"device":"net1","path":"/machine/peripheral/net1"}') +
      event(4, "MEM_UNPLUG_ERROR", '{"device":"dimm1","msg":"busy"}');
    expect(await rows(text)).toEqual([
      ["plug", "dimm0", null, null, null, "DEVICE_UNPLUG_GUEST_ERROR"],
      ["plug", "dimm0", 0n, null, null, "DEVICE_DELETED"],
      ["mark", "net1", null, null, null, "DEVICE_DELETED"],
      ["plug", "dimm1", null, null, null, "MEM_UNPLUG_ERROR busy"],
    ]);
  });
});

describe("replies", () => {
  test("sizes and balloon; the guest is the line's or the file's", async () => {
    const run = await read(
      '# stamp wall_ns=100 mono_ns=1\nquery-memory-size-summary {"return":{"base-memory":96,"plugged-memory":4},"id":"x"}\n' +
        'bravo query-balloon {"return":{"actual":90177536},"id":"x"}\n',
    );
    expect(values(run)).toEqual([
      ["qmp.base-memory", "bytes", "gauge", "guest", "alpha", 96],
      ["qmp.plugged-memory", "bytes", "gauge", "guest", "alpha", 4],
      ["qmp.balloon.actual", "bytes", "gauge", "guest", "bravo", 90177536],
    ]);
    expect(run.tables.guest_seen).toMatchObject([
      { t: null, name: "alpha", how: "file name" },
      { t: 100n, name: "alpha", ram_bytes: 100n },
    ]);
  });
  test("a file's name is no evidence where the lines name their guest, and words like events name none", async () => {
    const named = await read('bravo query-balloon {"return":{"actual":90177536},"id":"x"}\n');
    expect(named.tables.guest_seen).toBeUndefined();
    const stop = '{"event":"STOP","timestamp":{"seconds":5,"microseconds":6}}\n';
    const events = await runImporter(qmp, bytesOfText(stop), { name: "qmp-events.jsonl" });
    expect([events.tables.guest_seen, events.tables.guest_event?.[0]?.guest_name]).toEqual([undefined, null]);
  });
  test("guest statistics: all ones and a last update of 0 are unknown", async () => {
    const run = await read(
      'guest-stats {"return":{"stats":{"stat-free-memory":5,"stat-swap-in":18446744073709551615,"stat-minor-faults":7},"last-update":0}}\n',
    );
    expect(values(run)).toEqual([
      ["qmp.stat-free-memory", "bytes", "gauge", "guest", "alpha", 5],
      ["qmp.stat-swap-in", "bytes", "counter", "guest", "alpha", null],
      ["qmp.stat-minor-faults", "count", "counter", "guest", "alpha", 7],
      ["qmp.last-update", "s", "gauge", "guest", "alpha", null],
    ]);
  });
  test("memory back ends: flags, and memory that KSM may not merge", async () => {
    const run = await read('{"return":[{"share":true,"prealloc":false,"size":1,"merge":false,"id":"pc.ram"}]}');
    expect((run.tables.fact ?? []).map((row) => [row.subject, row.name, row.value])).toEqual([
      ["alpha", "memdev.pc.ram.share", "true"],
      ["alpha", "memdev.pc.ram.prealloc", "false"],
      ["alpha", "memdev.pc.ram.merge", "false"],
      ["alpha", "memdev.pc.ram.nosharepages", "1"],
    ]);
  });
  test("memory devices over many lines: sizes, and where they lie", async () => {
    const json = JSON.stringify(
      {
        return: [
          {
            type: "virtio-mem",
            data: { id: "vm0", memaddr: 4294967296, size: 8, "max-size": 16, memdev: "/objects/mem0" },
          },
        ],
      },
      null,
      1,
    );
    const run = await read(json, "query-memory-devices.json");
    expect(values(run)).toEqual([
      ["qmp.memory-device.size", "bytes", "gauge", "device", "vm0", 8],
      ["qmp.memory-device.max-size", "bytes", "gauge", "device", "vm0", 16],
    ]);
    expect(run.tables.guest_ram).toMatchObject([{ gpa: 4294967296n, bytes: 16n, hva: null, label: "mem0" }]);
    expect(run.records).toEqual({ accepted: 1, rejected: 0, skipped: 0, lost: null });
  });
  test("others are left out by kind", async () => {
    const run = await read(
      '{"return":{}}\n{"error":{"class":"GenericError"}}\n{"QMP":{"version":{"qemu":{"major":7,"minor":2,"micro":22}}}}\n',
    );
    expect(run.skipped).toEqual({ "reply that is not kept": 1, "error reply": 1 });
    expect(run.tables.fact).toMatchObject([{ scope: "capture", name: "qemu.version", value: "7.2.22" }]);
  });
});

describe("events", () => {
  const event = (name: string, data: object) =>
    `${JSON.stringify({ timestamp: { seconds: 1795255611, microseconds: 639630 }, event: name, data })}\n`;
  test("size changes of devices and balloon, life, others as marks; times are the event's own in us", async () => {
    const run = await read(
      event("MEMORY_DEVICE_SIZE_CHANGE", { size: 33554432, id: "vm0" }) +
        event("BALLOON_CHANGE", { actual: 5 }) +
        event("STOP", {}) +
        event("GUEST_PANICKED", { action: "pause" }) +
        event("RTC_CHANGE", { offset: 1 }),
    );
    expect(
      (run.tables.guest_event ?? []).map(({ kind, device, bytes, detail }) => [kind, device, bytes, detail]),
    ).toEqual([
      ["plug", "vm0", 33554432n, "MEMORY_DEVICE_SIZE_CHANGE"],
      ["balloon", null, 5n, "BALLOON_CHANGE"],
      ["pause", null, null, "STOP"],
      ["crash", null, null, "GUEST_PANICKED pause"],
      ["mark", null, null, "RTC_CHANGE"],
    ]);
    expect(run.tables.guest_event?.[0]?.t).toBe(1795255611639630000n);
    expect(run.clock).toEqual({ name: "wall", stepNs: 1000 });
  });
  test("clocks that the recorder wrote beside an event are exact beyond 2^53", async () => {
    const run = await read(
      '{"mono_ns": 3626735599589, "wall_ns": 1795255607577493577, "event": "RESUME", "timestamp": {"seconds": 1, "microseconds": 2}}\n',
    );
    expect(run.clockPairs).toEqual([{ from: "mono", to: "wall", fromNs: 3626735599589n, toNs: 1795255607577493577n }]);
    expect(run.tables.guest_event?.[0]?.t).toBe(1000002000n);
  });
});

describe("damage", () => {
  test("lines and documents that are none are rejected, the rest is kept", async () => {
    const run = await read('nonsense\n{"return":{"actual":1}}\n{"return":}\n{"a":1}\n{"return":{"actual":2}}\n');
    expect(run.complaints.map((c) => [c.code, c.line])).toEqual([
      ["qmp.line", 1],
      ["qmp.json", 3],
      ["qmp.shape", 4],
    ]);
    expect((run.tables.counter ?? []).map((row) => row.value)).toEqual([1, 2]);
  });
  test("a document that does not end", async () => {
    const run = await read('{"return":{"actual":1}}\n{\n "return": {\n');
    expect(run).toMatchObject({ status: "truncated", records: { accepted: 1, rejected: 1, skipped: 0 } });
  });
  test("detection: messages of the protocol, no other JSON", () => {
    const detect = (text: string) => qmp.detect(bytesOfText(text), { name: "x", size: null });
    expect(detect('alpha query-balloon {"return":{}}\n')).not.toBeNull();
    expect(detect('{\n "return": [\n ]\n}\n')).not.toBeNull();
    for (const text of [
      '{"guests":{"alpha":{"pages":1}}}',
      '[{"domid":0,"config":{}}]',
      "hello {world}\n",
      '{"event":"x"}\n',
      "",
    ])
      expect(detect(text)).toBeNull();
  });
});

// Expected: Python's json module over the lines of the files.
describe.skipIf(withoutCaptures)("the full captures (skipped: not there)", () => {
  test("106 lines of events: a greeting and 105 size changes with a sum of 7,277,117,440 bytes", async () => {
    const run = await runImporter(qmp, captureFile("hotplug/qmp-events.jsonl"), {
      name: "qmp-events.jsonl",
      chunk: 1000,
    });
    expect(run.records).toEqual({ accepted: 106, rejected: 0, skipped: 0, lost: null });
    const sizes = (run.tables.guest_event ?? []).map((row) => Number(row.bytes));
    expect([sizes.length, sizes.reduce((a, b) => a + b, 0)]).toEqual([105, 7277117440]);
    expect(run.clockPairs).toHaveLength(106);
  });
  test("replies of three guests at the end", async () => {
    const run = await runImporter(qmp, captureFile("three-vms/qom-end.txt"), { name: "qom-end.txt" });
    expect(values(run).map(([, , , , guest, value]) => [guest, value])).toEqual([
      ["alpha", 100663296],
      ["bravo", 90177536],
      ["charlie", 88080384],
    ]);
  });
});
