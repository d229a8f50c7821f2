// A result as a chart: what stands on each axis, and how it is drawn.
import { useMemo, useRef, useState } from "react";
import { formatNumber } from "../../../src-shared/base/format.ts";
import type { ResultChartReply } from "../../../src-shared/protocol/column-replies.ts";
import { useRequest, useSession } from "../../app/use-request.ts";
import type { PictureRef } from "../../charts/chart.tsx";
import { Chart } from "../../charts/chart.tsx";
import { useChartTokens } from "../../charts/theme.ts";
import { useChartMenu } from "../../charts/use-chart-menu.ts";
import { Seg, Select } from "../../ui/choice.tsx";
import { Icon } from "../../ui/icon.tsx";
import { MenuButton } from "../../ui/menu.tsx";
import { Callout, Empty, ErrorCard, Skeleton } from "../../ui/state.tsx";
import {
  type ChartChoice,
  type ChartKind,
  chartOption,
  firstChoice,
  fits,
  isDrawable,
  MOST_SERIES,
  sentenceOf,
  titleOf,
} from "./chart-option.ts";
import { type GridColumn, gridColumns } from "./grid-model.ts";
import type { Finished } from "./runs.ts";

/** About a point for each pixel of a wide window. */
const POINTS = 1000;

const choices = new WeakMap<Finished, ChartChoice>();

const KINDS: readonly { readonly value: ChartKind; readonly title: string }[] = [
  { value: "line", title: "Line" },
  { value: "bars", title: "Bars" },
  { value: "scatter", title: "Points" },
];

export function ChartView({ project, finished }: { readonly project: string; readonly finished: Finished }) {
  const { reply } = finished;
  const columns = useMemo(() => gridColumns(reply), [reply]);
  const [choice, setChoice] = useState(() => choices.get(finished) ?? firstChoice(columns, reply.rows));
  if (reply.rows === 0) return <Empty title="The query gives no row">There is nothing to draw.</Empty>;
  if (choice === null)
    return (
      <Empty title="No numbers to draw">A chart needs a column of numbers besides the one it is drawn over.</Empty>
    );
  const choose = (part: Partial<ChartChoice>): void => {
    const next = { ...choice, ...part };
    choices.set(finished, next);
    setChoice(next);
  };
  return <Drawn {...{ project, finished, columns, choice, choose }} />;
}

function Drawn(props: {
  readonly project: string;
  readonly finished: Finished;
  readonly columns: readonly GridColumn[];
  readonly choice: ChartChoice;
  readonly choose: (part: Partial<ChartChoice>) => void;
}) {
  const { project, finished, columns, choice, choose } = props;
  const { result } = finished.reply;
  const startWallMs = useSession((session) => session.project?.start_wall_ms ?? null);
  const points = useRequest("resultChart", { project, result, x: choice.x, y: [...choice.y], points: POINTS });
  const tokens = useChartTokens();
  const picture: PictureRef = useRef(null);
  const menu = useChartMenu(picture);
  const drawnNames = choice.y.map((at) => columns[at]?.name).join(", ");
  const { data, error, stale } = points;
  const drawn = data && !stale ? data : null;
  const option = useMemo(
    () => drawn && chartOption(columns, choice, drawn, startWallMs, tokens),
    [columns, choice, drawn, startWallMs, tokens],
  );
  return (
    <div className="qchart">
      <div className="qchartbar row">
        <Seg label="Kind of chart" options={KINDS} value={choice.kind} onChange={(kind) => choose({ kind })} />
        <span className="row">
          <span className="dim2">over</span>
          <Select
            label="Horizontal axis"
            options={columns.map(({ name }, at) => ({ value: String(at), title: name }))}
            value={String(choice.x)}
            onChange={(at) => choose({ x: Number(at) })}
          />
        </span>
        <span className="row">
          <span className="dim2">of</span>
          <MenuButton items={seriesItems(columns, choice, choose)} label={`${drawnNames}: choose what is drawn`}>
            {drawnNames}
            <Icon name="down" size={13} />
          </MenuButton>
        </span>
        <span className="grow" />
        {drawn && drawn.points < drawn.rows && (
          <span className="dim2 num ell">
            {formatNumber(drawn.rows)} rows in {formatNumber(drawn.points)} runs:{" "}
            {choice.kind === "bars" ? "the greatest of each" : "mean, least and greatest of each"}
          </span>
        )}
        <MenuButton kind="ghost" icon="more" align="end" label={`More of ${titleOf(columns, choice)}`} items={menu} />
      </div>
      {error && <ErrorCard error={error} title="The chart could not be drawn" />}
      {!error && !drawn && <Skeleton height="100%" label="drawing" />}
      {drawn && !isSeen(drawn) && <Empty title="Nothing to draw">No row has a value of {drawnNames}.</Empty>}
      {drawn && isSeen(drawn) && option && (
        <div className="qchartbox">
          {drawn.rows < finished.reply.rows && (
            <Callout tone="info">
              {formatNumber(finished.reply.rows - drawn.rows)} rows have no place on this axis and are left out
            </Callout>
          )}
          <Chart option={option} label={sentenceOf(columns, choice, drawn)} height="100%" picture={picture} />
        </div>
      )}
    </div>
  );
}

const isSeen = ({ series }: ResultChartReply): boolean =>
  series.some(({ mean }) => mean.some((value) => !Number.isNaN(value)));

/** Columns that can be drawn; those of another unit cannot stand on the same axis. */
function seriesItems(
  columns: readonly GridColumn[],
  choice: ChartChoice,
  choose: (part: Partial<ChartChoice>) => void,
) {
  return columns.flatMap((column, at) => {
    if (!isDrawable(column)) return [];
    const on = choice.y.includes(at);
    const alone = !fits(columns, choice, at);
    const next = on ? choice.y.filter((one) => one !== at) : alone ? [at] : [...choice.y, at].sort((a, b) => a - b);
    return [
      {
        ...{ id: column.name, title: column.name, checked: on },
        ...(column.unit ? { hint: column.unit } : {}),
        unavailable:
          next.length === 0
            ? "a chart needs one"
            : next.length > MOST_SERIES
              ? `at most ${MOST_SERIES} at a time`
              : null,
        ...(alone && !on ? { detail: "another unit: drawn alone" } : {}),
        run: () => choose({ y: next }),
      },
    ];
  });
}
