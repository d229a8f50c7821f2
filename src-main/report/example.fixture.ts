// An answer as the engine gives it, for the tests of the report. All numbers are invented; they only agree with each other.
import type { Capture } from "../../src-shared/protocol/replies.ts";
import type { ReportInput } from "./build.ts";
import { exampleDensity } from "./example-density.fixture.ts";
import { hash, MIB } from "./example-parts.fixture.ts";
import { exampleProfile } from "./example-profile.fixture.ts";

const capture = (id: number, name: string, format: string, more: Partial<Capture>): Capture => ({
  id,
  name,
  sha256: hash("0123456789abcdef"[id % 16]!),
  content_sha256: hash("fedcba9876543210"[id % 16]!),
  bytes: 1000 * id,
  format,
  status: "whole",
  duplicate_of: null,
  records: { read: 0, accepted: 0, rejected: 0, lost: null, skipped: 0 },
  first_ns: null,
  last_ns: null,
  clock: null,
  events: {},
  comms: {},
  cpus: {},
  tables: {},
  ...more,
});

/** Three guests on a small host: N* 52 (44 to 61), grade D. */
export const exampleInput = (): ReportInput => ({
  title: "Three guests on one host",
  density: exampleDensity(),
  profile: exampleProfile(),
  captures: [
    capture(1, "page-faults.perf.data", "perf.data", {
      bytes: 5_213_880,
      records: { read: 81_004, accepted: 81_004, rejected: 0, lost: 0, skipped: 0 },
      first_ns: "2400766671717",
      last_ns: "2528810022930",
      clock: "mono",
    }),
    capture(2, "pages.csv", "page-table-csv", {
      bytes: 3_918_022,
      records: { read: 70_657, accepted: 70_656, rejected: 0, lost: null, skipped: 1 },
    }),
    capture(3, "ksm.csv", "counter-csv", {
      bytes: 18_220,
      records: { read: 131, accepted: 128, rejected: 3, lost: null, skipped: 0 },
      first_ns: "2401000000000",
      last_ns: "2528000000000",
      clock: "mono",
    }),
    capture(4, "maps-alpha.txt", "proc-maps", {
      bytes: 9_114,
      records: { read: 96, accepted: 96, rejected: 0, lost: null, skipped: 0 },
    }),
    capture(5, "kvm-ept.trace.dat", "trace-dat", {
      bytes: 41_940_112,
      status: "truncated",
      records: { read: 912_411, accepted: 912_000, rejected: 411, lost: 1_204, skipped: 0 },
      first_ns: "2402000000000",
      last_ns: "2498120000000",
      clock: "mono",
    }),
    capture(6, "smaps_rollup", "proc-series", {
      bytes: 88_310,
      records: { read: 192, accepted: 192, rejected: 0, lost: null, skipped: 0 },
      first_ns: "2402000000000",
      last_ns: "2528120000000",
      clock: "wall",
    }),
    capture(7, "copy of ksm.csv", "counter-csv", {
      bytes: 18_220,
      duplicate_of: 3,
      records: { read: 131, accepted: 0, rejected: 0, lost: null, skipped: 131 },
    }),
  ],
  guests: ["alpha", "bravo", "charlie"].map((name, id) => ({
    id: id + 1,
    name,
    ram_bytes: (name === "charlie" ? 84 : 96) * MIB,
    source: `maps-${name}.txt`,
    pid: 4100 + id,
    mapped: "auto" as const,
    pinned: name === "charlie" ? { reason: "locked memory" } : null,
  })),
  clocks: [
    { from: "wall", to: "mono", offset_ns: "-1795254854123456789", residual_ns: "38211", method: "pairs of readings" },
    { from: "guest alpha", to: "mono", offset_ns: "2400112000000", residual_ns: null, method: "boot message" },
  ],
  problems: [
    {
      code: "csv.columns",
      capture: "ksm.csv",
      where: { offset: null, line: 57 },
      excerpt: "1795257417.0,8364,29750",
      count: 3,
      expected: "12 columns as in the head line",
      next: null,
    },
    {
      code: "trace.truncated",
      capture: "kvm-ept.trace.dat",
      where: { offset: "41939968", line: null },
      excerpt: null,
      count: 1,
      expected: "a page of 4096 bytes, 144 are left",
      next: "copy the file again, or stop the recorder before copying",
    },
  ],
  sizes: [
    {
      schema: "plimsoll.size/1",
      guests: 40,
      memory_bytes: { p5: 2911 * MIB, p50: 3188 * MIB, p95: 3702 * MIB },
      hosts: 1,
      marginal_bytes_per_guest: 73.9 * MIB,
    },
  ],
});
