// Replies of a small project for tests of the timeline's model: a host with statistics, two guests, one of them traced.
import type { LanesReply } from "../../../src-shared/protocol/column-replies.ts";
import type { QueryReply } from "../../../src-shared/protocol/replies.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { indexLanes, type LaneIndex, type TraceRow } from "./lane-index.ts";

type Lane = LanesReply["lanes"][number];

const HOST_SERIES = [
  ...[
    "MemTotal",
    "MemFree",
    "AnonPages",
    "Cached",
    "Buffers",
    "Shmem",
    "SwapTotal",
    "SwapFree",
    "SwapCached",
    "Zswap",
  ].map((name) => ["gauge", `meminfo.${name}`, "bytes"] as const),
  ["gauge", "ksm.pages_shared", "pages"],
  ["gauge", "ksm.pages_sharing", "pages"],
  ["rate", "ksm.full_scans", "count"],
  ["rate", "psi.some.total", "ns"],
  ["rate", "psi.full.total", "ns"],
  ["rate", "vmstat.pswpin", "count"],
  ["rate", "vmstat.pswpout", "count"],
  ["rate", "vmstat.pgfault", "count"],
] as const;
const GUEST_SERIES = ["balloon.current", "balloon.maximum", "balloon.available", "balloon.usable", "balloon.rss"].map(
  (name) => ["gauge", `domstats.${name}`, "bytes"] as const,
);

/** Capture 1: statistics of the host and of both guests; capture 2: faults of alpha. */
export const spans: OpenReply["spans"] = [
  { capture: 1, from_ms: 0, to_ms: 60_000 },
  { capture: 2, from_ms: 10_000, to_ms: 50_000 },
];

const lane = (id: number, kind: Lane["kind"], key: string, unit: string, guest: string | null): Lane => ({
  id,
  title: guest === null ? key : `${key} of ${guest}`,
  unit,
  kind,
  family: kind,
  key,
  guest,
  counts: null,
  scope: guest === null ? "host" : "guest",
  subject: null,
});
const faults: Lane = {
  ...lane(900, "count", "", "ns", "alpha"),
  family: "fault",
  title: "Page faults of alpha",
  counts: "page faults",
};
const statistics: readonly Lane[] = [
  ...HOST_SERIES.map(([kind, key, unit], at) => lane(at, kind, key, unit, null)),
  ...["alpha", "beta"].flatMap((guest, g) =>
    GUEST_SERIES.map(([kind, key, unit], at) => lane(100 + 10 * g + at, kind, key, unit, guest)),
  ),
];

export const lanesReply: LanesReply = {
  lanes: [...statistics, faults],
  heat_lanes: [
    {
      ...{
        id: 7,
        family: "fault",
        title: "Page faults by address of alpha",
        guest: "alpha",
        counts: "page faults",
        shift: 20,
      },
      ram: [
        { from: 0, to: 48 * 2 ** 20 },
        { from: 64 * 2 ** 20, to: 96 * 2 ** 20 },
      ],
    },
  ],
  losses: [],
  level_start_ms: new Float64Array(63),
  length_ms: 60_000,
};

const replyOf = (rows: readonly (readonly unknown[])[]): QueryReply => ({
  schema: "plimsoll.query/1",
  columns: [],
  rows: rows.map((row) => [...row]),
  row_count: rows.length,
  truncated: false,
});

/** What SERIES_SQL answers: one series a lane, and the host's name. */
export const seriesReply = replyOf([
  ...statistics.map(({ id, kind, key, guest }) => [
    1000 + id,
    1,
    "stats.txt",
    key,
    kind === "rate" ? "counter" : "gauge",
    guest,
    guest,
  ]),
  [null, 1, "stats.txt", "rack-17", null, null, null],
]);

export const traces: readonly TraceRow[] = [{ family: "fault", guest: "alpha", kind: "ept", capture: 2, n: 1000 }];
export const guests = [
  { name: "alpha", ramBytes: 96 * 2 ** 20, host: null },
  { name: "beta", ramBytes: 64 * 2 ** 20, host: null },
];

export const indexOf = (lanes: readonly Lane[] = lanesReply.lanes): LaneIndex =>
  indexLanes({ reply: { ...lanesReply, lanes: [...lanes] }, series: seriesReply, traces, spans });
