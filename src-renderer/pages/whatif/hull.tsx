// The load lines of the shown answer, with a rung for each scenario beside it.
import { type PointerEvent, useMemo, useRef } from "react";
import { formatNumber } from "../../../src-shared/base/format.ts";
import { loadLines } from "../../../src-shared/charts/load-lines.ts";
import { CURRENT_RUNG } from "../../../src-shared/charts/load-lines-plan.ts";
import { guestColour, windowTokens } from "../../../src-shared/charts/tokens.ts";
import { runningOf, stowage } from "../../../src-shared/density/stowage.ts";
import type { Picture } from "../../charts/picture.ts";
import { SvgDrawing } from "../../charts/svg-drawing.tsx";
import { useChartMenu } from "../../charts/use-chart-menu.ts";
import { Panel } from "../../ui/panel.tsx";
import type { TableData } from "../../ui/table.tsx";
import { useSize } from "../../ui/use-size.ts";
import { usePage, useShown, useWhatIf } from "./context.tsx";
import { titleOf } from "./draft.ts";
import type { Row } from "./rows.ts";
import { drawnRows } from "./state.ts";
import { hullWords, rangeWords } from "./words.ts";

export function Hull({ dimmed }: { readonly dimmed: boolean }) {
  const { whatIf, captured } = usePage();
  const { answer, draft } = useShown();
  const rows = useWhatIf((state) => state.rows);
  const unchecked = useWhatIf((state) => state.unchecked);
  const lit = useWhatIf((state) => state.lit);
  const box = useRef<HTMLDivElement>(null);
  const picture = useRef<Picture | null>(null);
  const menu = useChartMenu(picture, "drawing");
  const size = useSize(box);
  const { reply } = answer;
  const running = runningOf(reply.scenario, captured.length);
  const own = rows.find((row) => row.current);
  const beside = useMemo(() => drawnRows({ rows, unchecked }), [rows, unchecked]);
  const title = own?.short ?? titleOf(draft);
  const svg = useMemo(() => {
    if (!size) return null;
    const stowed = stowage(
      reply.scenario,
      captured.map((guest) => guest.name),
      Math.max(reply.n.p95, running),
    );
    return loadLines(
      {
        n: reply.n,
        running,
        title,
        rungs: beside.map((row) => ({ id: row.id, title: row.short, n: row.answer!.reply.n })),
        colourOf: (guest) => guestColour(windowTokens, stowed[guest] ?? 0),
        lit,
      },
      windowTokens,
      size,
    );
  }, [reply, running, captured, beside, title, lit, size]);
  const point = (event: PointerEvent): void => {
    const rung = (event.target as Element).closest("[data-rung]")?.getAttribute("data-rung") ?? null;
    whatIf.light(rung === CURRENT_RUNG ? (own?.id ?? null) : rung);
  };
  return (
    <Panel
      title="Load lines"
      sub={
        <>
          guests<span className="wi-wide"> on this host</span>, by measure
        </>
      }
      className="wi-hull"
      dimmed={dimmed}
      flush
      table={tableOf(reply.n, running, title, beside)}
      menu={menu}
    >
      <div className="wi-fill" ref={box} onPointerMove={point} onPointerLeave={() => whatIf.light(null)}>
        {svg && <SvgDrawing svg={svg} label={hullWords(reply.n, running, beside)} fill picture={picture} />}
      </div>
    </Panel>
  );
}

function tableOf(
  n: { readonly p5: number; readonly p50: number; readonly p95: number },
  running: number,
  title: string,
  beside: readonly Row[],
): TableData {
  const line = (id: string, words: string, interval: typeof n) => ({
    id,
    cells: [words, formatNumber(interval.p50), rangeWords(interval)],
    values: [words, interval.p50, rangeWords(interval)],
  });
  return {
    columns: [
      { id: "line", title: "Line" },
      { id: "n", title: "Guests", numeric: true },
      { id: "interval", title: "p5 to p95" },
    ],
    rows: [
      line("current", `${title} (N*)`, n),
      ...beside.map((row) => line(row.id, row.title, row.answer!.reply.n)),
      ...(running > 0 ? [line("running", "running when recorded", { p5: running, p50: running, p95: running })] : []),
    ],
  };
}
