// Rules of thumb of the trade beside the answer, and what following them would do to the host.
import { formatNumber } from "../../../src-shared/base/format.ts";
import { sentenceCase } from "../../../src-shared/density/words.ts";
import { Verdict } from "../../ui/mark.tsx";
import { Panel } from "../../ui/panel.tsx";
import { IntervalBar } from "../../ui/small-charts.tsx";
import { useShown } from "./context.tsx";
import { Value } from "./value.tsx";
import { rangeWords, verdictOf } from "./words.ts";

const tones = { "overfills it": "fail", "leaves room": "warn", agrees: "pass" } as const;

export function Rules({ dimmed }: { readonly dimmed: boolean }) {
  const { n, rules_of_thumb: rules } = useShown().answer.reply;
  const all = [n.p5, n.p95, ...rules.map((rule) => rule.n)];
  const [from, to] = [Math.max(0, Math.min(...all) - 1), Math.max(...all) + 1];
  return (
    <Panel
      title="Rules of thumb"
      sub="what they would have said of this host"
      className="wi-rules"
      dimmed={dimmed}
      flush
    >
      <table className="d">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col" className="n">
              Guests
            </th>
            <th scope="col">beside N*</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          <tr className="on">
            <td>
              <b>This answer</b>
            </td>
            <td className="n">
              <b>
                <Value field="n.p50" title="N*, the guests that fit">
                  {formatNumber(n.p50)}
                </Value>
              </b>
            </td>
            <td>
              <IntervalBar low={n.p5} mid={n.p50} high={n.p95} from={from} to={to} current words={rangeWords(n)} />
            </td>
            <td />
          </tr>
          {rules.map((rule, at) => (
            <tr key={rule.id}>
              <td className="wi-rule">{sentenceCase(rule.title)}</td>
              <td className="n">
                <Value field={`rules_of_thumb[${at}].n`} title={rule.title}>
                  {formatNumber(rule.n)}
                </Value>
              </td>
              <td>
                <IntervalBar low={rule.n} mid={rule.n} high={rule.n} from={from} to={to} words="" />
              </td>
              <td>
                <Verdict tone={tones[verdictOf(rule.n, n)]}>{verdictOf(rule.n, n)}</Verdict>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
