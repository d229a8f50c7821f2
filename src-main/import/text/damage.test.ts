// Properties of all text importers: damage never throws, every record is counted, chunks change nothing.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { counterCsv } from "../formats/counter-csv/index.ts";
import { eventsCsv } from "../formats/events-csv/index.ts";
import { libvirtEvents } from "../formats/libvirt-events/index.ts";
import { libvirtXml } from "../formats/libvirt-xml/index.ts";
import { processMaps } from "../formats/process-maps/index.ts";
import { qemuMtree } from "../formats/qemu-mtree/index.ts";
import { qmp } from "../formats/qmp/index.ts";
import { resizeCsv } from "../formats/resize-csv/index.ts";
import { settings } from "../formats/settings/index.ts";
import { stampedSeries } from "../formats/stamped-series/index.ts";
import type { Importer } from "../importer.ts";
import { runImporter } from "../testing/run-importer.ts";
import { bytesOfText } from "./captures-for-tests.ts";

const STAMP = "# stamp wall_ns=1795257301546567608 mono_ns=5320704682193 boot_ns=5320704683264 guest=alpha pid=81\n";
const MAPPING = "7fb245e00000-7fb24be00000 rw-p 00000000 00:00 0 \n";

const samples: readonly (readonly [Importer, string])[] = [
  [
    stampedSeries,
    `${STAMP}MemTotal: 24684096 kB\nHugePages_Total: 0\n${STAMP}${MAPPING}Size: 8 kB\nRss: 4 kB\nVmFlags: rd ht\n`,
  ],
  [
    stampedSeries,
    `${STAMP}Domain: 'alpha'\n  state.state=1\n  balloon.maximum=98304\n\n${STAMP}Name:\tqemu\nVmRSS:\t 4 kB\n`,
  ],
  [stampedSeries, `${STAMP}nr_free_pages 12\npgfault 4\n${STAMP}some avg10=0.00 avg60=0.00 avg300=0.00 total=13205\n`],
  [counterCsv, "wall_ns,mono_ns,proc,pid,a_kb,mode\n100,1,p1,81,4,x\n200,2,p2,82,5,y\n"],
  [eventsCsv, 'wall_ns,mono_ns,guest,action,detail,result\n100,1,alpha,pid,81,""\n200,2,alpha,setmem,86,"a, b"\n'],
  [resizeCsv, "to_mb,request_mono_ns,done_mono_ns,mode\n32,100,200,plug\n0,300,,unplug\n"],
  [settings, "advisor_mode=[none] scan-time\nrun=1\npages_to_scan=100\n"],
  [processMaps, `${STAMP}# gpa2hva 0 = Host virtual address for 0x0 (pc.ram) is 0x7fb245e00000\n${MAPPING}`],
  [
    qemuMtree,
    `${STAMP}FlatView #2\n AS "memory", root: system\n  0000000000000000-00000000000c2fff (prio 0, ram): pc.ram @00000000000c3000 KVM\n`,
  ],
  [
    qmp,
    `${STAMP}alpha query-balloon {"return":{"actual":90177536}}\n{"event":"STOP","timestamp":{"seconds":5,"microseconds":6}}\n{\n"return": {}\n}\n`,
  ],
  [
    libvirtEvents,
    "2026-11-21 10:35:04.534+0000: event 'balloon-change' for domain 'alpha': 97280KiB\nevents received: 1\n",
  ],
  [
    libvirtXml,
    "<domain type='kvm'>\n <name>alpha</name>\n <memory unit='MiB'>96</memory>\n <vcpu>1</vcpu>\n</domain>\n",
  ],
];

const run = (importer: Importer, bytes: Uint8Array, chunk: number) =>
  runImporter(importer, bytes, { chunk, name: "maps-alpha.txt" });
const damage = fc.record({
  cut: fc.double({ min: 0, max: 1, noNaN: true }),
  flips: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
  repeat: fc.integer({ min: 1, max: 3 }),
  chunk: fc.integer({ min: 1, max: 40 }),
});

describe.each(samples.map(([importer, text], i) => [importer.id, i, importer, text] as const))(
  "%s (sample %i)",
  (_id, _i, importer, text) => {
    test("is detected, by this importer only", () => {
      const head = bytesOfText(text);
      const hits = new Set(
        samples.map(([one]) => one).filter((one) => one.detect(head, { name: "x", size: head.length })),
      );
      expect([...hits].map((one) => one.id)).toEqual([importer.id]);
    });
    test("whole, damaged, cut or repeated: nothing is thrown, chunks of any size give the same", async () => {
      await fc.assert(
        fc.asyncProperty(damage, async ({ cut, flips, repeat, chunk }) => {
          const bytes = bytesOfText(text.repeat(repeat));
          for (const [at, bits] of flips) bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ bits;
          const piece = bytes.subarray(0, Math.ceil(bytes.length * cut));
          importer.detect(piece, { name: "x", size: piece.length });
          expect(await run(importer, piece, chunk)).toEqual(await run(importer, piece, 65_536));
        }),
        { numRuns: 60 },
      );
    });
    test("noise is not detected", () => {
      fc.assert(
        fc.property(
          fc.uint8Array({ minLength: 64, maxLength: 512 }),
          (bytes) => importer.detect(bytes, { name: "x", size: null }) === null,
        ),
        { numRuns: 50 },
      );
    });
  },
);

test.each(samples.filter(([one]) => ![qmp, libvirtXml].includes(one)))(
  "every line is accepted, skipped or rejected",
  async (importer, text) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(255), async (at, bits) => {
        const bytes = bytesOfText(text);
        bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ bits;
        const { accepted, rejected, skipped } = (await run(importer, bytes, 64)).records;
        const newlines = bytes.reduce((n, byte) => n + (byte === 10 ? 1 : 0), 0);
        expect(accepted + rejected + skipped).toBe(newlines + (bytes.at(-1) === 10 ? 0 : 1));
      }),
      { numRuns: 60 },
    );
  },
);
