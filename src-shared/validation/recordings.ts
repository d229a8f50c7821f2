// What rows on recordings get to see: counts that were read from captures before, never files.

/** Pages, as /sys/kernel/mm/ksm shows them. */
export interface SharingCounters {
  readonly shared: number;
  readonly sharing: number;
  readonly unshared: number;
  readonly zero: number;
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
  /** pages_sharing at each reading of the second half of the recording. */
  readonly sharingLater: readonly number[];
  /** Frames saved among these pages by their recorded host frames; null where those were not recorded. */
  readonly framesSaved: number | null;
}

/** Milliseconds that taking memory away took, from the request until the size was reached. */
export interface Unplug {
  readonly mode: "idle" | "freed" | "in-use";
  readonly mib: number;
  readonly milliseconds: number;
}

export interface Recordings {
  /** Six runs of known contents; null where they were not found. */
  readonly ksmSession: readonly KsmRun[] | null;
  /** Three guests of one host, resident pages alone. */
  readonly threeGuests: KsmRun | null;
  readonly unplugs: readonly Unplug[] | null;
}

export const noRecordings: Recordings = { ksmSession: null, threeGuests: null, unplugs: null };
