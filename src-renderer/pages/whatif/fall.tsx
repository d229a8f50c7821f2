// Where the memory of a guest goes: from its RAM to what the host is charged for it.
import { useMemo, useRef } from "react";
import { formatBytes } from "../../../src-shared/base/format.ts";
import { windowTokens } from "../../../src-shared/charts/tokens.ts";
import { stepsPerGuest, waterfall, waterfallSteps } from "../../../src-shared/charts/waterfall.ts";
import type { Picture } from "../../charts/picture.ts";
import { SvgDrawing } from "../../charts/svg-drawing.tsx";
import { useChartMenu } from "../../charts/use-chart-menu.ts";
import { Panel } from "../../ui/panel.tsx";
import type { TableData } from "../../ui/table.tsx";
import { useSize } from "../../ui/use-size.ts";
import { useShown } from "./context.tsx";
import { guestsWords, signedBytes, waterfallWords } from "./words.ts";

export function Fall({ dimmed }: { readonly dimmed: boolean }) {
  const { reply } = useShown().answer;
  const box = useRef<HTMLDivElement>(null);
  const picture = useRef<Picture | null>(null);
  const menu = useChartMenu(picture, "drawing");
  const size = useSize(box);
  const steps = useMemo(() => stepsPerGuest(reply), [reply]);
  const svg = useMemo(() => size && waterfall(steps, null, windowTokens, size), [steps, size]);
  const guests = reply.waterfall[0]?.guests ?? 0;
  return (
    <Panel
      title="Memory charged per guest"
      sub="in a typical draw of N* guests"
      className="wi-fall"
      dimmed={dimmed}
      table={tableOf(reply.waterfall, guests)}
      menu={menu}
    >
      <div className="wi-fill" ref={box}>
        {svg && <SvgDrawing svg={svg} label={waterfallWords(steps)} fill picture={picture} />}
      </div>
    </Panel>
  );
}

const tableOf = (entries: Parameters<typeof waterfallSteps>[0], guests: number): TableData => ({
  columns: [
    { id: "step", title: "Step" },
    { id: "change", title: "Change per guest", numeric: true },
    { id: "after", title: "After it, per guest", numeric: true },
    { id: "all", title: `After it, ${guestsWords(guests)}`, numeric: true },
  ],
  rows: waterfallSteps(entries).map((step) => {
    const each = Math.max(1, guests);
    return {
      id: step.id,
      cells: [
        step.title,
        step.kind === "total" ? "" : signedBytes(step.change_bytes / each),
        formatBytes(step.to_bytes / each),
        formatBytes(step.to_bytes),
      ],
      values: [
        step.title,
        step.kind === "total" ? null : step.change_bytes / each,
        step.to_bytes / each,
        step.to_bytes,
      ],
    };
  }),
});
