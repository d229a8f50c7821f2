// The drawer's view of the selected span: how much happened, what the memory did, what guests did, which events.
import { useMemo } from "react";
import { useStore } from "zustand";
import { byteUnit, formatBytes, formatBytesIn, formatNumber, NOT_SEEN } from "../../../src-shared/base/format.ts";
import { useApp } from "../../app/app.tsx";
import { formatClock } from "../../app/clock.ts";
import type { Source, Span } from "../../app/selection.ts";
import { durationWords } from "../../app/selection-words.ts";
import { useRevision, useSession } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { GuestMark } from "../../ui/mark.tsx";
import { Num } from "../../ui/num.tsx";
import { Callout, Skeleton } from "../../ui/state.tsx";
import { DataTable, type TableData } from "../../ui/table.tsx";
import { type Ends, readSpan, type SpanFacts } from "./span-facts.ts";
import { faultsSql } from "./span-sql.ts";
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

const source = (title: string, shown: string, how: string, sql: string | null) => (): Source => ({
  title,
  shown,
  how,
  sql,
  sources: [],
  field: null,
});

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

/** The states of the host's memory at both ends, as bars and as numbers. */
function MemoryChange({ states, sql }: { readonly states: readonly Ends[]; readonly sql: string | null }) {
  const sum = (end: "first" | "last"): number => states.reduce((all, state) => all + (state[end] ?? 0), 0);
  const most = Math.max(sum("first"), sum("last"), 1);
  const unit = byteUnit(most);
  const used = (end: "first" | "last"): number =>
    states.reduce((all, { id, [end]: value }) => (id === "free" || BEYOND.has(id) ? all : all + (value ?? 0)), 0);
  const text = (value: number | null): string => (value === null ? NOT_SEEN : formatBytesIn(value, unit, 1));
  return (
    <section className="blk">
      <h3 className="sec">
        Host memory
        <span className="grow" />
        <span className="dim2 timeline-light">{unit.name}</span>
      </h3>
      {(["first", "last"] as const).map((end) => (
        <div key={end} className="row timeline-bar" aria-hidden="true">
          <span className="dim2">{end === "first" ? "start" : "end"}</span>
          <span className="timeline-states">
            {states.map(({ id, ink, [end]: value }) => (
              <i key={id} style={{ flexGrow: (value ?? 0) / most, background: `var(${ink})` }} />
            ))}
          </span>
          <b className="num">{text(used(end))}</b>
        </div>
      ))}
      <table className="d timeline-plain">
        <thead>
          <tr>
            <th>State</th>
            <th className="n">Start</th>
            <th className="n">End</th>
            <th className="n">Change</th>
          </tr>
        </thead>
        <tbody>
          {states.map(({ id, title, ink, first, last }) => (
            <tr key={id}>
              <td>
                <i className="dot" style={{ background: `var(${ink})` }} /> {title}
              </td>
              <td className="n">{text(first)}</td>
              <td className="n">
                <Num
                  title={`${title} at the end of the span`}
                  source={source(
                    `Memory ${title} at the end of the span`,
                    last === null ? NOT_SEEN : formatBytes(last),
                    "Put together from the last reading of each series at the ends of the span, as the Memory lane does.",
                    sql,
                  )}
                >
                  {text(last)}
                </Num>
              </td>
              <td className="n">
                <b>{first === null || last === null ? "" : signed(last - first, unit.bytes)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const BEYOND: ReadonlySet<string> = new Set(["ballooned", "swapped"]);

const signed = (bytes: number, unit: number): string => {
  const text = formatNumber(bytes / unit, 1);
  return bytes > 0 && /[1-9]/.test(text) ? `+${text}` : text;
};

function GuestsTable({ facts }: { readonly facts: SpanFacts }) {
  const { guests } = facts;
  const sizes = guests.flatMap(({ resident, inUse }) => [resident ?? 0, inUse ?? 0]);
  const unit = byteUnit(Math.max(1, ...sizes));
  const cell = (value: number | null): string => (value === null ? NOT_SEEN : formatBytesIn(value, unit, 2));
  const hasFaults = guests.some(({ faults }) => faults !== null);
  return (
    <section className="blk">
      <h3 className="sec">
        Guests at the end
        <span className="grow" />
        <span className="dim2 timeline-light">{unit.name}</span>
      </h3>
      <div className="timeline-tall">
        <table className="d timeline-plain">
          <thead>
            <tr>
              <th>Guest</th>
              <th className="n">Resident</th>
              <th className="n">In use</th>
              {hasFaults && <th className="n">Faults</th>}
            </tr>
          </thead>
          <tbody>
            {guests.map(({ name, place, resident, inUse, faults }) => (
              <tr key={name}>
                <td className="ell">
                  <GuestMark name={name} index={place} /> {name}
                </td>
                <td className="n">{cell(resident)}</td>
                <td className="n">{cell(inUse)}</td>
                {hasFaults && (
                  <td className="n">
                    <Num
                      title={`Faults of ${name} in the span`}
                      source={source(
                        `Faults of ${name} in the span`,
                        formatNumber(faults ?? 0),
                        "Recorded faults within the span.",
                        faultsSql,
                      )}
                    >
                      {formatNumber(faults ?? 0)}
                    </Num>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const KINDS: Readonly<Record<string, string>> = {
  host: "host",
  ept: "EPT",
  npt: "NPT",
  stage2: "stage 2",
  shadow: "shadow",
  xen_npf: "Xen NPT",
  xen_pv: "Xen PV",
};

/** "EPT write", "host". */
const kindWords = (kind: string): string => {
  const [first = "", ...rest] = kind.split(" ");
  return [KINDS[first] ?? first, ...rest].join(" ");
};

function FaultKinds({ facts, guests }: { readonly facts: SpanFacts; readonly guests: readonly string[] }) {
  const most = Math.max(...facts.faults.map(({ n }) => n));
  const stalls = facts.faults.some(({ stallNs }) => stallNs !== null);
  return (
    <section className="blk">
      <h3 className="sec">
        Faults by kind
        <span className="grow" />
        <span className="dim2 timeline-light">
          {guests.length === 0 ? "all guests" : guests.join(", ")}
          {stalls ? ", stall in s" : ""}
        </span>
      </h3>
      {facts.faults.slice(0, 8).map(({ kind, n, stallNs }) => (
        <div key={kind} className="timeline-kind">
          <span className="ell">{kindWords(kind)}</span>
          <span className="timeline-kindbar" aria-hidden="true">
            <i style={{ width: `${(n / most) * 100}%` }} />
          </span>
          <Num
            title={`Faults: ${kindWords(kind)}`}
            source={source(
              `Faults in the span: ${kindWords(kind)}`,
              formatNumber(n),
              "Recorded faults within the span.",
              faultsSql,
            )}
          >
            {formatNumber(n)}
          </Num>
          {stalls && <b className="num r">{stallNs === null ? "" : formatNumber(stallNs / 1e9, 1)}</b>}
        </div>
      ))}
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
