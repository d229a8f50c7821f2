// One chart in its box: made when the box has a size, drawn anew with it, gone with it.
import type { EChartsOption } from "echarts";
import type { EChartsType } from "./engine.ts";
import type { Picture } from "./picture.ts";

type Engine = typeof import("./engine.ts");

/** What was pressed: a mark of a series. */
export interface ChartTarget {
  readonly seriesId: string;
  readonly seriesIndex: number;
  readonly dataIndex: number;
  readonly name: string;
  readonly add: boolean;
}

export interface MountedChart extends Picture {
  show(option: EChartsOption): void;
  dispose(): void;
}

let engine: Promise<Engine> | null = null;

/** The drawing engine; a load that failed is tried again by the next chart. */
export function loadEngine(): Promise<Engine> {
  engine ??= Promise.all([import("./engine.ts"), document.fonts.load('11px "Inter Variable"').catch(() => [])]).then(
    ([loaded]) => loaded,
    (thrown: unknown) => {
      engine = null;
      throw thrown;
    },
  );
  return engine;
}

/** Puts a chart into `box`. Charts of one `group` share their crosshair. */
export function mountChart(
  { init, connect }: Engine,
  box: HTMLElement,
  group: string | undefined,
  onSelect: (target: ChartTarget) => void,
): MountedChart {
  let chart: EChartsType | null = null;
  let shown: EChartsOption = {};
  let frame = 0;
  let ratio = window.devicePixelRatio;
  const make = (): void => {
    ratio = window.devicePixelRatio;
    chart = init(box, null, { renderer: "canvas", devicePixelRatio: ratio });
    if (group !== undefined) {
      chart.group = group;
      connect(group);
    }
    chart.on("click", (event) => {
      const pressed = event.event?.event as MouseEvent | undefined;
      onSelect({
        seriesId: event.seriesId ?? "",
        seriesIndex: event.seriesIndex ?? 0,
        dataIndex: event.dataIndex,
        name: event.name,
        add: pressed?.ctrlKey === true || pressed?.metaKey === true,
      });
    });
    chart.setOption(shown, { notMerge: true });
  };
  const fit = (): void => {
    if (box.clientWidth === 0 || box.clientHeight === 0) return;
    // A chart keeps the pixel density it was made with, so another zoom needs another one.
    if (chart && ratio !== window.devicePixelRatio) {
      chart.dispose();
      chart = null;
    }
    if (chart) chart.resize();
    else make();
  };
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(fit);
  });
  observer.observe(box);
  return {
    show(option) {
      shown = { ...option, animation: false };
      chart?.setOption(shown, { notMerge: true });
    },
    dispose() {
      cancelAnimationFrame(frame);
      observer.disconnect();
      chart?.dispose();
      chart = null;
    },
    png: () =>
      new Promise((resolve, reject) => {
        const background = getComputedStyle(document.documentElement).getPropertyValue("--bg-2").trim();
        const canvas = chart?.renderToCanvas({ pixelRatio: 2, backgroundColor: background });
        if (!canvas) return reject(new Error("the chart is not drawn yet"));
        canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture was made"))), "image/png");
      }),
    svg: async () => {
      const size = { width: box.clientWidth, height: box.clientHeight };
      const copy = init(null, null, { renderer: "svg", ssr: true, ...size });
      try {
        copy.setOption(shown, { notMerge: true });
        return copy.renderToSVGString();
      } finally {
        copy.dispose();
      }
    },
    option: () => JSON.stringify(shown, null, 2),
  };
}
