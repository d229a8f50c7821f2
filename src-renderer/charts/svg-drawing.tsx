// Drawings of our own as SVG in a page, such as the load lines.
import "./charts.css";
import { useEffect, useId, useRef } from "react";
import type { PictureRef } from "./chart.tsx";
import { cleanSvg } from "./clean-svg.ts";

export interface SvgDrawingProps {
  /** The whole drawing as text; made with `windowTokens`, it follows the theme. */
  readonly svg: string;
  /** What is seen, in one sentence made from the data. */
  readonly label: string;
  readonly describedBy?: string;
  /** Fills its box; otherwise it keeps its own size and shrinks with the box. */
  readonly fill?: boolean;
  readonly picture?: PictureRef;
}

export function SvgDrawing({ svg, label, describedBy, fill, picture }: SvgDrawingProps) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    const drawn = cleanSvg(svg, `d${id.replace(/\W/g, "")}-`);
    box.current?.replaceChildren(...(drawn ? [drawn] : []));
  }, [svg, id]);
  useEffect(() => {
    if (!picture) return;
    picture.current = { png: null, svg: async () => box.current?.innerHTML ?? svg, option: null };
    return () => {
      picture.current = null;
    };
  }, [picture, svg]);
  return (
    <div
      ref={box}
      className={`drawing${fill ? "" : " own"}`}
      role="img"
      aria-label={label}
      aria-describedby={describedBy}
    />
  );
}
