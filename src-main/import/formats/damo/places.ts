// Where keys of damo's records stand: one number for a key in a place, so that no value needs a text to be told.

/** Where a container stands. */
export const PLACE = {
  top: 0,
  records: 1,
  record: 2,
  intervals: 3,
  snapshots: 4,
  snapshot: 5,
  regions: 6,
  region: 7,
  accesses: 8,
  age: 9,
  other: 10,
} as const;
/** Keys that are looked at; others are stepped over with all that is in them. */
export const KEY = {
  none: 0,
  kdamond_idx: 1,
  context_idx: 2,
  target_id: 3,
  intervals: 4,
  snapshots: 5,
  sample_us: 6,
  aggr_us: 7,
  start_time: 8,
  end_time: 9,
  regions: 10,
  sample_interval_us: 11,
  start: 12,
  end: 13,
  nr_accesses: 14,
  age: 15,
  samples: 16,
  percent: 17,
  usec: 18,
  aggr_intervals: 19,
} as const;
export const KEYS: ReadonlyMap<string, number> = new Map(Object.entries(KEY));

/** One number for a key in a place. */
export const PER_PLACE = 32;
export const IN = {
  kdamond: PLACE.record * PER_PLACE + KEY.kdamond_idx,
  context: PLACE.record * PER_PLACE + KEY.context_idx,
  target: PLACE.record * PER_PLACE + KEY.target_id,
  sample: PLACE.intervals * PER_PLACE + KEY.sample_us,
  aggregation: PLACE.intervals * PER_PLACE + KEY.aggr_us,
  ownSample: PLACE.snapshot * PER_PLACE + KEY.sample_interval_us,
  startTime: PLACE.snapshot * PER_PLACE + KEY.start_time,
  endTime: PLACE.snapshot * PER_PLACE + KEY.end_time,
  start: PLACE.region * PER_PLACE + KEY.start,
  end: PLACE.region * PER_PLACE + KEY.end,
  hits: PLACE.accesses * PER_PLACE + KEY.samples,
  percent: PLACE.accesses * PER_PLACE + KEY.percent,
  scans: PLACE.age * PER_PLACE + KEY.aggr_intervals,
  ageTime: PLACE.age * PER_PLACE + KEY.usec,
} as const;

/** Which place a list or an object begins, by the place and the key it stands under. */
export const LISTS: ReadonlyMap<number, number> = new Map([
  [PLACE.top * PER_PLACE, PLACE.records],
  [PLACE.record * PER_PLACE + KEY.snapshots, PLACE.snapshots],
  [PLACE.snapshot * PER_PLACE + KEY.regions, PLACE.regions],
]);
export const OBJECTS: ReadonlyMap<number, number> = new Map([
  [PLACE.records * PER_PLACE, PLACE.record],
  [PLACE.record * PER_PLACE + KEY.intervals, PLACE.intervals],
  [PLACE.snapshots * PER_PLACE, PLACE.snapshot],
  [PLACE.regions * PER_PLACE, PLACE.region],
  [PLACE.region * PER_PLACE + KEY.nr_accesses, PLACE.accesses],
  [PLACE.region * PER_PLACE + KEY.age, PLACE.age],
]);
