// The right side: what came of the run, epoch by epoch and beside other policies.
import { useMemo } from "react";
import { formatNumber, plural } from "../../../src-shared/base/format.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Slider } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Callout, Empty, ErrorCard, ProgressBar } from "../../ui/state.tsx";
import { DataTable } from "../../ui/table.tsx";
import { toCsv } from "../../ui/table-model.ts";
import type { Book, BookState, Ended } from "./book.ts";
import { BreakBar } from "./break-bar.tsx";
import { comparison } from "./comparison.ts";
import { EpochChart } from "./epoch-chart.tsx";
import { lookAt } from "./looks.ts";
import { stoppedWords } from "./view.ts";

export function Results({ book, state }: { readonly book: Book; readonly state: BookState }) {
  const { running, progress, error, ended, cancelled } = state;
  const stops = ended?.reply.violations ?? [];
  return (
    <div className="polresults">
      {state.script && <BreakBar book={book} state={state} />}
      {running && (
        <div className="row polprogress" role="status">
          <ProgressBar label="Epochs run" share={progress?.total ? progress.done / progress.total : null} />
          <span className="dim2 num nw">
            {progress?.total
              ? `${formatNumber(progress.done)} of ${formatNumber(progress.total)} epochs, all runs`
              : "Starting"}
          </span>
        </div>
      )}
      {error && (
        <ErrorCard
          error={error}
          title="The policy was not run to its end"
          {...(ended ? { kept: "the run before, below" } : {})}
        />
      )}
      {cancelled && !running && (
        <Callout tone="info">The run was cancelled.{ended ? " The one before is shown." : ""}</Callout>
      )}
      {!running &&
        stops.map((stop) => (
          <Callout key={`${stop.epoch} ${stop.code}`} tone="err">
            {stoppedWords(stop)} <code className="mono dim2">{stop.code}</code>
          </Callout>
        ))}
      {ended?.reply.seen && <Shown book={book} state={state} ended={ended} />}
      {!ended && !running && !error && !cancelled && (
        <Empty title="Nothing has run yet">
          A run plays the policy on the captured demand and shows what it saw and did in each epoch, beside the built-in
          policies with the same random numbers.
        </Empty>
      )}
    </div>
  );
}

function Shown({ book, state, ended }: { readonly book: Book; readonly state: BookState; readonly ended: Ended }) {
  const { reply } = ended;
  const { epoch, guest, running } = state;
  const changed = state.script?.text !== ended.text;
  return (
    <>
      <EpochSteps book={book} state={state} ended={ended} />
      {changed && <p className="dim2 polnote">Of the text as it was run, which has been changed since.</p>}
      <EpochChart
        reply={reply}
        guest={guest}
        epoch={epoch}
        dimmed={running}
        onGuest={(next) => book.setState({ guest: next })}
      />
      <Compared ended={ended} dimmed={running} />
    </>
  );
}

function EpochSteps({ book, state, ended }: { readonly book: Book; readonly state: BookState; readonly ended: Ended }) {
  const epochs = ended.reply.seen?.epochs ?? [];
  const [first, last] = [epochs[0] ?? 1, epochs.at(-1) ?? 1];
  const epoch = state.epoch ?? first;
  return (
    <div className="row polsteps">
      <Button
        kind="ghost"
        icon="left"
        label="Previous epoch"
        command="policies.previousEpoch"
        unavailable={epoch <= first && "this is the first epoch"}
        onClick={() => lookAt(book, epoch - 1)}
      />
      <Slider
        label="Epoch"
        value={epoch}
        min={first}
        max={last}
        step={1}
        text={`epoch ${epoch} of ${last}`}
        onChange={(next) => lookAt(book, next)}
      />
      <Button
        kind="ghost"
        icon="right"
        label="Next epoch"
        command="policies.nextEpoch"
        unavailable={epoch >= last && "this is the last epoch"}
        onClick={() => lookAt(book, epoch + 1)}
      />
      <span className="dim num nw">
        epoch {formatNumber(epoch)} of {formatNumber(last)}
      </span>
    </div>
  );
}

function Compared({ ended, dimmed }: { readonly ended: Ended; readonly dimmed: boolean }) {
  const { reply, title, settings } = ended;
  const table = useMemo(() => comparison(reply, title), [reply, title]);
  const { replications, beside } = settings;
  const sub =
    beside.length === 0
      ? "no other policy was chosen"
      : replications < 5
        ? `${replications} ${plural(replications, "replication")}; intervals from 5 on`
        : `${replications} replications, paired; 90 % intervals of the mean difference`;
  return (
    <Panel
      className="polcompared"
      title="Same demand, other policies"
      sub={sub}
      dimmed={dimmed}
      flush
      actions={<CopyButton text={() => toCsv(table.columns, table.rows)}>Copy CSV</CopyButton>}
    >
      <DataTable
        label="Policies on the same demand"
        name="policies.compared"
        columns={table.columns}
        rows={table.rows}
        selected="0"
      />
      {reply.unavailable?.map(({ id, title: name, reason }) => (
        <p key={id} className="polnone dim2">
          {name} was not played: {reason}
        </p>
      ))}
    </Panel>
  );
}
