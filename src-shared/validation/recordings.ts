// What rows on recordings get to see: counts that were read from captures before, never files.

/** Pages, as /sys/kernel/mm/ksm shows them. */
export interface SharingCounters {
  readonly shared: number;
  readonly sharing: number;
  readonly unshared: number;
  readonly zero: number;
}

/** Counters of KSM at one reading; passes and visits since the first reading. */
export interface KsmReading {
  readonly seconds: number;
  readonly passes: number;
  readonly scanned: number;
  readonly shared: number;
  readonly sharing: number;
  readonly zero: number;
  readonly pagesToScan: number;
}

/** One recorded run of KSM whose page contents are known. */
export interface KsmRun {
  readonly name: string;
  /** How many non-zero contents stand how often: [copies, contents]. */
  readonly multiplicities: readonly (readonly [copies: number, contents: number])[];
  readonly zeroPages: number;
  readonly cap: number;
  readonly useZeroPages: boolean;
  /** Counters at the end of the recording. */
  readonly seen: SharingCounters;
  /** 6.1 has no smart scan, and no file that switches it. */
  readonly kernel: "6.1" | "6.12";
  readonly smartScan: boolean;
  /** Readings while ksmd ran, in order. */
  readonly course: readonly KsmReading[];
  /** Contents in the order of the scan: 0 is the zero page, negative ones are alone; null where there are too many pages. */
  readonly contents: Int32Array | null;
  /** Frames saved among these pages by their recorded host frames; null where those were not recorded. */
  readonly framesSaved: number | null;
}

/** Milliseconds that taking memory away took, from the request until the size was reached. */
export interface Unplug {
  readonly mode: "idle" | "freed" | "in-use";
  readonly mib: number;
  readonly milliseconds: number;
}

/** One request to a balloon and what came of it, in bytes. */
export interface BalloonMove {
  readonly guest: string;
  /** Largest size of the guest that the recording shows. */
  readonly ram: number;
  readonly from: number;
  readonly wanted: number;
  readonly reached: number;
  /** By how much the guest's own total of memory changed; null where it was not recorded. */
  readonly inGuest: number | null;
}

export interface Recordings {
  /** Six runs of known contents; null where they were not found. */
  readonly ksmSession: readonly KsmRun[] | null;
  /** Three guests of one host, resident pages alone. */
  readonly threeGuests: KsmRun | null;
  readonly unplugs: readonly Unplug[] | null;
  readonly balloonMoves: readonly BalloonMove[] | null;
}

export const noRecordings: Recordings = { ksmSession: null, threeGuests: null, unplugs: null, balloonMoves: null };
