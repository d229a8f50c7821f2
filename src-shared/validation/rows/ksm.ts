// Rows of the page-exact KSM scanner against what two real kernels counted (model 2 and 9).
import { createStream } from "../../base/rng.ts";
import { createKsm } from "../../model/mechanisms/dedup/ksm.ts";
import type { Ksm } from "../../model/mechanisms/dedup/scanner.ts";
import { type KsmKernel, ksmSettings } from "../../model/mechanisms/dedup/settings.ts";
import { list, number, whole } from "../inputs.ts";
import { furtherCase, row, SYSTEMS, tooMuch } from "../row.ts";
import { purposes } from "../traces.ts";

const system = SYSTEMS.model;
const KERNELS = "counters of real kernels 6.1 and 6.12 booted with a test program";
const COPIES = [2, 3, 5, 10, 255, 256, 257, 258, 512, 513, 514, 600];

/** Passes after which two equal sets of counters in a row are the end, and the most that are made. */
const SETTLED = 3;
const MOST_PASSES = 50;

interface ClassInputs {
  readonly copies: readonly number[];
  readonly zero: number;
  readonly unique: number;
  readonly cap: number;
  readonly use_zero_pages: number;
}

/** Zero pages first, then each class, then pages that are alone; content 0 is the zero page. */
function contentsOf({ copies, zero, unique }: ClassInputs): Int32Array {
  const pages = new Int32Array(pagesOf({ copies, zero, unique }));
  let at = zero;
  copies.forEach((n, i) => {
    pages.fill(1 + i, at, at + n);
    at += n;
  });
  for (let i = 0; i < unique; i++) pages[at + i] = -1 - i;
  return pages;
}

const pagesOf = ({ copies, zero, unique }: Pick<ClassInputs, "copies" | "zero" | "unique">): number =>
  zero + unique + copies.reduce((sum, n) => sum + n, 0);

const scannerOf = (inputs: ClassInputs): Ksm =>
  createKsm({
    contents: contentsOf(inputs),
    settings: ksmSettings({
      smartScan: false,
      useZeroPages: inputs.use_zero_pages === 1,
      maxPageSharing: inputs.cap,
    }),
  });

/** Pass after pass until the counters stand still. */
function settle(ksm: Ksm): ReturnType<Ksm["counters"]> {
  let [same, last] = [0, ""];
  for (let pass = 0; pass < MOST_PASSES && same < SETTLED; pass++) {
    ksm.pass();
    const { pages_shared, pages_sharing, pages_unshared, ksm_zero_pages } = ksm.counters();
    const now = `${pages_shared} ${pages_sharing} ${pages_unshared} ${ksm_zero_pages}`;
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return ksm.counters();
}

const classes = {
  copies: list(COPIES, "pages of each content", { min: 1, max: 1_000_000, whole: true }),
  zero: whole(700, "zero pages", { max: 1_000_000 }),
  unique: whole(3000, "pages alone", { max: 1_000_000 }),
  cap: whole(256, "pages on one frame at most", { min: 2, max: 1_000_000 }),
  use_zero_pages: whole(0, "0 or 1", { max: 1 }),
};

const counters = row({
  id: "V10",
  system,
  kind: "exact",
  claim: "counters of KSM for classes around the sharing cap",
  inputs: classes,
  result: "pages shared, sharing, unshared, on the zero page",
  expects: { is: "exact", value: [22, 3861, 3002, 0] },
  formula: "the scanner run page by page until its counters stand still",
  evidence: "measured",
  source: KERNELS,
  compute: (inputs) => {
    const large = tooMuch(pagesOf(inputs), "pages");
    if (large) return large;
    const k = settle(scannerOf(inputs));
    return [k.pages_shared, k.pages_sharing, k.pages_unshared, k.ksm_zero_pages];
  },
});

const profit = row({
  id: "V10.2",
  system,
  kind: "exact",
  claim: "KSM's own balance of these classes",
  inputs: classes,
  result: "bytes",
  expects: { is: "exact", value: 15_374_016 },
  formula: "pages saved × 4096 less 64 bytes for every page scanned",
  evidence: "measured",
  source: KERNELS,
  compute: (inputs) => tooMuch(pagesOf(inputs), "pages") ?? settle(scannerOf(inputs)).general_profit,
});

const aroundCap = row({
  id: "V11",
  system,
  kind: "exact",
  claim: "frames and pages left over around a cap of 256",
  inputs: {
    copies: list([255, 256, 257, 258, 513], "pages of one content", { min: 1, max: 1_000_000, whole: true }),
    cap: whole(256, "pages on one frame at most", { min: 2, max: 1_000_000 }),
  },
  result: "shared frames for each, pages left over for each",
  expects: {
    is: "exact",
    value: [
      [1, 1, 1, 2, 2],
      [0, 0, 1, 0, 1],
    ],
  },
  formula: "each class alone through the scanner; a single page cannot form a frame of its own",
  evidence: "measured",
  source: KERNELS,
  compute: ({ copies, cap }) => {
    const ends = copies.map((n) => settle(scannerOf({ copies: [n], zero: 0, unique: 0, cap, use_zero_pages: 0 })));
    return [ends.map((k) => k.pages_shared), ends.map((k) => k.pages_unshared)];
  },
});

const zeroPages = furtherCase(counters, "V12", {
  inputs: { use_zero_pages: 1 },
  claim: "the same with zero pages on the kernel's own",
  expects: { is: "exact", value: [19, 3164, 3002, 700] },
});

const secondPass = row({
  id: "V12.2",
  system,
  kind: "exact",
  claim: "zero pages leave the scanner one pass late and count as volatile until then",
  inputs: {
    ...classes,
    use_zero_pages: whole(1, "0 or 1", { max: 1 }),
    passes: whole(2, "passes", { min: 1, max: 1000 }),
  },
  result: "pages volatile after these passes",
  expects: { is: "exact", value: 700 },
  formula: "the scanner run page by page",
  evidence: "measured",
  source: KERNELS,
  compute: (inputs) => {
    const large = tooMuch(pagesOf(inputs), "pages");
    if (large) return large;
    const ksm = scannerOf(inputs);
    for (let pass = 0; pass < inputs.passes; pass++) ksm.pass();
    return ksm.counters().pages_volatile;
  },
});

const smartPasses = row({
  id: "V13",
  system,
  kind: "exact",
  claim: "smart scan looks at a page that stays alone in these passes only",
  inputs: {
    pages: whole(100, "pages alone", { min: 1, max: 1_000_000 }),
    passes: whole(45, "passes", { min: 1, max: 10_000 }),
  },
  result: "passes in which pages were visited",
  expects: { is: "exact", value: [1, 2, 3, 4, 6, 9, 14, 23, 32, 41] },
  formula: "the scanner run page by page with smart scan",
  evidence: "measured",
  source: KERNELS,
  compute: ({ pages, passes }) => {
    const ksm = createKsm({
      contents: Int32Array.from({ length: pages }, (_, i) => -1 - i),
      settings: ksmSettings({ smartScan: true }),
    });
    const visited: number[] = [];
    for (let pass = 1; pass <= passes; pass++) if (ksm.pass() > 0) visited.push(pass);
    return visited;
  },
});

const NEVER = "never";

/** Processes that start one after another and hold the same `pages` contents once each. */
function copiesOf(processes: number, pages: number, smartScan: boolean): { ksm: Ksm; start(process: number): void } {
  const ksm = createKsm({
    contents: new Int32Array(processes * pages),
    regions: Int32Array.from({ length: processes }, (_, i) => i * pages),
    empty: true,
    settings: ksmSettings({ smartScan }),
  });
  return {
    ksm,
    start: (process) => {
      ksm.arrive(process);
      for (let i = 0; i < pages; i++) ksm.appear(process * pages + i, 1 + i);
    },
  };
}

const twinInputs = {
  offsets: list([18, 19, 20, 21, 22, 23, 24, 25, 26, 27], "passes before the twin comes", { max: 1000, whole: true }),
  passes: whole(80, "passes watched", { min: 1, max: 1000 }),
  smart_scan: whole(1, "0 or 1", { max: 1 }),
};

const twins = row({
  id: "V14",
  system,
  kind: "exact",
  claim: "under smart scan a late twin of an old page merges late, or never",
  inputs: twinInputs,
  result: "the twin's pass in which it merges, for each",
  expects: { is: "exact", value: [14, 4, 3, 2, NEVER, 9, NEVER, NEVER, 6, 14] },
  formula: "the scanner run page by page, 200 pages and their twins",
  evidence: "measured",
  source: KERNELS,
  compute: ({ offsets, passes, smart_scan }) =>
    offsets.map((offset) => {
      const { ksm, start } = copiesOf(2, 200, smart_scan === 1);
      start(0);
      for (let pass = 0; pass < offset; pass++) ksm.pass();
      start(1);
      for (let pass = 1; pass <= passes; pass++) {
        ksm.pass();
        if (ksm.counters().pages_shared > 0) return pass;
      }
      return NEVER;
    }),
});

const twinsWithoutSmartScan = furtherCase(twins, "V15", {
  inputs: { smart_scan: 0 },
  claim: "without smart scan a twin merges in its second pass, always",
  expects: { is: "exact", value: [2, 2, 2, 2, 2, 2, 2, 2, 2, 2] },
});

const thirdCopy = row({
  id: "V16",
  system,
  kind: "exact",
  claim: "a third copy of a merged content joins on its first visit in 6.1, on its second in 6.12",
  inputs: { settled: whole(4, "passes before it comes", { min: 2, max: 1000 }) },
  result: "visits until it joins: 6.1, 6.12",
  expects: { is: "exact", value: [1, 2] },
  formula: "the scanner run page by page in each kernel's order of looking things up",
  evidence: "measured",
  source: KERNELS,
  compute: ({ settled }) => (["6.1", "6.12"] as const).map((kernel) => visitsToJoin(kernel, settled)),
});

function visitsToJoin(kernel: KsmKernel, settled: number): number {
  const ksm = createKsm({
    contents: new Int32Array(3),
    empty: true,
    settings: ksmSettings({ kernel, smartScan: false }),
  });
  ksm.arrive(0);
  for (const page of [0, 1]) ksm.appear(page, 77);
  for (let pass = 0; pass < settled; pass++) ksm.pass();
  ksm.appear(2, 77);
  for (let visit = 1; visit <= MOST_PASSES; visit++) {
    ksm.pass();
    if (ksm.nodeOf(2) >= 0) return visit;
  }
  return MOST_PASSES;
}

const volatility = row({
  id: "V17",
  system,
  kind: "numeric",
  claim: "pages rewritten with chance 0.2 a pass: 80 % unshared, 20 % volatile",
  inputs: {
    chance: number(0.2, "chance a pass", { max: 1 }),
    pages: whole(4000, "pages alone", { min: 1, max: 1_000_000 }),
    passes: whole(30, "passes", { min: 6, max: 10_000 }),
    seed: whole(1, "seed", { max: 2 ** 53 - 1 }),
  },
  result: "unshared, volatile, % of the pages",
  expects: { is: "near", value: [80, 20], distance: 1 },
  formula: "the scanner run page by page; means over the passes after the fifth",
  evidence: "measured",
  source: `${KERNELS}: 79.8 and 20.2 %`,
  compute: ({ chance, pages, passes, seed }) => {
    const ksm = createKsm({
      contents: Int32Array.from({ length: pages }, (_, i) => -1 - i),
      settings: ksmSettings({ smartScan: false }),
    });
    const stream = createStream(seed, { mechanism: purposes.volatility });
    let [unshared, volatile] = [0, 0];
    for (let pass = 1; pass <= passes; pass++) {
      ksm.pass();
      const k = ksm.counters();
      if (pass > 5) [unshared, volatile] = [unshared + k.pages_unshared, volatile + k.pages_volatile];
      for (let page = 0; page < pages; page++) if (stream.next() < chance) ksm.write(page, null);
    }
    return [unshared, volatile].map((sum) => (100 * sum) / (passes - 5) / pages);
  },
});

const threeGuests = row({
  id: "V31",
  system,
  kind: "exact",
  claim: "three guests of zero, common and unique pages, scanned one guest an epoch",
  inputs: {
    guests: whole(3, "guests", { min: 1, max: 1000 }),
    zero: whole(60, "zero pages a guest", { max: 100_000 }),
    common: whole(40, "common pages a guest", { max: 100_000 }),
    unique: whole(200, "pages alone a guest", { max: 100_000 }),
    per_epoch: whole(300, "visits an epoch", { min: 1, max: 1e7 }),
    epochs: whole(7, "epochs", { min: 1, max: 10_000 }),
  },
  result: "shared, sharing, unshared, volatile, frames, after each epoch",
  expects: {
    is: "exact",
    value: [
      [0, 0, 0, 300, 900],
      [0, 0, 0, 600, 900],
      [0, 0, 0, 900, 900],
      [1, 59, 240, 600, 841],
      [41, 159, 400, 300, 741],
      [41, 259, 600, 0, 641],
      [41, 259, 600, 0, 641],
    ],
  },
  formula: "the scanner run page by page, guest after guest; frames by the true state of mappings",
  evidence: "measured",
  source: KERNELS,
  compute: ({ guests, zero, common, unique, per_epoch, epochs }) => {
    const each = zero + common + unique;
    const large = tooMuch(guests * each, "pages");
    if (large) return large;
    const contents = Int32Array.from({ length: guests * each }, (_, page) => {
      const i = page % each;
      return i < zero ? 0 : i < zero + common ? i - zero + 1 : -1 - page;
    });
    const ksm = createKsm({ contents, settings: ksmSettings({ smartScan: false }) });
    return Array.from({ length: epochs }, () => {
      ksm.scan(per_epoch);
      const k = ksm.counters();
      const { nodes, merged } = ksm.truth();
      return [k.pages_shared, k.pages_sharing, k.pages_unshared, k.pages_volatile, contents.length - merged + nodes];
    });
  },
});

const unlocked = row({
  id: "V58",
  system,
  kind: "exact",
  claim: "two copies that never meet under smart scan merge when a third one comes",
  inputs: {
    offset: whole(22, "passes before the second copy", { max: 1000 }),
    alone: whole(60, "passes of two copies", { min: 1, max: 1000 }),
    pages: whole(50, "pages", { min: 1, max: 100_000 }),
  },
  result: "pages merged before the third copy, passes until all three are merged",
  expects: { is: "exact", value: [0, 8] },
  formula: "the scanner run page by page",
  evidence: "measured",
  source: "counters of a real kernel 6.12 booted with a test program (third copy)",
  compute: ({ offset, alone, pages }) => {
    const { ksm, start } = copiesOf(3, pages, true);
    start(0);
    for (let pass = 0; pass < offset; pass++) ksm.pass();
    start(1);
    for (let pass = 0; pass < alone; pass++) ksm.pass();
    const before = ksm.counters().pages_sharing;
    start(2);
    let passes = 0;
    while (ksm.counters().pages_sharing < 2 * pages && passes < MOST_PASSES) {
      ksm.pass();
      passes++;
    }
    return [before, passes];
  },
});

export const ksmRows = [
  counters,
  profit,
  aroundCap,
  zeroPages,
  secondPass,
  smartPasses,
  twins,
  twinsWithoutSmartScan,
  thirdCopy,
  volatility,
  threeGuests,
  unlocked,
];
