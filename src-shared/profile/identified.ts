// What a guest's captures can tell and what they cannot, in plain words.

export type IdentifiedState = "identified" | "bounded" | "not identified";

export interface Identified {
  readonly quantity: string;
  readonly state: IdentifiedState;
  readonly why: string;
}

/** Where the resident set of a guest is known from. */
export type ResidentSource = "faults" | "page table" | "smaps" | "domain";

/** What was recorded of one guest. Pages; null where it was not recorded. */
export interface Evidence {
  readonly mapped: boolean;
  readonly faults: number;
  readonly residentSource: ResidentSource | null;
  /** Resident pages at the end by each source. */
  readonly residentByFaults: { readonly low: number; readonly best: number; readonly high: number } | null;
  readonly residentByTable: number | null;
  readonly residentBySmaps: number | null;
  readonly balloonMoves: number;
  readonly lostRecords: number | null;
  readonly swapSeen: boolean;
  readonly contents: boolean;
  readonly guestStatistics: boolean;
  /** What recorded accesses say of re-use; null: none were recorded. */
  readonly misses: { readonly found: boolean; readonly why: string } | null;
}

const signed = (x: number): string => (x > 0 ? `+${x}` : `${x}`);

function residentSet(e: Evidence): Identified {
  const quantity = "resident set";
  if (e.residentSource === null) {
    const why = e.mapped
      ? "no page faults in guest RAM and no page table were recorded"
      : "no page table was recorded, and page faults cannot be told to be in its RAM without the memory maps of its process";
    return { quantity, state: "not identified", why };
  }
  const parts: string[] = [];
  if (e.residentSource === "page table") parts.push("counted page by page in the recorded page table at its end");
  if (e.residentSource === "smaps") parts.push("Rss of the guest's RAM in smaps");
  if (e.residentSource === "domain") parts.push("memory that Xen counts for the domain, touched or not");
  if (e.residentByFaults) {
    const { low, best, high } = e.residentByFaults;
    const moves = e.balloonMoves > 0 ? ` and ${e.balloonMoves} recorded moves of its size` : "";
    parts.push(`by page faults${moves} ${best} pages (${low} to ${high}) at the end`);
    if (e.residentByTable !== null)
      parts.push(`residual against the page table ${signed(best - e.residentByTable)} pages`);
    if (e.residentBySmaps !== null) parts.push(`residual against smaps ${signed(best - e.residentBySmaps)} pages`);
    if (e.lostRecords !== null && e.lostRecords > 0)
      parts.push(`${e.lostRecords} records were lost, pages touched then are missing`);
    if (e.residentSource === "faults")
      parts.push(
        e.swapSeen
          ? "an upper bound: the host swapped, and pages it took cannot be seen in faults"
          : "pages that the host took without a recorded event would lower it",
      );
  }
  return { quantity, state: e.residentSource === "faults" ? "bounded" : "identified", why: parts.join("; ") };
}

function footprint(e: Evidence): Identified {
  const quantity = "footprint";
  if (e.faults === 0) return { quantity, state: "not identified", why: "no page faults in guest RAM were recorded" };
  if (e.lostRecords !== null && e.lostRecords > 0)
    return { quantity, state: "bounded", why: `a lower bound: ${e.lostRecords} records were lost` };
  return {
    quantity,
    state: e.lostRecords === null ? "bounded" : "identified",
    why:
      e.lostRecords === null
        ? "distinct frames that faulted; the source cannot tell whether records were lost"
        : "distinct frames that faulted, no record lost; exact if the recording began before the guest",
  };
}

/** One row a quantity, in the order of the profile; the conditions are those of second-level faults. */
export function identifiedOf(e: Evidence): Identified[] {
  const faults = e.faults > 0;
  return [
    footprint(e),
    residentSet(e),
    {
      quantity: "first touch of a page",
      state: faults ? "identified" : "not identified",
      why: faults ? "its first recorded fault" : "needs page faults in guest RAM",
    },
    {
      quantity: "use of a page while it stays mapped",
      state: "not identified",
      why: "a page used a million times shows one fault: needs accessed bits, DAMON or forced unmapping",
    },
    {
      quantity: "working set",
      state: faults ? "bounded" : "not identified",
      why: faults
        ? `at least the pages first touched in the window, at most the resident ones${e.guestStatistics ? "; best from the guest's own statistics" : "; record guest statistics or accessed bits to narrow it"}`
        : "needs page faults, accessed bits or guest statistics over time",
    },
    {
      quantity: "miss ratio below the resident set",
      state: e.misses?.found ? "bounded" : "not identified",
      why:
        e.misses?.why ??
        "faults show re-use only after the host took a page: needs accessed bits, DAMON or forced unmapping",
    },
    {
      quantity: "page contents",
      state: e.contents ? "identified" : "not identified",
      why: e.contents ? "a digest of every page at one moment" : "record a hash table of the pages or a memory image",
    },
  ];
}
