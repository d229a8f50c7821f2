// One big number: its unit, what became of it since the start of the span, and the course that it is of.
import { useLayoutEffect } from "react";
import { formatNumber, formatPercent, formatSlowdown } from "../../../src-shared/base/format.ts";
import { scaledText, unitScale } from "../../../src-shared/charts/units.ts";
import type { AnswerPanel, NumberPanel } from "../../../src-shared/dashboard/panel-data.ts";
import type { NumberLook } from "../../../src-shared/dashboard/schema.ts";
import type { Source } from "../../app/selection.ts";
import { Grade } from "../../ui/mark.tsx";
import { Num } from "../../ui/num.tsx";
import { Sparkline } from "../../ui/small-charts.tsx";

interface NumberProps {
  readonly title: string;
  readonly sub: string | undefined;
  readonly source: () => Source;
  readonly onDrawn: () => void;
}

const OF: Readonly<Record<string, string>> = {
  last: "at the end of the span",
  mean: "mean of the span",
  max: "most in the span",
  min: "least in the span",
  sum: "in the span",
};

export function NumberView(props: NumberProps & { readonly data: NumberPanel; readonly look: NumberLook | undefined }) {
  const { data, look, title, sub, source } = props;
  useDrawn(props.onDrawn, data);
  const { value, unit, start, of, spark } = data;
  const scale = unitScale(unit, Math.abs(value ?? 0));
  const colour = look?.colour ? `var(${variableOf(look.colour)})` : "var(--info)";
  return (
    <div className="db-number">
      <div className="db-value">
        <Num title={title} source={source}>
          {value === null ? null : scaledText(value, scale)}
        </Num>
        {value !== null && scale.name !== "" && <span className="db-unit">{scale.name}</span>}
      </div>
      <div className="db-below ell dim">
        {value !== null && start !== null && value !== start && (
          <Change value={value} start={start} unit={unit} look={look} />
        )}
        {value !== null && start !== null && value === start && "unchanged in the span"}
        {start === null && (sub ?? (of ? OF[of] : ""))}
      </div>
      {spark && spark.length > 1 && (
        <div className="db-spark">
          <Sparkline values={spark} label={`Course of ${title}`} colour={colour} width={96} height={38} />
        </div>
      )}
    </div>
  );
}

const LINES: ReadonlySet<string> = new Set(["file", "shared", "balloon"]);
const variableOf = (colour: string): string =>
  colour === "accent" || colour === "info" || colour === "warn"
    ? `--${colour}`
    : `--m-${colour}${LINES.has(colour) ? "-line" : ""}`;

function Change(props: {
  readonly value: number;
  readonly start: number;
  readonly unit: string | null;
  readonly look: NumberLook | undefined;
}) {
  const change = props.value - props.start;
  const scale = unitScale(props.unit, Math.abs(change));
  const better = props.look?.better;
  const good = better ? (better === "up") === change > 0 : null;
  const sign = change > 0 ? "+" : "\u2212";
  return (
    <>
      <span className={good === null ? "" : good ? "db-good" : "db-bad"}>
        {sign}
        {scaledText(Math.abs(change), scale)}
        {scale.name !== "" && ` ${scale.name}`}
      </span>{" "}
      in the span{good === null ? "" : good ? ", better" : ", worse"}
    </>
  );
}

/** A number of an answer; guests that fit never stand without their interval, what binds, and the grade. */
export function AnswerNumber(props: NumberProps & { readonly data: AnswerPanel }) {
  const { data, title, source } = props;
  useDrawn(props.onDrawn, data);
  const { reply, field } = data;
  const { number, unit, below } = partOf(field, reply);
  return (
    <div className="db-number">
      <div className="db-value">
        <Num title={title} source={source}>
          {number}
        </Num>
        {unit && <span className="db-unit">{unit}</span>}
      </div>
      <div className="db-below dim">
        {(field === "n" || field === "n.p5") && <Grade letter={reply.coverage.grade} />}
        <span className="ell">{below}</span>
      </div>
      {(field === "n" || field === "n.p5") && reply.curve.length > 1 && (
        <div className="db-spark">
          <Sparkline
            values={reply.curve.map(({ p_fits: p }) => p)}
            label={`Chance that N guests fit, for N from ${reply.curve[0]?.n} to ${reply.curve.at(-1)?.n}`}
            colour="var(--accent)"
            width={96}
            height={38}
            min={0}
            max={1}
          />
        </div>
      )}
    </div>
  );
}

function partOf(
  field: string,
  reply: AnswerPanel["reply"],
): { readonly number: string; readonly unit: string; readonly below: string } {
  const { n, binding, slowdown, marginal_bytes_per_guest: marginal, overrun } = reply;
  const interval = n.p5 === n.p95 ? "no spread" : `${formatNumber(n.p5)} to ${formatNumber(n.p95)}`;
  const binds = binding[0]?.resource ?? "nothing seen";
  switch (field) {
    case "n.p5":
      return { number: formatNumber(n.p5), unit: "guests", below: "p5: 19 of 20 draws hold it" };
    case "slowdown.p99":
      return {
        number: formatSlowdown(slowdown.p99).replace(/\s?%$/, ""),
        unit: "%",
        below: `at ${formatNumber(n.p50)} guests; median ${formatSlowdown(slowdown.p50)}`,
      };
    case "marginal_bytes_per_guest": {
      const scale = unitScale("bytes", marginal);
      return {
        number: scaledText(marginal, scale),
        unit: scale.name,
        below: `of the host, at ${formatNumber(n.p50)} guests`,
      };
    }
    case "overrun.p":
      return {
        number: formatPercent(overrun.p).replace(/\s?%$/, ""),
        unit: "%",
        below: "of the runs with one guest more than N*",
      };
    default:
      return { number: formatNumber(n.p50), unit: "guests", below: `${interval}; ${binds} binds` };
  }
}

/** A number is on the screen as soon as it is laid out. */
function useDrawn(onDrawn: () => void, data: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer
  useLayoutEffect(onDrawn, [data]);
}
