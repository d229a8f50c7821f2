// One call of the policy: what it saw, asked and was granted, and what it kept before and after.
import { useEffect, useMemo } from "react";
import { formatNumber } from "../../../src-shared/base/format.ts";
import type { PolicyCall } from "../../../src-shared/protocol/policy-replies.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { ScrollText } from "../../ui/scroll-text.tsx";
import { Callout, Skeleton } from "../../ui/state.tsx";
import { DataTable, type TableColumn } from "../../ui/table.tsx";
import type { Book, BookState, Ended } from "./book.ts";
import { fieldsOf, grantedRows, guestTable, isAsked } from "./call.ts";
import { guestNames, stoppedWords } from "./view.ts";

export function CallPane({
  book,
  state,
  ended,
}: {
  readonly book: Book;
  readonly state: BookState;
  readonly ended: Ended;
}) {
  const { epoch, calls, callsOf, lookError } = state;
  const call = callsOf === ended && epoch !== null ? calls.get(epoch) : undefined;
  const asked = epoch !== null && isAsked(ended, epoch);
  useEffect(() => {
    if (epoch !== null && asked && !call) book.looks.call(epoch);
  }, [book, epoch, asked, call]);
  if (epoch === null) return <p className="polnone dim2">No epoch is looked at.</p>;
  if (call) return <Shown call={call} ended={ended} />;
  if (!asked)
    return (
      <p className="polnone dim2">
        The policy was not asked in epoch {formatNumber(epoch)}: it is asked {rhythm(ended)}.
      </p>
    );
  if (lookError) return <Callout tone="err">{lookError.what}</Callout>;
  return <Skeleton height="100%" label="playing the run again up to this epoch" />;
}

function rhythm({ settings: { interval, delay }, reply }: Ended): string {
  const stop = reply.violations?.[0];
  const until = stop ? `, until it was stopped in epoch ${formatNumber(stop.epoch)}` : "";
  const every = interval === 1 ? "every epoch" : `every ${formatNumber(interval)} epochs`;
  return `${every} from epoch ${formatNumber(delay + 1)} on${until}`;
}

const GRANTED: readonly TableColumn[] = [
  { id: "kind", title: "Action", width: 130 },
  { id: "guest", title: "Guest", width: 110 },
  { id: "asked", title: "Asked", numeric: true, width: 100 },
  { id: "granted", title: "Granted", numeric: true, width: 100 },
  { id: "reason", title: "Reason" },
];

function Shown({ call, ended }: { readonly call: PolicyCall; readonly ended: Ended }) {
  const names = useMemo(() => guestNames(ended.reply), [ended]);
  const granted = useMemo(() => grantedRows(call, names), [call, names]);
  const host = useMemo(() => fieldsOf(call.obs.host), [call]);
  const guests = useMemo(() => guestTable(call.obs.guests), [call]);
  return (
    <section className="polcall" aria-label={`Call in epoch ${call.epoch}`}>
      <header className="row">
        <h3>
          Asked in epoch {formatNumber(call.epoch)}, saw epoch {formatNumber(Number(call.obs.epoch))}
        </h3>
        <span className="dim2">pages and seconds, as the script sees them</span>
        <span className="grow" />
        <CopyButton text={() => JSON.stringify(call, null, 2)}>Copy JSON</CopyButton>
      </header>
      {call.violation && <Callout tone="err">{stoppedWords(call.violation)}</Callout>}
      <h4>Asked and granted</h4>
      {granted.length === 0 ? (
        <p className="dim2">{call.violation ? "It came to no action." : "It asked for nothing."}</p>
      ) : (
        <div className="polcalltable">
          <DataTable label="Asked and granted" name="policies.granted" dense columns={GRANTED} rows={granted} />
        </div>
      )}
      <h4>State</h4>
      <div className="polstates">
        <Kept title="before" value={call.before} />
        <Kept title="after" value={call.state} />
      </div>
      <h4>Saw of the host</h4>
      <dl className="kv polhost">
        {host.map(([name, value]) => (
          <div key={name}>
            <dt className="mono">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h4>Saw of the guests</h4>
      <div className="polcalltable">
        <DataTable
          label="Guests as seen"
          name="policies.seen"
          dense
          columns={guests.columns}
          rows={guests.rows}
          empty={<p className="polnone dim2">No guest ran.</p>}
        />
      </div>
    </section>
  );
}

function Kept({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <figure>
      <figcaption className="dim2">{title}</figcaption>
      <ScrollText className="mono" label={`State ${title}`}>
        {JSON.stringify(value, null, 1)}
      </ScrollText>
    </figure>
  );
}
