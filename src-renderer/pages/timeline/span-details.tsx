// The drawer's view of the selected span: how much happened, what the memory did, what guests did, which events.
import { useMemo } from "react";
import { useStore } from "zustand";
import { formatClock } from "../../../src-shared/base/clock.ts";
import { formatNumber } from "../../../src-shared/base/format.ts";
import { useApp } from "../../app/app.tsx";
import type { Span } from "../../app/selection.ts";
import { durationWords } from "../../app/selection-words.ts";
import { useRevision, useSession } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { Num } from "../../ui/num.tsx";
import { Callout, Skeleton } from "../../ui/state.tsx";
import { DataTable, type TableData } from "../../ui/table.tsx";
import { readSpan, type SpanFacts } from "./span-facts.ts";
import { FaultKinds, GuestsTable, MemoryChange, source } from "./span-tables.tsx";
import { useStage } from "./stage.tsx";
import { useAnswer } from "./use-asked.ts";
import { useExplainEvent } from "./use-events.tsx";

/** Asks again only when the hand has left the span alone for a moment: `span` is what is selected, not what is drawn. */
export function SpanDetails({ span }: { readonly span: Span }) {
  const { client, route } = useApp();
  const { project, data } = useStage();
  const revision = useRevision();
  const tables = useSession((session) => session.project?.info.tables ?? null);
  const guests = useStore(route, (state) => state.selection.guests);
  const key = tables && `${revision} ${JSON.stringify([span, guests])}`;
  const facts = useAnswer(key, (signal) =>
    readSpan(client, { project, data, tables: tables ?? {}, guests }, span, signal),
  );
  return (
    <>
      <Times span={span} facts={facts.data} />
      {facts.error && (
        <section className="blk">
          <Callout tone="err" actions={<Button onClick={facts.again}>Read again</Button>}>
            What the span holds could not be read: {facts.error.what}
          </Callout>
        </section>
      )}
      {!facts.data && !facts.error && (
        <section className="blk">
          <Skeleton height={150} label="Reading what the span holds" />
        </section>
      )}
      {facts.data && (
        <div className={facts.loading ? "dimmed" : ""}>
          {facts.data.memory.length > 0 && <MemoryChange states={facts.data.memory} sql={facts.data.memorySql} />}
          {facts.data.guests.length > 0 && <GuestsTable facts={facts.data} />}
          {facts.data.faults.length > 0 && <FaultKinds facts={facts.data} guests={guests} />}
        </div>
      )}
      <EventsOfSpan span={span} />
      <Acts />
    </>
  );
}

function Times({ span, facts }: { readonly span: Span; readonly facts: SpanFacts | null }) {
  const { startWallMs } = useStage();
  const events = facts ? formatNumber(facts.events) : "";
  return (
    <section className="blk">
      <dl className="kv">
        <dt>From</dt>
        <dd className="mono">{formatClock(span.fromMs, startWallMs, "ms")}</dd>
        <dt>To</dt>
        <dd className="mono">{formatClock(span.toMs, startWallMs, "ms")}</dd>
        <dt>Length</dt>
        <dd>{durationWords(span)}</dd>
        {facts && (
          <>
            <dt>Events</dt>
            <dd>
              <Num
                title="Events of the span"
                source={source("Events of the span", events, "Rows of all traces within the span.", facts.eventsSql)}
              >
                {events}
              </Num>
            </dd>
            <dt>Lost</dt>
            <dd>{facts.lost === null ? "not known how many" : formatNumber(facts.lost)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function EventsOfSpan({ span }: { readonly span: Span }) {
  const { data, startWallMs } = useStage();
  const explain = useExplainEvent();
  const events = useMemo(
    () => data.events.filter(({ ms }) => ms >= span.fromMs && ms <= span.toMs),
    [data.events, span],
  );
  const table = useMemo<TableData>(
    () => ({
      columns: [
        { id: "time", title: "Time" },
        { id: "text", title: "What happened" },
      ],
      rows: events.map(({ id, ms, tone, text }) => ({
        id,
        values: [ms, text],
        cells: [
          <span key="t" className="mono dim2">
            {formatClock(ms, startWallMs)}
          </span>,
          <span key="w" className="ell timeline-what">
            <i className="dot" style={{ background: `var(--${tone})` }} /> {text}
          </span>,
        ],
      })),
    }),
    [events, startWallMs],
  );
  const open = (id: string): void => {
    const event = events.find((one) => one.id === id);
    if (event) explain(event);
  };
  return (
    <section className="blk">
      <h3 className="sec">
        Events in the span
        <span className="grow" />
        <span className="dim2 timeline-light">{formatNumber(events.length)}</span>
      </h3>
      {events.length > 0 && (
        <div className="timeline-tall">
          <DataTable {...table} label="Events in the span" dense onSelect={open} onOpen={open} />
        </div>
      )}
    </section>
  );
}

function Acts() {
  const { commands } = useApp();
  const { desk } = useStage();
  const kept = useStore(desk.state, (state) => state.kept);
  const act = (id: string) => () => void commands.run(id);
  return (
    <section className="blk timeline-acts">
      <Button icon="compare" command="timeline.compare" onClick={act("timeline.compare")}>
        {kept ? "End the comparison" : "Compare with another span"}
      </Button>
      <Button icon="target" kind="ghost" command="timeline.fit" onClick={act("timeline.fit")}>
        Fit the span
      </Button>
      <Button icon="bookmark" kind="ghost" command="timeline.bookmark" onClick={act("timeline.bookmark")}>
        Bookmark
      </Button>
    </section>
  );
}
