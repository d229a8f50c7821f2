// Who deserves what of the answer: exact Shapley values of its mechanisms, beside what the fixed order of the waterfall gives.
import { useStore } from "zustand";
import { formatBytes, formatNumber } from "../../../src-shared/base/format.ts";
import { PAGE_BYTES } from "../../../src-shared/base/units.ts";
import { mechanismTitle } from "../../../src-shared/density/words.ts";
import type { ShapleyReply } from "../../../src-shared/protocol/shapley-replies.ts";
import { useSession } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { Num } from "../../ui/num.tsx";
import { Callout, ProgressBar } from "../../ui/state.tsx";
import { usePage, useShown } from "./context.tsx";
import { shareOf } from "./long-run.ts";
import { systemsKey } from "./systems-run.ts";

const HOW =
  "The mean of what the mechanism adds over all orders in which the mechanisms could come: N* is searched under every combination of them, on the same draws. The values of all mechanisms add up to the whole.";

export function ShapleyBlock() {
  const { whatIf, systems } = usePage();
  const { answer, draft } = useShown();
  const revision = useSession((session) => session.project?.revision ?? "");
  const state = useStore(systems.attribution);
  const { scenario } = answer;
  const current = state.result?.key === systemsKey(scenario, revision);
  const reply = current ? state.result!.reply : null;
  const run = (): void => void systems.attribute(scenario, whatIf.fileOf(draft.name), revision);
  return (
    <section className="wi-blk">
      <h3 className="sec">
        Which mechanism deserves what
        <span className="grow" />
        {state.running ? (
          <Button icon="stop" onClick={systems.attribution.cancel}>
            Cancel
          </Button>
        ) : (
          !reply && (
            <Button icon="play" onClick={run}>
              Attribute
            </Button>
          )
        )}
      </h3>
      {state.running && <ProgressBar share={shareOf(state)} label="Attribution to mechanisms" />}
      {state.error && <Callout tone="err">{state.error.what}</Callout>}
      {reply ? (
        <Shares reply={reply} />
      ) : (
        <p className="dim">
          The waterfall gives every page to its first owner. The exact attribution searches N* under every combination
          of up to four mechanisms instead.
        </p>
      )}
    </section>
  );
}

function Shares({ reply: { why, players, total, guests, replications, digest } }: { readonly reply: ShapleyReply }) {
  if (why !== null || total === null) return <p className="dim">Not attributed: {why}.</p>;
  const rows = [
    ...players.map(({ id, n, pages }, at) => ({
      title: mechanismTitle(id),
      n,
      pages,
      field: `shapley.players[${at}]`,
    })),
    { title: "all together", n: total.n, pages: total.pages, field: "shapley.total" },
  ];
  const number = (title: string, field: string, shown: string) => (
    <Num title={title} source={() => ({ title, shown, how: HOW, sql: null, sources: [], field })}>
      {shown}
    </Num>
  );
  const bytes = (pages: number): string => formatBytes((pages * PAGE_BYTES) / Math.max(1, guests));
  return (
    <>
      <table className="d wi-shares">
        <thead>
          <tr>
            <th scope="col">Mechanism</th>
            <th scope="col" className="n">
              Guests of N*
            </th>
            <th scope="col" className="n">
              p5 to p95
            </th>
            <th scope="col" className="n">
              Saved per guest
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ title, n, pages, field }) => (
            <tr key={field}>
              <th scope="row">{title}</th>
              <td className="n">
                {number(`Guests of N* by ${title}`, `${field}.n.mean`, formatNumber(n.mean, 2))}
                <div className="dim2">{formatNumber(n.in_order, 2)} in order</div>
              </td>
              <td className="n">{`${formatNumber(n.p5, 1)} to ${formatNumber(n.p95, 1)}`}</td>
              <td className="n">
                {number(`Saved per guest by ${title}`, `${field}.pages.mean`, bytes(pages.mean))}
                <div className="dim2">{bytes(pages.in_order)} in order</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim">
        {`Means over ${formatNumber(replications)} replications, memory with ${formatNumber(guests)} guests; “in order” is what each adds in the fixed order of the waterfall. Digest ${digest}.`}
      </p>
    </>
  );
}
