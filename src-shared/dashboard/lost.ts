// What the captures behind a panel lost in its span: shown in the chart, and said.
import { formatNumber } from "../base/format.ts";
import type { LostSpan } from "../charts/series-data.ts";
import type { LanesReply } from "../protocol/column-replies.ts";
import type { Scope } from "./sources.ts";
import type { SpanMs } from "./tiles.ts";

interface Lost {
  readonly spans: readonly LostSpan[];
  readonly notes: readonly string[];
}

/** Losses of the captures that hold rows of these tables; readings of statistics lose nothing. */
export function lostIn(
  families: readonly string[],
  { losses }: Pick<LanesReply, "losses">,
  { fromMs, toMs }: SpanMs,
  { covered }: Pick<Scope, "covered">,
): Lost {
  const captures = new Set(families.flatMap((family) => covered(family).map(({ capture }) => capture)));
  const own = losses.filter((loss) => captures.has(loss.capture) && loss.to_ms >= fromMs && loss.from_ms <= toMs);
  if (own.length === 0) return { spans: [], notes: [] };
  const unknown = own.some(({ n }) => n === null);
  const sum = own.reduce((all, { n }) => all + (n ?? 0), 0);
  const many = unknown ? (sum > 0 ? `more than ${formatNumber(sum)}` : "an unknown number of") : formatNumber(sum);
  return {
    spans: own.map((loss) => ({ fromMs: loss.from_ms, toMs: loss.to_ms })),
    notes: [
      `${many} ${sum === 1 && !unknown ? "record was" : "records were"} lost: what is counted in the hatched spans is too low`,
    ],
  };
}
