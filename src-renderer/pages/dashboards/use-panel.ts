// What one panel shows: asked for when its question changes, cancelled when another one comes, kept for a way back.
import { useEffect, useRef, useState } from "react";
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import { loadPanel, questionOf, type SourcedPanel } from "../../../src-shared/dashboard/load.ts";
import type { PanelData } from "../../../src-shared/dashboard/panel-data.ts";
import type { NamedAnswer, PanelSources, Scope } from "../../../src-shared/dashboard/sources.ts";
import type { Client } from "../../../src-shared/protocol/client.ts";
import type { LanesReply } from "../../../src-shared/protocol/column-replies.ts";
import { useApp } from "../../app/app.tsx";
import type { Road } from "./coordinator.ts";
import type { Desk } from "./desk.ts";
import { keptTiles } from "./kept-tiles.ts";

/** What all panels of a page share. */
export interface PanelWorld {
  readonly desk: Desk;
  readonly project: string;
  readonly revision: string;
  readonly lanes: LanesReply | null;
  readonly lanesError: ErrorReport | null;
  readonly answer: NamedAnswer | null;
  readonly answerKnown: boolean;
  readonly scope: Scope;
  /** Project start on the wall clock. */
  readonly startWallMs: number | null;
}

export interface PanelState {
  readonly data: PanelData | null;
  readonly loading: boolean;
  /** `data` answers an earlier question. */
  readonly stale: boolean;
  readonly error: ErrorReport | null;
  readonly again: () => void;
}

interface Known {
  readonly key: string | null;
  readonly data: PanelData | null;
  readonly error: ErrorReport | null;
}

/** What a panel has to be known of before it can be asked for. */
function isReady(panel: SourcedPanel, { lanes, answerKnown }: PanelWorld): boolean {
  if ("answer" in panel.source) return answerKnown;
  return "sql" in panel.source || lanes !== null;
}

const roadOf = (panel: SourcedPanel): Road => ("sql" in panel.source ? "sql" : "tiles");

export function usePanel(panel: SourcedPanel, rank: number, world: PanelWorld): PanelState {
  const { client } = useApp();
  const { desk, scope, revision } = world;
  const [round, setRound] = useState(0);
  const [known, setKnown] = useState<Known>({ key: null, data: null, error: null });
  const answered = "answer" in panel.source ? (world.answer?.reply.digest ?? "") : "";
  const key = `${revision} ${answered} ${questionOf(panel, scope)}`;
  const ready = isReady(panel, world);
  const lanesError = "lanes" in panel.source ? world.lanesError : null;
  const latest = useRef({ panel, world, rank });
  latest.current = { panel, world, rank };
  const { id } = panel;
  useEffect(() => {
    if (!ready) return;
    const kept = round === 0 ? desk.answers.get(key) : undefined;
    if (kept) {
      desk.coordinator.cancel(id);
      return setKnown({ key, data: kept, error: null });
    }
    let wanted = true;
    const now = latest.current;
    desk.coordinator
      .ask({
        ...{ id, road: roadOf(now.panel), rank: now.rank },
        work: (signal) => loadPanel(now.panel, now.world.scope, sourcesOf(client, now.world, signal)),
      })
      .then(
        (data) => {
          desk.answers.set(key, data);
          if (wanted) setKnown({ key, data, error: null });
        },
        (thrown: unknown) => {
          if (wanted) setKnown((old) => ({ key, data: old.data, error: toReport(thrown) }));
        },
      );
    return () => {
      wanted = false;
      desk.coordinator.cancel(id);
    };
  }, [client, desk, id, key, ready, round]);
  const settled = known.key === key;
  return {
    data: known.data,
    loading: !settled && lanesError === null,
    stale: !settled && known.data !== null,
    error: lanesError ?? (settled ? known.error : null),
    again: () => setRound((n) => n + 1),
  };
}

/** The back end as a panel asks it; what is asked ends with the signal. */
export function sourcesOf(client: Pick<Client, "request">, world: PanelWorld, signal: AbortSignal): PanelSources {
  const { project, revision, desk, lanes, answer } = world;
  return {
    lanes: async () => {
      if (lanes) return lanes;
      return client.request("lanes", { project }, { signal });
    },
    tiles: (ask) =>
      keptTiles(ask, revision, desk.tiles, (lanes) =>
        client.request("tiles", { project, ...ask, lanes: [...lanes] }, { signal }),
      ),
    heat: (ask) => client.request("tile2", { project, ...ask }, { signal }),
    sql: (ask) => client.request("panel", { project, ...ask }, { signal }),
    answer: async (name) => (answer && (name === "last" || name === answer.scenario) ? answer : null),
  };
}
