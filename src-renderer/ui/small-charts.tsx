// Drawings of the size of a word: sparkline, interval bar, evidence bar.
import { memo } from "react";
import { formatPercent } from "../../src-shared/base/format.ts";
import { type IntervalInput, layoutInterval } from "./interval.ts";
import type { Evidence } from "./mark.tsx";
import { sparkPath } from "./spark.ts";

/** One value over time; `colour` is a CSS colour such as `var(--g-1)`. NaN is a gap. */
export const Sparkline = memo(function Sparkline(props: {
  readonly values: ArrayLike<number>;
  /** What it shows, in words. */
  readonly label: string;
  readonly colour?: string;
  readonly width?: number;
  readonly height?: number;
  readonly min?: number;
  readonly max?: number;
  readonly fill?: boolean;
}) {
  const { values, label, colour = "var(--accent)", width = 110, height = 22, min, max, fill = true } = props;
  const path = sparkPath({ values, width, height, min, max });
  return (
    <svg className="spk" width={width} height={height} role="img" aria-label={label} style={{ color: colour }}>
      {fill && <path d={path.area} className="spkarea" />}
      <path d={path.line} className="spkline" />
    </svg>
  );
});

/** p5 to p95 as a band with p50 as a mark; `words` stand at its right. */
export function IntervalBar(
  props: Omit<IntervalInput, "width"> & {
    readonly words: string;
    /** The current one, in the accent colour. */
    readonly current?: boolean;
    readonly width?: number;
  },
) {
  const { words, current, width = 110, ...interval } = props;
  const { band, mid, cut } = layoutInterval({ ...interval, width });
  return (
    <span className={`ivl${current ? " on" : ""}`}>
      <svg width={width} height="14" aria-hidden="true">
        <path d={`M0 7H${width}`} className="axis" />
        <rect x={band.x} y="4" width={band.width} height="6" rx="2" className="band" />
        <rect x={mid - 1.5} y="1" width="3" height="12" rx="1" className="mid" />
        {cut.left && <path d="M5 3L1 7L5 11" className="cut" />}
        {cut.right && <path d={`M${width - 5} 3L${width - 1} 7L${width - 5} 11`} className="cut" />}
      </svg>
      <span className="num">{words}</span>
    </span>
  );
}

const ORDER: readonly Evidence[] = ["measured", "derived", "published", "assumed"];

/** Shares of evidence, 0 to 1; what is measured is said in words. */
export function EvidenceBar(props: { readonly shares: Readonly<Record<Evidence, number>>; readonly words?: boolean }) {
  const parts = ORDER.filter((evidence) => props.shares[evidence] > 0);
  const label = parts.map((evidence) => `${formatPercent(props.shares[evidence], 0)} ${evidence}`).join(", ");
  return (
    <span className="evidence">
      <span className="evb" role="img" aria-label={label || "no evidence"}>
        {parts.map((evidence) => (
          <i key={evidence} className={evidence} style={{ flexGrow: props.shares[evidence] }} />
        ))}
      </span>
      {props.words !== false && <span className="num">{formatPercent(props.shares.measured, 0)} measured</span>}
    </span>
  );
}
