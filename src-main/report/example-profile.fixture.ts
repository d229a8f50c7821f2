// The profile of the example's three guests, for the tests of the report.
import type { GuestProfile, ProfileReply } from "../../src-shared/protocol/replies.ts";

const guest = (
  name: string,
  ram: number,
  content: readonly [zero: number, distinct: number, extra: number, resident: number],
): GuestProfile => ({
  guest: name,
  ram_pages: ram,
  resident_pages: {
    first: 118,
    min: 118,
    median: content[3] - 1900,
    max: content[3] + 410,
    last: content[3] + 36,
  },
  footprint_pages: content[3] + 1280,
  content: {
    pages: ram,
    zero: content[0],
    distinct: content[1],
    extra_nonzero_copies: content[2],
    resident: content[3],
    hash: "blake2b128",
  },
  working_set: [
    { window_s: 1, pages: { low: 610, best: 1880, high: content[3] } },
    { window_s: 10, pages: { low: 2200, best: 5400, high: content[3] } },
    { window_s: 60, pages: { low: 7900, best: 12850, high: content[3] } },
  ],
  miss_ratio: null,
  identified: [
    {
      quantity: "resident",
      state: "bounded",
      why: "page faults and balloon events; a page the host took back is still counted",
    },
    { quantity: "faults", state: "identified", why: "page faults in guest RAM were recorded and none was lost" },
    {
      quantity: "working_set",
      state: "bounded",
      why: "faults show first touches only; the least is what was touched anew",
    },
  ],
  coverage: { grade: "D", reasons: ["the capture lasts 2.1 minutes"], raise_by: ["record a whole day"] },
});

export const exampleProfile = (): ProfileReply => ({
  schema: "plimsoll.profile/1",
  guests: [
    guest("alpha", 24576, [6096, 16440, 2041, 21772]),
    guest("bravo", 24576, [6057, 16099, 2421, 21406]),
    guest("charlie", 21504, [4913, 13431, 3161, 20192]),
  ],
  sharing: {
    pages: 70656,
    zero: 17066,
    distinct: 34298,
    extra_nonzero_copies: 19293,
    common: [
      { guests: ["alpha", "bravo"], contents: 6880 },
      { guests: ["alpha", "charlie"], contents: 4792 },
      { guests: ["bravo", "charlie"], contents: 4790 },
      { guests: ["alpha", "bravo", "charlie"], contents: 4790 },
    ],
  },
  ksm: {
    observed: {
      pages_shared: 8364,
      pages_sharing: 29750,
      pages_unshared: 24310,
      pages_volatile: 1946,
      ksm_zero_pages: 0,
    },
    predicted: {
      pages_shared: 8412,
      pages_sharing: 29072,
      pages_unshared: 25886,
      pages_volatile: 0,
      ksm_zero_pages: 0,
    },
    predicted_scanned: { p50: 141200, p90: 302410 },
    scan_rate: 22731.402,
    terms: [
      {
        term: "predicted",
        pages: 29072,
        note: "frames saved once every equal page has merged, from page contents, residency and settings",
      },
      {
        term: "not_merged",
        pages: -83,
        note: "equal pages on frames of their own in the page table: written lately, or not scanned twice since",
      },
      {
        term: "outside",
        pages: 761,
        note: "counters against the page table's frames: pages of other processes, other memory of these, and visits still due",
      },
      { term: "observed", pages: 29750, note: "pages_sharing + ksm_zero_pages at the end of the capture" },
    ],
    settings: {
      pages_to_scan: 1000,
      sleep_millisecs: 20,
      smart_scan: 1,
      use_zero_pages: 0,
      max_page_sharing: 256,
      kernel: "6.12",
    },
  },
});
