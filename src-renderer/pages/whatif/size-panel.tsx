// The other way round: how much memory a number of guests needs, and how many hosts.
import { useMemo, useState } from "react";
import { formatBytes, formatNumber, plural } from "../../../src-shared/base/format.ts";
import { useRequest } from "../../app/use-request.ts";
import { NumberField } from "../../ui/field.tsx";
import { Num } from "../../ui/num.tsx";
import { Panel } from "../../ui/panel.tsx";
import { usePage, useShown, useWhatIf } from "./context.tsx";
import { derivedSource } from "./explain.ts";
import { QUICK_SIZES, quickScenario, totalOf } from "./quick.ts";
import { scenarioJson } from "./scenario-text.ts";
import { isExact } from "./state.ts";

const MOST_GUESTS = 100_000;
const MEMORY =
  "The least memory of the host, reserve included, on which these guests fit and fewer do too, with the asked confidence in each draw: quantiles over the draws.";
const HOSTS = "These guests over N* of one host of the scenario, rounded up.";
const NEXT = "Memory for one guest more, less the memory for these.";

export function SizePanel({ dimmed }: { readonly dimmed: boolean }) {
  const { whatIf, project } = usePage();
  const { answer, draft } = useShown();
  // Only when everything else is there: it is the least of what a moving hand waits for.
  const idle = useWhatIf(
    (state) => state.fresh && state.rows.every((row) => row.answer !== null || row.error !== null),
  );
  const [wanted, setWanted] = useState<number | null>(null);
  const guests = wanted ?? Math.max(1, 2 * answer.reply.n.p50);
  // As sure as the answer beside it.
  const exact = isExact(answer, draft.scenario);
  const scenario = useMemo(
    () => (exact ? draft.scenario : quickScenario(draft.scenario, QUICK_SIZES[1]!)),
    [exact, draft.scenario],
  );
  const asked = useRequest(
    "size",
    idle
      ? {
          project,
          scenario: scenarioJson(scenario),
          file: whatIf.fileOf(draft.name),
          guests,
          workers: 2,
        }
      : null,
  );
  const { data, error } = asked;
  const number = (title: string, how: string, shown: string) => (
    <Num title={title} source={() => derivedSource(answer.reply, title, shown, how, "n")}>
      {shown}
    </Num>
  );
  return (
    <Panel
      title={`Size for ${formatNumber(guests)} ${plural(guests, "guest")}`}
      sub={`${formatNumber(totalOf(scenario.replications))} replications`}
      className="wi-size"
      dimmed={dimmed || asked.stale}
    >
      <div className="row wi-sizeask">
        <span>Memory for</span>
        <NumberField
          label="Guests to size for"
          value={guests}
          min={1}
          max={MOST_GUESTS}
          unit={plural(guests, "guest")}
          help="how many guests are to run; begins at twice N*"
          onChange={setWanted}
        />
      </div>
      {error && !data ? (
        <p className="wi-none">{error.what}</p>
      ) : (
        data && (
          <dl className="kv">
            <dt>Host memory, median</dt>
            <dd>{number("Memory for these guests", MEMORY, formatBytes(data.memory_bytes.p50))}</dd>
            <dt>p5 to p95</dt>
            <dd>
              {number("Memory for these guests, p5", MEMORY, formatBytes(data.memory_bytes.p5))} to{" "}
              {number("Memory for these guests, p95", MEMORY, formatBytes(data.memory_bytes.p95))}
            </dd>
            <dt>Hosts of this size</dt>
            <dd>
              {data.hosts === null ? "not one guest fits on one" : number("Hosts", HOSTS, formatNumber(data.hosts))}
            </dd>
            <dt>One guest more takes</dt>
            <dd>{number("Memory of one guest more", NEXT, formatBytes(data.marginal_bytes_per_guest))}</dd>
          </dl>
        )
      )}
    </Panel>
  );
}
