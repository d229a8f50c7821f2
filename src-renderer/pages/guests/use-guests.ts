// Everything the Guests page asks of the back end: rows at once, then what fills them.
import { useEffect, useMemo, useState } from "react";
import type { ErrorReport } from "../../../src-shared/base/errors.ts";
import { toReport } from "../../../src-shared/base/errors.ts";
import type { ProfileReply } from "../../../src-shared/protocol/replies.ts";
import type { Progress } from "../../../src-shared/protocol/requests.ts";
import { useApp } from "../../app/app.tsx";
import { useRequest, useRevision, useSession } from "../../app/use-request.ts";
import { contentGroups, contentsOfGroup, type GuestContents, type GuestRow, guestRows, snapshotsOf } from "./model.ts";
import { contentsSql, EVIDENCE_SQL, OVERHEAD_SQL, SNAPSHOTS_SQL } from "./queries.ts";
import { memoryLane, type Trend, tilePlace, trendOf } from "./trend.ts";

/** One part of the page: still on its way, there, or why not. */
export interface Part {
  readonly loading: boolean;
  readonly error: ErrorReport | null;
  readonly progress: Progress | null;
  readonly again: () => void;
}

export interface GuestsData {
  readonly rows: readonly GuestRow[];
  readonly profile: ProfileReply | null;
  /** Snapshots that compare. */
  readonly compared: readonly number[];
  readonly parts: { readonly profile: Part; readonly evidence: Part; readonly contents: Part };
}

const NONE: readonly never[] = [];

export function useGuests(project: string | null): GuestsData {
  const guests = useSession((session) => session.project?.info.guests ?? NONE);
  const ask = (sql: string | null) => (project === null || sql === null ? null : { project, sql });
  const profile = useRequest("profile", project === null ? null : { project });
  const evidence = useRequest("query", ask(EVIDENCE_SQL));
  const snapshotReply = useRequest("query", ask(SNAPSHOTS_SQL));
  const snapshots = useMemo(() => snapshotsOf(snapshotReply.data), [snapshotReply.data]);
  const groups = useMemo(() => contentGroups(snapshots), [snapshots]);
  const contents = useContents(project, groups);
  const overhead = useRequest("query", ask(OVERHEAD_SQL));
  const rows = useMemo(
    () =>
      guestRows({
        guests,
        profile: profile.data,
        evidence: evidence.data,
        contents: contents.data,
        snapshots,
        overhead: overhead.data,
      }),
    [guests, profile.data, evidence.data, contents.data, snapshots, overhead.data],
  );
  return {
    rows,
    profile: profile.data,
    compared: groups[0] ?? NONE,
    parts: {
      profile,
      evidence,
      contents: {
        loading: snapshotReply.loading || contents.loading,
        error: snapshotReply.error ?? contents.error,
        progress: null,
        again: snapshotReply.error ? snapshotReply.again : contents.again,
      },
    },
  };
}

/** Asks for several things one after another and keeps what came; `key` names the whole. */
function useEach<T>(
  key: string,
  items: readonly (() => Promise<T | null>)[],
): {
  readonly data: readonly T[];
  readonly loading: boolean;
  readonly error: ErrorReport | null;
  readonly again: () => void;
} {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ data: readonly T[]; loading: boolean; error: ErrorReport | null }>({
    data: [],
    loading: false,
    error: null,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the items
  useEffect(() => {
    let wanted = true;
    setState({ data: [], loading: items.length > 0, error: null });
    void (async () => {
      const data: T[] = [];
      try {
        for (const item of items) {
          const one = await item();
          if (!wanted) return;
          if (one !== null) data.push(one);
        }
        setState({ data, loading: false, error: null });
      } catch (thrown) {
        if (wanted) setState({ data, loading: false, error: toReport(thrown) });
      }
    })();
    return () => {
      wanted = false;
    };
  }, [key, round]);
  return { ...state, again: () => setRound((n) => n + 1) };
}

function useContents(project: string | null, groups: readonly (readonly number[])[]) {
  const { replies } = useApp();
  const revision = useRevision();
  const abort = useAbort(`${revision} ${JSON.stringify(groups)}`);
  const found = useEach<readonly GuestContents[]>(
    `${revision} ${project} ${JSON.stringify(groups)}`,
    project === null
      ? []
      : groups.map((group) => async () => {
          const payload = { project, sql: contentsSql(group) };
          const key = `${revision} ${JSON.stringify(payload)}`;
          const kept = replies.peek("query", key);
          return contentsOfGroup(kept ?? (await replies.ask("query", payload, key, abort())), group);
        }),
  );
  return { ...found, data: useMemo(() => found.data.flat(), [found.data]) };
}

/** A signal that ends when `key` changes or the component goes. */
function useAbort(key: string): () => AbortSignal {
  const [holder] = useState<{ current: AbortController }>(() => ({ current: new AbortController() }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new key needs a new signal
  useEffect(() => {
    holder.current = new AbortController();
    return () => holder.current.abort();
  }, [key]);
  return () => holder.current.signal;
}

/** Guests whose trend is asked for; beyond them the table is too long to be read by shapes. */
const MOST_TRENDS = 60;
export const TREND_COLUMNS = 112;

/** Memory of each guest's process over time, by name. A guest that is not in it has no such statistic. */
export function useTrends(project: string | null, names: readonly string[]) {
  const { replies } = useApp();
  const revision = useRevision();
  const lanes = useRequest("lanes", project === null || names.length === 0 ? null : { project });
  const key = `${revision} ${lanes.data ? names.join("\n") : ""}`;
  const abort = useAbort(key);
  const { data } = lanes;
  const place = data ? tilePlace(data) : null;
  const found = useEach<readonly [string, Trend]>(
    key,
    project === null || !data || !place
      ? []
      : names.slice(0, MOST_TRENDS).map((name) => async () => {
          const lane = memoryLane(data.lanes, name);
          if (!lane) return null;
          const payload = { project, lane: lane.id, level: place.level, index: 0 };
          const tileKey = `${revision} ${JSON.stringify(payload)}`;
          const tile = replies.peek("tile", tileKey) ?? (await replies.ask("tile", payload, tileKey, abort()));
          const trend = trendOf(lane, tile, place, data.length_ms, TREND_COLUMNS);
          return trend && ([name, trend] as const);
        }),
  );
  return {
    trends: useMemo(() => new Map(found.data), [found.data]),
    loading: lanes.loading || found.loading,
    lengthMs: data?.length_ms ?? null,
  };
}
