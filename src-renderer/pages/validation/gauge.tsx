// How far a value is from the expected one, within what is allowed; or in words where nothing can be divided.

import type { ValidationRow } from "../../../src-shared/protocol/validation-replies.ts";
import { deviationText } from "../../../src-shared/validation/words.ts";

const [WIDTH, HEIGHT] = [90, 14];
const MIDDLE = WIDTH / 2;
const REACH = 42;
/** What is allowed ends here; beyond it there is room for what is not. */
const BEYOND = 1.6;

export function Gauge({ row }: { readonly row: ValidationRow }) {
  const { deviation, allowed } = row;
  if (deviation === null || allowed === null) return <span className="dim2">{row.tolerance}</span>;
  const at = Math.max(-1, Math.min(1, deviation / (allowed * BEYOND)));
  const words = `${deviationText(deviation)}, allowed ±${deviationText(allowed).replace("+", "")}`;
  return (
    <svg
      className={`validation-gauge${Math.abs(deviation) > allowed ? " bad" : ""}`}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <rect x={MIDDLE - REACH / BEYOND} y="3" width={(2 * REACH) / BEYOND} height="8" rx="2" />
      <line x1={MIDDLE} x2={MIDDLE} y1="1" y2="13" />
      <circle cx={MIDDLE + at * REACH} cy="7" r="4" />
    </svg>
  );
}
