// What was run, the newest first: a press opens its text in a tab.
import { type KeyboardEvent, useRef, useState } from "react";
import { formatNumber, formatSeconds, plural } from "../../../src-shared/base/format.ts";
import { formatMoment } from "../../app/clock.ts";
import { Button } from "../../ui/button.tsx";
import { Popover } from "../../ui/popover.tsx";
import { moveFocus } from "../../ui/roving.ts";
import { headline, oneLine, type PastRun } from "./history.ts";

export function HistoryButton(props: {
  readonly history: readonly PastRun[];
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onPick: (run: PastRun) => void;
}) {
  const host = useRef<HTMLSpanElement>(null);
  return (
    <span className="menuhost" ref={host}>
      <Button
        kind="ghost"
        icon="history"
        command="query.history"
        popup="dialog"
        expanded={props.open}
        unavailable={props.history.length === 0 && "nothing was run yet"}
        onClick={() => props.onOpen(!props.open)}
      >
        History
      </Button>
      {props.open && (
        <Popover
          label="Queries that were run"
          className="qhistory"
          align="end"
          anchor={() => host.current}
          onClose={() => props.onOpen(false)}
        >
          <HistoryList
            history={props.history}
            onPick={(run) => {
              props.onOpen(false);
              props.onPick(run);
            }}
          />
        </Popover>
      )}
    </span>
  );
}

function HistoryList({
  history,
  onPick,
}: {
  readonly history: readonly PastRun[];
  readonly onPick: (run: PastRun) => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  const [nowMs] = useState(() => Date.now());
  const onKeyDown = (event: KeyboardEvent): void => {
    const entries = [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
    if (!moveFocus(event.key, entries, { way: "column", page: 8 })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ul ref={list} onKeyDown={onKeyDown}>
      {history.map((run) => (
        <li key={`${run.atMs} ${run.sql}`}>
          <button type="button" onClick={() => onPick(run)}>
            <PastWords run={run} nowMs={nowMs} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function PastWords({ run, nowMs }: { readonly run: PastRun; readonly nowMs: number }) {
  const [title, sql] = [headline(run.sql), oneLine(run.sql)];
  const isNamed = title !== sql;
  return (
    <>
      <span className="qpast">
        <span className={`ell ${isNamed ? "qpasttitle" : "mono"}`}>{title}</span>
        <span className="dim2 num nw">{formatMoment(run.atMs, nowMs)}</span>
      </span>
      <span className="qpast dim2">
        <span className="mono ell">{isNamed ? sql : ""}</span>
        <span className={`num nw ${run.outcome === "failed" ? "qfailed" : ""}`}>{outcomeWords(run)}</span>
      </span>
    </>
  );
}

function outcomeWords({ rows, seconds, outcome }: PastRun): string {
  const time = formatSeconds(Math.round(seconds * 1000) / 1000);
  if (outcome !== "done" || rows === null) return `${outcome} after ${time}`;
  return `${formatNumber(rows)} ${plural(rows, "row")} in ${time}`;
}
