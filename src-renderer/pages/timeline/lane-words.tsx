// Words in a lane, over its drawing: ends of its range, names beside lines, losses, what could not be read.
import { useMemo, useRef } from "react";
import { useStore } from "zustand";
import { formatBytes } from "../../../src-shared/base/format.ts";
import { pxOf } from "../../timeline/view.ts";
import { sentence } from "../../ui/sentence.ts";
import { lossWords } from "./events.ts";
import type { LaneSpec } from "./spec.ts";
import { useLately, useShown, useStage } from "./stage.tsx";
import { moveTo, useFollow } from "./use-follow.ts";
import { rangeText, shortNumber, tempoOf } from "./words.ts";

export function LaneWords({ lane, height }: { readonly lane: LaneSpec; readonly height: number }) {
  const shown = useShown(lane.id);
  if (!shown) return null;
  const { range } = shown;
  const tempo = tempoOf(shown.bucketMs);
  const text = (value: number): string => rangeText(value, lane.unit, range, tempo);
  const edges =
    lane.form === "heat"
      ? { top: shown.heat ? formatBytes(shown.heat.rows * (lane.rowBytes ?? 1)) : "", bottom: "0" }
      : lane.edges
        ? { top: lane.edges.top.replace("%", text(range.to)), bottom: lane.edges.bottom.replace("%", text(range.to)) }
        : { top: text(range.to), bottom: range.from === 0 || height < 34 ? "" : text(range.from) };
  return (
    <div className="timeline-words" aria-hidden="true">
      <span className="top">{edges.top}</span>
      {edges.bottom !== "" && <span className="bottom">{edges.bottom}</span>}
      {placed(lane, shown.starts, height).map(({ title, y, id }) => (
        <span key={id} className="direct" style={{ top: y }}>
          {title}
        </span>
      ))}
      {lane.track.heat && <Holes lane={lane} height={height} />}
    </div>
  );
}

const TEXT_HEIGHT = 13;

/** The name of the upper line above it and that of a lower one below, or on its other side where there is no room. */
export function placed(
  lane: LaneSpec,
  starts: readonly (readonly [string, number])[],
  height: number,
): readonly { readonly id: string; readonly title: string; readonly y: number }[] {
  const named = starts
    .flatMap(([id, y]) => {
      const told = lane.told.find((one) => one.measure === id && one.direct);
      return told ? [{ id, title: told.title, y }] : [];
    })
    .sort((a, b) => a.y - b.y);
  let free = 0;
  return named.map(({ id, title, y }, at) => {
    const [above, below] = [y - TEXT_HEIGHT - 2, y + 2];
    const fits = at === 0 ? above >= 0 : below + TEXT_HEIGHT > height;
    // Those below still need their places.
    const last = height - TEXT_HEIGHT * (named.length - at);
    const place = Math.max(free, Math.min(last, fits ? above : below));
    free = place + TEXT_HEIGHT;
    return { id, title, y: place };
  });
}

/** Holes between blocks of memory are named where there is room. */
function Holes({ lane, height }: { readonly lane: LaneSpec; readonly height: number }) {
  const heat = lane.track.heat;
  if (!heat?.rows) return null;
  const rows = [];
  for (let at = 0; at + 1 < heat.holes.length; at += 2) {
    const middle = ((heat.holes[at] as number) + (heat.holes[at + 1] as number)) / 2;
    rows.push(height - (middle / heat.rows) * height - TEXT_HEIGHT / 2);
  }
  return rows.map((top) => (
    <span key={top} className="hole" style={{ top: Math.min(height - TEXT_HEIGHT, Math.max(0, top)) }}>
      no memory here
    </span>
  ));
}

const LETTER_PX = 5.8;
const RANGE_PX = 64;
const BESIDE_LOSS_PX = 6;

/** Words of losses stand right of them, where the next one leaves room. */
export function LossWords({ lane }: { readonly lane: LaneSpec }) {
  const { data, size } = useStage();
  const box = useRef<HTMLDivElement>(null);
  const view = useLately();
  const width = useStore(size, (state) => state.width);
  const captures = useMemo(() => new Set(lane.sources.flatMap((one) => one.captures)), [lane]);
  const own = useMemo(() => data.losses.filter(({ capture }) => captures.has(capture)), [data.losses, captures]);
  const shown: { readonly ms: number; readonly text: string }[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const loss of own) {
    const x = pxOf(loss.toMs, view, width) + BESIDE_LOSS_PX;
    const text = lossWords(loss);
    const room = text.length * LETTER_PX;
    // At the right stand the ends of the lane's range.
    if (x < 0 || x + room > width - RANGE_PX || x < free) continue;
    shown.push({ ms: loss.toMs, text });
    free = x + room + 12;
  }
  useFollow(({ xOf }) => {
    for (const [at, { ms }] of shown.entries())
      moveTo(box.current?.children[at] as HTMLElement | undefined, xOf(ms) + BESIDE_LOSS_PX);
  });
  return (
    <div ref={box}>
      {shown.map(({ ms, text }) => (
        <span key={ms} className="timeline-loss">
          {text}
        </span>
      ))}
    </div>
  );
}

/** A lane whose numbers could not be read says so itself; the others are not touched by it. */
export function LaneError({ lane }: { readonly lane: LaneSpec }) {
  const { painter } = useStage();
  const error = useShown(lane.id)?.error;
  if (!error) return null;
  return (
    <div className="timeline-error timeline-own" role="alert">
      <span className="ell">{sentence(error.what)}</span>
      <button type="button" className="timeline-link" onClick={() => painter.send({ is: "retry", id: lane.id })}>
        Read again
      </button>
    </div>
  );
}

/** The scale of a heat map's colours, below the lane's title. */
export function HeatLegend({ lane }: { readonly lane: LaneSpec }) {
  const heat = useShown(lane.id)?.heat;
  if (!heat) return null;
  const middle = heat.log ? Math.sqrt(heat.least * heat.most) : heat.most / 2;
  return (
    <div className="timeline-heatlegend">
      <div className="timeline-heatbar" aria-hidden="true">
        {Array.from({ length: 9 }, (_, step) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps are their places
          <i key={step} style={{ background: `var(--q-${step})` }} />
        ))}
      </div>
      <div className="timeline-heattext">
        <span>0</span>
        <span>{shortNumber(Number(middle.toPrecision(2)))}</span>
        <span>{shortNumber(heat.most)} /s</span>
      </div>
      {lane.note && <div className="timeline-heattext">{lane.note}</div>}
    </div>
  );
}
