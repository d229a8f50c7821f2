// A chart of ECharts in a page: themed, resized, spoken by one sentence, gone when the page goes.
import "./charts.css";
import type { EChartsOption } from "echarts";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { ChartPlan } from "../../src-shared/charts/furniture.ts";
import { type ChartTarget, loadEngine, type MountedChart, mountChart } from "./mount.ts";
import type { Picture } from "./picture.ts";

export type { ChartTarget } from "./mount.ts";

/** Where a chart leaves itself as a picture, for `ChartMenu`. */
export type PictureRef = RefObject<Picture | null>;

export interface ChartProps {
  /** Made with `useChartTokens()`, so that it changes with the theme; keep it with `useMemo`. */
  readonly option: EChartsOption;
  /** What is seen, in one sentence made from the data. */
  readonly label: string;
  /** In px, or `100%` of a box that has a height. */
  readonly height: number | "100%";
  /** Id of the table behind it. */
  readonly describedBy?: string;
  /** Charts of one group show their crosshair together. */
  readonly group?: string;
  readonly onSelect?: (target: ChartTarget) => void;
  /** The present option is on the screen. */
  readonly onDrawn?: () => void;
  readonly picture?: PictureRef;
}

/** Draws `option`; the engine is loaded with the first chart of the window. */
export function Chart({ option, label, height, describedBy, group, onSelect, onDrawn, picture }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [mounted, setMounted] = useState<MountedChart | null>(null);
  const [failed, setFailed] = useState(false);
  const select = useRef(onSelect);
  select.current = onSelect;
  useEffect(() => {
    let made: MountedChart | null = null;
    let gone = false;
    loadEngine().then(
      (engine) => {
        if (gone || !box.current) return;
        made = mountChart(engine, box.current, group, (target) => select.current?.(target));
        setMounted(made);
      },
      () => !gone && setFailed(true),
    );
    return () => {
      gone = true;
      made?.dispose();
    };
  }, [group]);
  const drawn = useRef(onDrawn);
  drawn.current = onDrawn;
  useEffect(() => {
    if (!mounted) return;
    mounted.show(option);
    drawn.current?.();
  }, [mounted, option]);
  useEffect(() => {
    if (!picture || !mounted) return;
    picture.current = mounted;
    return () => {
      picture.current = null;
    };
  }, [picture, mounted]);
  if (failed) return <p className="chartfailed">The chart could not be drawn; its table holds the same numbers.</p>;
  return (
    <div
      ref={box}
      className={`chart${onSelect ? " pick" : ""}`}
      style={{ height }}
      role="img"
      aria-label={label}
      aria-describedby={describedBy}
    />
  );
}

/** A chart that the report draws too: its option and its height. */
export function ChartPlanView({
  plan,
  height = plan.height,
  ...rest
}: Omit<ChartProps, "option" | "height"> & { readonly plan: ChartPlan; readonly height?: number | "100%" }) {
  return <Chart option={plan.option} height={height} {...rest} />;
}
