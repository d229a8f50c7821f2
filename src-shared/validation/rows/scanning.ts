// Rows of page sharing by scanning, as Spacer's experiments set it up: rates, passes, and a faster scanner (systems section 3).
import { MIB, PAGE_BYTES } from "../../base/units.ts";
import { passSeconds, scanRate } from "../../model/mechanisms/dedup/rate.ts";
import { list, number, whole } from "../inputs.ts";
import { row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.spacer;
const PAGES_PER_MIB = MIB / PAGE_BYTES;
const SCRIPTS = "benchmark scripts of Spacer's later artifact";

const rateAndPasses = row({
  id: "S24",
  system,
  kind: "exact",
  claim: "KSM at 100 pages every 20 ms: 5000 pages a second, 19.5 MiB/s; passes over 1, 16 and 64 GiB",
  inputs: {
    pages_to_scan: whole(100, "pages", { min: 1 }),
    sleep_ms: number(20, "ms", { min: 1e-6 }),
    page_us: number(0, "µs of CPU a page"),
    gib: list([1, 16, 64], "GiB"),
  },
  result: "pages/s, then s of a pass over each",
  expects: { is: "exact", value: [5000, 52.4, 838.9, 3355.4] },
  formula: "batch over sleep and time of the batch; pages over the rate",
  evidence: "published",
  source: "Linux 6.1 mm/ksm.c",
  compute: ({ pages_to_scan, sleep_ms, page_us, gib }) => {
    const rate = scanRate({ pagesToScan: pages_to_scan, sleepMs: sleep_ms, pageUs: page_us });
    return [rate, ...gib.map((size) => passSeconds(size * 1024 * PAGES_PER_MIB, rate))];
  },
});

const set = {
  guests: whole(20, "guests", { min: 1 }),
  guest_mib: number(16, "MiB"),
  pages_per_second: number(5000, "pages/s", { min: 1e-6 }),
};

const pass = row({
  id: "S25",
  system,
  kind: "exact",
  claim: "20 guests of 16 MiB, all touched: one pass of KSM",
  inputs: set,
  result: "pages, s of a pass",
  expects: { is: "exact", value: [81920, 16.4] },
  formula: "guests × pages of a guest; over the rate",
  evidence: "published",
  source: SCRIPTS,
  compute: ({ guests, guest_mib, pages_per_second }) => {
    const pages = guests * guest_mib * PAGES_PER_MIB;
    return [pages, passSeconds(pages, pages_per_second)];
  },
});

const mergesWithin = row({
  id: "S25.2",
  system,
  kind: "exact",
  claim: "a new pair merges after one to two passes",
  inputs: set,
  result: "s at the earliest, at the latest",
  expects: { is: "exact", value: [16.4, 32.8] },
  formula: "both pages must be met twice with the same content: in the second pass after they appear",
  evidence: "published",
  source: `${SCRIPTS}; Linux 6.1 mm/ksm.c`,
  compute: ({ guests, guest_mib, pages_per_second }) => {
    const seconds = passSeconds(guests * guest_mib * PAGES_PER_MIB, pages_per_second);
    return [seconds, 2 * seconds];
  },
});

const waitCovers = row({
  id: "S25.3",
  system,
  kind: "exact",
  claim: "a wait of 30 s covers two passes over 75 000 pages",
  inputs: {
    wait_s: number(30, "s"),
    passes: whole(2, "passes", { min: 1 }),
    pages_per_second: number(5000, "pages/s"),
  },
  result: "pages covered",
  expects: { is: "exact", value: 75000 },
  formula: "wait × rate over passes",
  evidence: "published",
  source: SCRIPTS,
  compute: ({ wait_s, passes, pages_per_second }) => (wait_s * pages_per_second) / passes,
});

export const scanningRows = [rateAndPasses, pass, mergesWithin, waitCovers];
