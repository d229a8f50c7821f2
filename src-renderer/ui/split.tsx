// Two panes with an edge to drag: the size is remembered on this machine; double click gives the default again.
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { useStore } from "zustand";
import { useApp } from "../app/app.tsx";
import { tip } from "./tip.ts";

export interface EdgeProps {
  /** Under which name the size is remembered. */
  readonly name: string;
  /** What the edge sizes. */
  readonly label: string;
  /** `left`: the pane at its left is sized, and so on. */
  readonly sizes: "left" | "right" | "above" | "below";
  readonly standard: number;
  readonly min: number;
  readonly max: number;
}

/** The remembered size of a pane, within its limits. */
export function usePaneSize({
  name,
  standard,
  min,
  max,
}: Pick<EdgeProps, "name" | "standard" | "min" | "max">): number {
  const { settings } = useApp();
  const kept = useStore(settings, ({ panes }) => panes[name]);
  return Math.min(max, Math.max(min, kept ?? standard));
}

const KEY_STEP = 16;

/** The edge itself, for layouts of their own: arrows move it, Home and End go to its ends, double click and Enter to the default. */
export function PaneEdge(props: EdgeProps) {
  const { settings } = useApp();
  const size = usePaneSize(props);
  const from = useRef<{ readonly at: number; readonly size: number } | null>(null);
  const [dragged, setDragged] = useState(false);
  const upright = props.sizes === "left" || props.sizes === "right";
  const sign = props.sizes === "left" || props.sizes === "above" ? 1 : -1;
  const set = (next: number | null): void =>
    settings.setState(({ panes }) => {
      const { [props.name]: _old, ...others } = panes;
      if (next === null) return { panes: others };
      return { panes: { ...others, [props.name]: Math.round(Math.min(props.max, Math.max(props.min, next))) } };
    });
  const place = (event: PointerEvent): number => (upright ? event.clientX : event.clientY);
  const onKeyDown = (event: KeyboardEvent): void => {
    const way = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (way !== undefined) set(size + way * sign * KEY_STEP);
    else if (event.key === "Home") set(props.min);
    else if (event.key === "End") set(props.max);
    else if (event.key === "Enter") set(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const release = (): void => {
    from.current = null;
    setDragged(false);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved has no element of its own
    <div
      className={`edge ${upright ? "upright" : "flat"}${dragged ? " dragged" : ""}`}
      role="separator"
      tabIndex={0}
      aria-label={`Size of ${props.label}`}
      aria-orientation={upright ? "vertical" : "horizontal"}
      aria-valuenow={size}
      aria-valuemin={props.min}
      aria-valuemax={props.max}
      {...tip("Drag, or use the arrow keys; double click restores the default")}
      onKeyDown={onKeyDown}
      onDoubleClick={() => set(null)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: place(event), size };
        setDragged(true);
      }}
      onPointerMove={(event) => {
        if (from.current) set(from.current.size + sign * (place(event) - from.current.at));
      }}
      onPointerUp={release}
      onPointerCancel={release}
    />
  );
}

/** Two panes side by side or one above the other; the `fixed` one has the remembered size, the other takes the rest. */
export function SplitPane(
  props: Omit<EdgeProps, "sizes"> & {
    readonly direction: "row" | "column";
    readonly fixed?: "first" | "second";
    readonly first: ReactNode;
    readonly second: ReactNode;
    readonly className?: string;
  },
) {
  const { direction, fixed = "first", first, second, className = "" } = props;
  const size = usePaneSize(props);
  const sizes = direction === "row" ? (fixed === "first" ? "left" : "right") : fixed === "first" ? "above" : "below";
  const style = { flexBasis: size };
  return (
    <div className={`split ${direction === "row" ? "beside" : "stacked"} ${className}`}>
      <div className={`pane${fixed === "first" ? " fixed" : ""}`} style={fixed === "first" ? style : undefined}>
        {first}
      </div>
      <PaneEdge {...props} sizes={sizes} />
      <div className={`pane${fixed === "second" ? " fixed" : ""}`} style={fixed === "second" ? style : undefined}>
        {second}
      </div>
    </div>
  );
}
