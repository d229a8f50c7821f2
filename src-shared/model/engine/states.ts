// The states of a guest page and the uses of a host frame, in the order of the output row (model section 0).

/** Names of the guest-page states; the position is the state's number. */
export const STATES = [
  "absent",
  "balloon",
  "reported",
  "untouched",
  "priv_fast",
  "priv_slow",
  "merged",
  "zeromap",
  "fileshare",
  "zswap",
  "swap",
] as const;

export const ABSENT = 0;
export const BALLOON = 1;
export const REPORTED = 2;
export const UNTOUCHED = 3;
export const PRIV_FAST = 4;
export const PRIV_SLOW = 5;
export const MERGED = 6;
export const ZEROMAP = 7;
export const FILESHARE = 8;
export const ZSWAP = 9;
export const SWAP = 10;

/** Uses of the frames of a tier; their sum is the tier. */
export const FRAME_USES = [
  "reserve",
  "hostkernel",
  "vmm",
  "ept",
  "priv",
  "nodes",
  "file",
  "zpool",
  "tmem",
  "inflight",
  "free",
] as const;

export const RESERVE = 0;
export const VMM = 2;
export const EPT = 3;
export const PRIV = 4;
export const NODES = 5;
export const FILE = 6;
export const ZPOOL = 7;
export const TMEM = 8;
export const INFLIGHT = 9;
export const FREE = 10;

export const FAST = 0;
export const SLOW = 1;
export const TIERS = ["fast", "slow"] as const;
export type Tier = typeof FAST | typeof SLOW;

/** The private state of a page in this tier. */
export const privateIn = (tier: Tier): number => (tier === FAST ? PRIV_FAST : PRIV_SLOW);
