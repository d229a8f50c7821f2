// Everything the page asks of the back end: lanes, what they tell, what happened.
import { useEffect, useMemo, useState } from "react";
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import type { LanesReply } from "../../../src-shared/protocol/column-replies.ts";
import type { Progress } from "../../../src-shared/protocol/requests.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { useRequest } from "../../app/use-request.ts";
import type { FlagColumns } from "../../timeline/flags.ts";
import type { LaneInfo } from "../../timeline/track.ts";
import { askRows } from "./ask-rows.ts";
import { balloonTargets, eventOf, eventsSql, lossEvents, MOST_EVENTS, type TimelineEvent } from "./events.ts";
import { flagColumns } from "./flags.ts";
import { indexLanes, SERIES_SQL, traceRows, tracesSql } from "./lane-index.ts";
import { buildModel, type Loss } from "./model.ts";
import type { TimelineModel } from "./spec.ts";

export interface TimelineData {
  readonly reply: LanesReply;
  readonly infos: readonly LaneInfo[];
  readonly model: TimelineModel;
  readonly events: readonly TimelineEvent[];
  /** The same for drawing. */
  readonly flags: FlagColumns;
  /** Only the first events are listed. */
  readonly eventsCut: boolean;
  readonly losses: readonly Loss[];
  readonly captures: ReadonlyMap<number, SeenCapture>;
  /** Names of captures with times of a clock that nothing joins to the others. */
  readonly untimed: readonly string[];
}

export interface SeenCapture {
  readonly name: string;
  readonly sha256: string;
  readonly lost: number | null;
}

export interface TimelineState {
  readonly data: TimelineData | null;
  readonly error: ErrorReport | null;
  readonly progress: Progress | null;
  readonly cancelled: boolean;
  readonly cancel: () => void;
  readonly again: () => void;
}

/** Most series of a project that are named; one with more shows the first. */
const MOST_SERIES = 100_000;

export function useTimeline(open: OpenReply): TimelineState {
  const { project, info } = open;
  const [cancelled, setCancelled] = useState(false);
  const ask = (sql: string | null) => (cancelled || sql === null ? null : { project, sql, limit: MOST_SERIES });
  const lanes = useRequest("lanes", cancelled ? null : { project });
  const series = useRequest("query", ask(SERIES_SQL));
  const sql = tracesSql(info.tables);
  const traces = useRequest("query", ask(sql));
  const hosts = useRequest("query", ask("SELECT name, host FROM guest"));
  const moving = useRequest("query", ask((info.tables.counter ?? 0) > 0 ? STILL_SQL : null));
  const happened = useEvents(open, cancelled);
  const ready =
    lanes.data !== null &&
    series.data !== null &&
    (sql === null || traces.data !== null) &&
    !hosts.loading &&
    !moving.loading &&
    happened.settled;
  const losses = useMemo(
    () => (lanes.data?.losses ?? []).map((loss) => ({ ...loss, fromMs: loss.from_ms, toMs: loss.to_ms })),
    [lanes.data],
  );
  const data = useMemo<TimelineData | null>(() => {
    if (!ready || !lanes.data || !series.data) return null;
    const rows = traceRows(traces.data);
    const index = indexLanes({ reply: lanes.data, series: series.data, traces: rows, spans: open.spans });
    const hostOf = new Map((hosts.data?.rows ?? []).map(([name, host]) => [name, host === null ? null : String(host)]));
    const guests = info.guests.map(({ name, ram_bytes }) => ({
      name,
      ramBytes: ram_bytes,
      host: hostOf.get(name) ?? null,
    }));
    const captures = new Map(
      info.captures.map(({ id, name, sha256, records }) => [id, { name, sha256, lost: records.lost }]),
    );
    const nameOf = (id: number): string => captures.get(id)?.name ?? `capture ${id}`;
    const events = [...happened.events, ...lossEvents(losses, nameOf)].sort((a, b) => a.ms - b.ms);
    const model = buildModel({
      index,
      traces: rows,
      heat: lanes.data.heat_lanes,
      losses,
      guests,
      targets: balloonTargets(happened.events, guests),
      events: events.length > 0,
      still: new Set((moving.data?.rows ?? []).map(([name]) => String(name))),
    });
    return {
      reply: lanes.data,
      infos: index.infos,
      model,
      events,
      flags: flagColumns(events),
      eventsCut: happened.cut,
      losses,
      captures,
      untimed: untimedIn(open),
    };
  }, [ready, lanes.data, series.data, traces.data, hosts.data, moving.data, happened, losses, open, info]);
  const parts = [lanes, series, traces, hosts, moving];
  const again = (): void => {
    setCancelled(false);
    for (const part of parts) if (part.error) part.again();
  };
  return {
    data,
    error: parts.find((part) => part.error)?.error ?? null,
    progress: lanes.progress,
    cancelled,
    cancel: () => setCancelled(true),
    again,
  };
}

/** What would be drawn above everything else, if anything happened in it. */
const STILL_SQL = `SELECT name FROM counter WHERE name IN ('psi.some.total', 'psi.some.avg10')
GROUP BY name HAVING max(value) = min(value)`;

function untimedIn({ info, spans }: Pick<OpenReply, "info" | "spans">): readonly string[] {
  const placed = new Set(spans.filter(({ from_ms }) => from_ms !== null).map(({ capture }) => capture));
  return info.captures
    .filter(({ id, first_ns, duplicate_of }) => first_ns !== null && duplicate_of === null && !placed.has(id))
    .map(({ name }) => name);
}

interface Happened {
  readonly events: readonly TimelineEvent[];
  readonly cut: boolean;
  readonly settled: boolean;
}

const nothing: Happened = { events: [], cut: false, settled: false };

/** Events are not worth waiting for: when they cannot be read, the lanes are shown without them. */
function useEvents({ project, info, length_ms, revision }: OpenReply, cancelled: boolean): Happened {
  const { client, toasts } = useApp();
  const sql = eventsSql(info.tables);
  const [state, setState] = useState<Happened & { readonly key: string }>({ ...nothing, key: "" });
  const key = `${project} ${revision} ${sql}`;
  useEffect(() => {
    if (cancelled || sql === null || length_ms === null) return;
    const abort = new AbortController();
    askRows(client, { project, sql, span: { fromMs: 0, toMs: length_ms }, limit: MOST_EVENTS }, abort.signal).then(
      ({ rows, truncated }) => setState({ events: rows.map(eventOf), cut: truncated, settled: true, key }),
      (thrown: unknown) => {
        if (abort.signal.aborted) return;
        toasts.fail(toReport(thrown));
        setState({ ...nothing, settled: true, key });
      },
    );
    return () => abort.abort();
  }, [client, toasts, project, sql, length_ms, key, cancelled]);
  if (sql === null || length_ms === null) return none;
  return state.key === key ? state : nothing;
}

const none: Happened = { ...nothing, settled: true };
