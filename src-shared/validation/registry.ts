// The rows of the validation table in the order of the reference: systems S01 to S68, then the model V1 to V61.
import type { Row } from "./row.ts";
import { capacityRows } from "./rows/capacity.ts";
import { densityRows } from "./rows/density.ts";
import { engineRows } from "./rows/engine.ts";
import { evidenceRows } from "./rows/evidence.ts";
import { externalRows } from "./rows/external.ts";
import { functionRows } from "./rows/functions.ts";
import { givingBackRows } from "./rows/giving-back.ts";
import { hotmemRows } from "./rows/hotmem.ts";
import { ksmRows } from "./rows/ksm.ts";
import { layoutRows } from "./rows/layout.ts";
import { meunikRows } from "./rows/meunik.ts";
import { recordedRows } from "./rows/recorded.ts";
import { relatedRows } from "./rows/related.ts";
import { reuseRows } from "./rows/reuse.ts";
import { samplingRows } from "./rows/sampling.ts";
import { scanningRows } from "./rows/scanning.ts";
import { smartmemRows } from "./rows/smartmem.ts";
import { hugeWalks, ucatRows } from "./rows/ucat.ts";
import { unplugRows } from "./rows/unplugs.ts";
import { waitingRows } from "./rows/waiting.ts";

/** S before V, then by number and case. */
function inOrder(a: Row, b: Row): number {
  const [one, other] = [a, b].map(({ id }) => {
    const [, letter, row, sub] = /^([SV])(\d+)(?:\.(\d+))?$/.exec(id)!;
    return { letter: letter!, at: Number(row) * 1000 + Number(sub ?? 0) };
  });
  return one!.letter < other!.letter ? -1 : one!.letter > other!.letter ? 1 : one!.at - other!.at;
}

export const rows: readonly Row[] = [
  ...hotmemRows,
  ...unplugRows,
  ...functionRows,
  ...layoutRows,
  ...scanningRows,
  ...smartmemRows,
  ...ucatRows,
  ...meunikRows,
  ...relatedRows,
  ...reuseRows,
  ...samplingRows,
  ...evidenceRows,
  ...givingBackRows,
  ...capacityRows,
  ...waitingRows,
  ...engineRows,
  hugeWalks,
  ...ksmRows,
  ...densityRows,
  ...externalRows,
  ...recordedRows,
].sort(inOrder);
