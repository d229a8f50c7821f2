// The counts above the table: what passed, what is consistent, what failed, what was not run.
import { formatNumber, formatSeconds } from "../../../src-shared/base/format.ts";
import type { Counts } from "./view.ts";

const PARTS = [
  ["pass", "pass"],
  ["consistent", "consistent, no proof"],
  ["bad", "fail"],
  ["notRun", "not run"],
] as const;

export function Summary({ counts, tookMs }: { readonly counts: Counts; readonly tookMs: number | null }) {
  const all = PARTS.reduce((sum, [part]) => sum + counts[part], 0);
  return (
    <div className="validation-sum">
      {PARTS.map(([part, words]) => (
        <div key={part} className={`validation-count ${part}`}>
          <b className="num">{formatNumber(counts[part])}</b> <span className="dim">{words}</span>
        </div>
      ))}
      <div className="validation-bar" aria-hidden="true">
        {PARTS.map(([part]) =>
          counts[part] > 0 ? <i key={part} className={part} style={{ flexGrow: counts[part] }} /> : null,
        )}
      </div>
      <span className="grow" />
      <span className="dim2 validation-when">
        {formatNumber(all)} rows{tookMs === null ? "" : ` in ${formatSeconds(tookMs / 1000)}`}
      </span>
    </div>
  );
}
