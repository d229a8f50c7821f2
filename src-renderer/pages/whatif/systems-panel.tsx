// Five systems on this trace: static memory, the mechanisms there were, the published systems and own lists on the same draws.
import { useEffect } from "react";
import { useStore } from "zustand";
import { formatBytesIn, formatNumber } from "../../../src-shared/base/format.ts";
import {
  differenceWords,
  rangeWords,
  timingDigits,
  whyNone,
} from "../../../src-shared/density/systems-compare/words.ts";
import { mechanismTitle, sentenceCase } from "../../../src-shared/density/words.ts";
import type { CompareReply, CompareRow } from "../../../src-shared/protocol/compare-replies.ts";
import { useApp } from "../../app/app.tsx";
import { useSession } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { EvidenceTag, Grade } from "../../ui/mark.tsx";
import { Num } from "../../ui/num.tsx";
import { Panel } from "../../ui/panel.tsx";
import { IntervalBar } from "../../ui/small-charts.tsx";
import { Callout, ProgressBar } from "../../ui/state.tsx";
import { DataTable, type TableColumn, type TableRow } from "../../ui/table.tsx";
import { usePage, useShown, useWhatIf } from "./context.tsx";
import { shareOf } from "./long-run.ts";
import { freeName } from "./saved.ts";
import { systemsKey } from "./systems-run.ts";

const MIBIBYTE = { name: "MiB", bytes: 2 ** 20 } as const;

const columns: readonly TableColumn[] = [
  { id: "alternative", title: "Alternative", width: 190 },
  { id: "n", title: "N*", numeric: true },
  { id: "interval", title: "p5 to p95", sortable: false },
  { id: "difference", title: "Paired difference, 90 % interval" },
  { id: "slowdown", title: "p99 slowdown", unit: "x", numeric: true },
  { id: "memory", title: "Memory per guest", unit: "MiB", numeric: true },
  { id: "time", title: "Time of the scenario's guests" },
  { id: "binds", title: "What binds" },
  { id: "grade", title: "Grade" },
  { id: "evidence", title: "Rules" },
];
/** Columns that there is no room for where the answer is narrow. */
const WIDE: readonly string[] = ["slowdown", "memory", "evidence", "binds"];

export function SystemsPanel() {
  const { whatIf, systems } = usePage();
  const { draft, wide } = useShown();
  const { toasts } = useApp();
  const revision = useSession((session) => session.project?.revision ?? "");
  const state = useStore(systems.comparison);
  const problem = useWhatIf(({ problem: one }) => one);
  useEffect(() => {
    systems.recall().catch(() => {});
  }, [systems]);
  const { result, running, error } = state;
  const current = result !== null && result.key === systemsKey(draft.scenario, revision);
  const share = shareOf(state);
  const run = (): void => void systems.compare(draft.scenario, whatIf.fileOf(draft.name), revision);
  const own = draft.scenario.alternatives ?? [];
  const add = (): void => {
    const words = draft.scenario.mechanisms.map((one) => ("system" in one ? one.system : mechanismTitle(one.id)));
    const name = freeName(
      (words.join(" + ") || "no mechanism").slice(0, 60),
      own.map((one) => one.name),
    );
    whatIf.change(`Add ${name} to the systems`, (scenario) => ({
      ...scenario,
      alternatives: [...(scenario.alternatives ?? []), { name, mechanisms: scenario.mechanisms }],
    }));
    toasts.say(`${name} joins the next comparison`);
  };
  const remove = (name: string): void =>
    whatIf.change(`Take ${name} out of the systems`, ({ alternatives: list = [], ...scenario }) => {
      const left = list.filter((one) => one.name !== name);
      return left.length > 0 ? { ...scenario, alternatives: left } : scenario;
    });
  return (
    <Panel
      title="Five systems on this trace"
      sub="each against what it improves on; same demand, same draws"
      className="wi-systems"
      flush
      line
      actions={
        <>
          <Button
            kind="ghost"
            icon="plus"
            label="Add current mechanisms as an alternative"
            unavailable={own.length >= 20 && "there are 20 already"}
            onClick={add}
          >
            Add current
          </Button>
          {running ? (
            <Button icon="stop" onClick={systems.comparison.cancel}>
              Cancel
            </Button>
          ) : (
            <Button
              icon="play"
              unavailable={problem ? "the scenario has a mistake" : current && "it is of this scenario"}
              onClick={run}
            >
              Compare systems
            </Button>
          )}
        </>
      }
    >
      {running && (
        <div className="wi-running">
          <ProgressBar share={share} label="Comparison of systems" />
          <span className="dim2">{running.progress?.detail ?? "starting"}</span>
        </div>
      )}
      {error && (
        <Callout tone="err" actions={<Button onClick={run}>Try again</Button>}>
          <b>{error.what}</b>
          {error.next && <div className="dim">{error.next}</div>}
        </Callout>
      )}
      {own.length > 0 && (
        <p className="wi-own">
          <span className="dim2">Own alternatives:</span>
          {own.map(({ name }) => (
            <span key={name} className="chip">
              {name}
              <Button kind="ghost" icon="close" label={`Take ${name} out`} onClick={() => remove(name)} />
            </span>
          ))}
        </p>
      )}
      {result ? (
        <>
          {!current && !running && (
            <p className="wi-none">This comparison is of an earlier scenario or state of the project: compare again.</p>
          )}
          <Compared reply={result.reply} wide={wide} dimmed={!current} />
        </>
      ) : (
        !running && (
          <p className="wi-none">
            Static memory, KSM, balloon, hotplug and tmem beside HotMem/Squeezy, Spacer, SmarTmem, UCat and MEUNIK-like
            (reconstruction), all on the demand of this scenario. What the captures cannot say stands there in words.
          </p>
        )
      )}
    </Panel>
  );
}

function Compared({
  reply,
  wide,
  dimmed,
}: {
  readonly reply: CompareReply;
  readonly wide: boolean;
  readonly dimmed: boolean;
}) {
  const counted = reply.rows.flatMap(({ n }) => (n ? [n] : []));
  const axis = {
    from: Math.max(0, Math.min(...counted.map((n) => n.p5)) - 1),
    to: Math.max(1, ...counted.map((n) => n.p95)) + 1,
  };
  const timed = reply.rows.some(({ timings }) => timings.length > 0);
  const kept = columns.map(({ id }) => (wide || !WIDE.includes(id)) && (timed || id !== "time"));
  const blind = reply.rows.filter((row) => row.needs.length > 0 || row.n === null);
  return (
    <div className={dimmed ? "wi-dim" : ""}>
      <DataTable
        label="Systems beside each other"
        name="whatif.systems"
        dense
        columns={columns.filter((_, at) => kept[at])}
        rows={reply.rows.map((row, at) => {
          const { cells, values, ...rest } = tableRow(reply, row, at, { ...axis, width: wide ? 110 : 76 });
          return { ...rest, cells: cells.filter((_, i) => kept[i]), values: values.filter((_, i) => kept[i]) };
        })}
      />
      {blind.length > 0 && (
        <section className="wi-blind" aria-label="What the captures do not tell">
          <h3 className="sec">What the captures do not tell</h3>
          <dl>
            {blind.map((row) => (
              <div key={row.id}>
                <dt>{row.title}</dt>
                <dd>{lackWords(row)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <p className="wi-foot dim2">
        {`Seed ${formatNumber(reply.seed)}, ${formatNumber(reply.replications.outer)} outer replications with the same drawn guests; a difference is taken in each of them. Digest ${reply.digest}.`}
      </p>
    </div>
  );
}

/** Why a row has no number, or not of all its parts, and what to record for it. */
function lackWords(row: CompareRow): string {
  const { n, needs, captures } = row;
  if (needs.length === 0) return `${sentenceCase(whyNone(row) ?? "")}.`;
  const record = n === null && captures.length > 0 ? captures : needs.map(({ capture }) => capture);
  const opening = n === null ? "It needs" : "Counted without a part of it, which needs";
  return `${opening} ${needs.map(({ what }) => what).join("; ")}. Record: ${record.join("; ")}.`;
}

/** A number of the comparison that tells how it came about. */
function Told(props: {
  readonly reply: CompareReply;
  readonly row: CompareRow;
  readonly field: string;
  readonly title: string;
  readonly how: string;
  readonly children: string;
}) {
  const { answer } = useShown();
  const { reply, row, field, title, how, children } = props;
  const sources = answer.reply.provenance.find((one) => one.field === "n")?.sources ?? [];
  return (
    <Num
      title={title}
      source={() => ({
        title,
        shown: children,
        how: `${how} Mechanisms: ${JSON.stringify(row.mechanisms)}. Rules: ${row.source}. Seed ${reply.seed}.`,
        sql: null,
        sources,
        field,
      })}
    >
      {children}
    </Num>
  );
}

const SAME_DRAWS =
  "Of the same outer replication under both, so that guests drawn and courses are the same; median and 90 % of the replications.";

function tableRow(
  reply: CompareReply,
  row: CompareRow,
  at: number,
  axis: { readonly from: number; readonly to: number; readonly width: number },
): TableRow {
  const { n, slowdown_p99: slow, bytes_per_guest: bytes, differences, timings, binds, grade } = row;
  const none = <span className="dim2">no number</span>;
  const [time] = timings;
  const told = (field: string, title: string, how: string, shown: string) => (
    <Told key={field} reply={reply} row={row} field={`rows[${at}].${field}`} title={title} how={how}>
      {shown}
    </Told>
  );
  return {
    id: row.id,
    cells: [
      <span key="title" className="wi-system">
        {row.title}
      </span>,
      n ? (
        <b key="n">{told("n.p50", `N* of ${row.title}`, "Searched on the scenario's demand.", formatNumber(n.p50))}</b>
      ) : (
        none
      ),
      n ? (
        <IntervalBar key="interval" low={n.p5} mid={n.p50} high={n.p95} {...axis} words={rangeOnly(n)} />
      ) : (
        <span key="why" className="dim2 ell">
          {row.needs.length > 0 ? "not told by the captures" : whyNone(row)}
        </span>
      ),
      <span key="differences" className="wi-differences">
        {differences.map((d, i) => (
          <span key={d.id}>
            {told(`differences[${i}].n.p50`, `${row.title} less ${d.title}`, SAME_DRAWS, differenceWords(d.n))}{" "}
            <span className="dim2">against {d.title}</span>
          </span>
        ))}
      </span>,
      slow
        ? told(
            "slowdown_p99.p50",
            `p99 slowdown of ${row.title}`,
            "At N*, over guests and epochs.",
            formatNumber(slow.p50, 3),
          )
        : "",
      bytes
        ? told(
            "bytes_per_guest.p50",
            `Memory per guest of ${row.title}`,
            "Frames and overhead at N* over its guests.",
            formatBytesIn(bytes.p50, MIBIBYTE, 1),
          )
        : "",
      time ? (
        <span key="time" className="wi-differences">
          {timings.slice(0, 3).map((one, i) => (
            <span key={one.id}>
              <span className="dim2">{one.title} </span>
              {told(
                `timings[${i}].value.p50`,
                `${one.title}, ${row.title}`,
                "The engine's run of the guests as the scenario lists them.",
                `${rangeWords(one.value, timingDigits(one.unit))} ${one.unit}`,
              )}
              {one.differences.map((d) => (
                <span
                  key={d.id}
                  className="dim2"
                >{` (${differenceWords(d.value, timingDigits(one.unit))} against ${d.title})`}</span>
              ))}
            </span>
          ))}
        </span>
      ) : (
        ""
      ),
      binds === null ? "" : sentenceCase(binds),
      grade ? <Grade key="grade" letter={grade} /> : "",
      row.evidence === "published" || row.evidence === "assumed" ? (
        <EvidenceTag key="evidence" evidence={row.evidence} />
      ) : (
        <span key="evidence" className="dim2">
          yours
        </span>
      ),
    ],
    values: [
      row.title,
      n?.p50 ?? null,
      n ? rangeOnly(n) : (whyNone(row) ?? null),
      differences.map((d) => `${differenceWords(d.n)} against ${d.title}`).join("; ") || null,
      slow?.p50 ?? null,
      bytes ? bytes.p50 / 2 ** 20 : null,
      time ? `${rangeWords(time.value, timingDigits(time.unit))} ${time.unit}` : null,
      binds,
      grade,
      row.evidence,
    ],
  };
}

const rangeOnly = ({ p5, p95 }: NonNullable<CompareRow["n"]>): string =>
  p5 === p95 ? formatNumber(p5) : `${formatNumber(p5)} to ${formatNumber(p95)}`;
