// The five totals at the top of the Import page.
import type { ReactNode } from "react";
import { formatNumber, formatPercent, formatSeconds, NOT_SEEN, plural } from "../../../src-shared/base/format.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import type { Source } from "../../app/selection.ts";
import { Num } from "../../ui/num.tsx";
import { countReasons, type ProblemRow } from "./problems.ts";
import { lengthSource, totalSource } from "./sources.ts";
import { joinedClocks, totalsOf } from "./totals.ts";

export function Totals({
  project,
  problems,
}: {
  readonly project: OpenReply;
  readonly problems: readonly ProblemRow[];
}) {
  const totals = totalsOf(project);
  const reasons = countReasons(problems);
  const clocks = joinedClocks(project);
  const source = (title: string, shown: string, column: Parameters<typeof totalSource>[3]) => () =>
    totalSource(project, title, shown, column);
  const read = formatNumber(totals.read);
  const accepted = formatNumber(totals.accepted);
  const rejected = formatNumber(totals.rejected);
  const lost = totals.lost === null ? null : formatNumber(totals.lost);
  const length = project.length_ms === null ? null : formatSeconds(Math.round(project.length_ms / 100) / 10);
  return (
    <div className="importtotals">
      <Total title="Read" note={totals.skipped > 0 ? `${formatNumber(totals.skipped)} skipped` : "records"}>
        <Num title="Records read" source={source("Records read", read, "records")}>
          {read}
        </Num>
      </Total>
      <Total title="Accepted" note={acceptedNote(totals)}>
        <Num title="Records accepted" source={source("Records accepted", accepted, "accepted")}>
          {accepted}
        </Num>
      </Total>
      <Total
        title="Rejected"
        warn={totals.rejected > 0}
        note={totals.rejected === 0 ? "none" : `${formatNumber(reasons)} ${plural(reasons, "reason")}`}
      >
        <Num title="Records rejected" source={source("Records rejected", rejected, "rejected")}>
          {rejected}
        </Num>
      </Total>
      <Total title="Lost by the tracer" warn={(totals.lost ?? 0) > 0} note={lostNote(totals)}>
        <Num title="Records lost" source={source("Records lost", lost ?? NOT_SEEN, "lost")}>
          {lost}
        </Num>
      </Total>
      <Total title="Time covered" note={clocks > 0 ? `${clocks} clocks joined` : "no clocks joined"}>
        <Num title="Time covered" source={(): Source => lengthSource(project, length ?? NOT_SEEN)}>
          {length}
        </Num>
      </Total>
    </div>
  );
}

type Counted = ReturnType<typeof totalsOf>;

/** Of what could have been accepted: what was skipped on purpose is no loss. */
function acceptedNote({ accepted, rejected, skipped }: Counted): string {
  const of = accepted + rejected;
  if (of === 0) return "nothing to accept";
  return `${formatPercent(accepted / of, rejected === 0 ? 0 : 3)}${skipped > 0 ? " of the others" : ""}`;
}

function lostNote({ lost, tellLost, withLosses, shown }: Counted): string {
  if (lost === null) return "no file counts losses";
  if (lost > 0) return `in ${formatNumber(withLosses)} ${plural(withLosses, "file")}`;
  return `${formatNumber(tellLost)} of ${formatNumber(shown)} files ${tellLost === 1 ? "counts" : "count"} them`;
}

function Total(props: {
  readonly title: string;
  readonly note: string;
  readonly warn?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section className={`importtotal${props.warn ? " warn" : ""}`} aria-label={props.title}>
      <div className="dim2">{props.title}</div>
      <b>{props.children}</b>
      <span className="dim2">{props.note}</span>
    </section>
  );
}
