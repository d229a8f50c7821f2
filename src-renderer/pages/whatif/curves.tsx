// How sure it is that N guests fit, and what they pay: two curves over the same axis.
import { useMemo, useRef } from "react";
import { formatNumber, formatPercent, formatSlowdown } from "../../../src-shared/base/format.ts";
import { type CurveMarks, fallRange, fitsCurve, planFor, slowdownCurve } from "../../../src-shared/charts/curves.ts";
import { Chart } from "../../charts/chart.tsx";
import type { Picture } from "../../charts/picture.ts";
import { useChartTokens } from "../../charts/theme.ts";
import { useChartMenu } from "../../charts/use-chart-menu.ts";
import { Panel } from "../../ui/panel.tsx";
import type { TableData } from "../../ui/table.tsx";
import { useShown, useWhatIf } from "./context.tsx";
import { drawnRows } from "./state.ts";
import { fitsWords, slowdownWords } from "./words.ts";

export function Curves({ dimmed }: { readonly dimmed: boolean }) {
  const { answer } = useShown();
  const { reply } = answer;
  const rows = useWhatIf((state) => state.rows);
  const unchecked = useWhatIf((state) => state.unchecked);
  const lit = useWhatIf((state) => state.lit);
  const tokens = useChartTokens();
  const picture = useRef<Picture | null>(null);
  const menu = useChartMenu(picture);
  const limit = (reply.scenario as { objective?: { p99_slowdown?: number | null } }).objective?.p99_slowdown ?? null;
  const costs = limit !== null || reply.curve.some((point) => point.p99_slowdown > 1);
  const beside = useMemo(() => drawnRows({ rows, unchecked }), [rows, unchecked]);
  const marks = useMemo(
    (): CurveMarks => ({
      n: reply.n,
      confidence: reply.confidence,
      plan: planFor(reply.curve, reply.confidence),
      slowdownLimit: limit,
      range: fallRange([reply.curve, ...beside.map((row) => row.answer!.reply.curve)]),
    }),
    [reply, limit, beside],
  );
  const fits = useMemo(() => {
    // A scenario that changes nothing has the same curve: a second name at one line would only ask which is which.
    const own = JSON.stringify(reply.curve.map((point) => [point.n, point.p_fits]));
    const apart = beside.filter(
      (row) => JSON.stringify(row.answer!.reply.curve.map((point) => [point.n, point.p_fits])) !== own,
    );
    const others = apart.map((row) => ({
      title: row.short.replace(/^\+ /, ""),
      points: row.answer!.reply.curve,
      lit: row.id === lit,
    }));
    return fitsCurve(reply.curve, marks, tokens, others).option;
  }, [reply, beside, lit, marks, tokens]);
  const slowdown = useMemo(() => slowdownCurve(reply.curve, marks, tokens).option, [reply, marks, tokens]);
  return (
    <Panel
      title={costs ? "Chance that N guests fit, and what they pay" : "Chance that N guests fit"}
      sub={<span className="wi-wide">share of all runs; band: p5 to p95 of N*</span>}
      className="wi-curves"
      dimmed={dimmed}
      table={tableOf(reply.curve)}
      menu={menu}
    >
      <div className={`wi-pair${costs ? "" : " one"}`}>
        <Chart option={fits} label={fitsWords(reply)} height="100%" picture={picture} />
        {costs && <Chart option={slowdown} label={slowdownWords(reply, limit)} height="100%" />}
      </div>
    </Panel>
  );
}

const tableOf = (curve: ReturnType<typeof useShown>["answer"]["reply"]["curve"]): TableData => ({
  columns: [
    { id: "n", title: "Guests", numeric: true },
    { id: "fits", title: "Runs in which they fit", numeric: true },
    { id: "slowdown", title: "p99 slowdown", numeric: true },
  ],
  rows: curve.map((point) => ({
    id: String(point.n),
    cells: [formatNumber(point.n), formatPercent(point.p_fits, 1), formatSlowdown(point.p99_slowdown)],
    values: [point.n, point.p_fits, point.p99_slowdown],
  })),
});
