// Predicted against observed on this very host: the first thing that an answer shows of itself.
import { formatBytes, formatNumber } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import { GuestMark } from "../../ui/mark.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { TableData } from "../../ui/table.tsx";
import { tip } from "../../ui/tip.ts";
import { usePage, useShown } from "./context.tsx";
import { Derived, Value } from "./value.tsx";
import { deviationWords } from "./words.ts";

type Check = DensityReply["checks"][number];

/** Most that the axis shows of a deviation, as a share; larger ones are cut. */
const AXES = [0.01, 0.05, 0.2, 1] as const;

const deviation = ({ observed, predicted }: Check): number =>
  observed === 0 ? (predicted === 0 ? 0 : 1) : (predicted - observed) / observed;

/** The whole host first, then guests, the worst first. */
export const inOrder = (checks: readonly Check[]): readonly { readonly check: Check; readonly at: number }[] =>
  checks
    .map((check, at) => ({ check, at }))
    .sort(
      (a, b) =>
        Number(isGuest(a.check)) - Number(isGuest(b.check)) ||
        Math.abs(deviation(b.check)) - Math.abs(deviation(a.check)) ||
        a.at - b.at,
    );

const isGuest = ({ id }: Check): boolean => id.startsWith("resident.");
const guestOf = ({ id }: Check): string => id.slice("resident.".length);
const titles: Readonly<Record<string, string>> = { memory: "Host memory", frames_saved: "Saved by merging" };
const titleOf = (check: Check): string =>
  isGuest(check) ? `resident, ${guestOf(check)}` : (titles[check.id] ?? check.title);

export function Checks({ dimmed }: { readonly dimmed: boolean }) {
  const { checks } = useShown().answer.reply;
  const { captured } = usePage();
  const rows = inOrder(checks);
  const worst = Math.max(0, ...checks.map((check) => Math.abs(deviation(check))));
  const axis = AXES.find((end) => worst <= end) ?? AXES[AXES.length - 1]!;
  return (
    <Panel
      title="Predicted against observed"
      sub="on this host"
      className="wi-checks"
      dimmed={dimmed}
      flush
      {...(checks.length > 0 ? { table: tableOf(rows.map(({ check }) => check)) } : {})}
    >
      {checks.length === 0 ? (
        <p className="wi-none">
          No captured guest is in this mix, or nothing of the host itself was recorded: there is nothing to hold the
          prediction against.
        </p>
      ) : (
        <table className="d wi-checktable">
          <thead>
            <tr>
              <th scope="col">Quantity</th>
              <th scope="col" className="n">
                Observed
              </th>
              <th scope="col" className="n">
                Predicted
              </th>
              <th scope="col" className="wi-gaugecell">
                <span className="wi-axis">
                  <span>−{axis * 100}</span>
                  <span>+{axis * 100} %</span>
                </span>
              </th>
              <th scope="col" className="n">
                Off by
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ check, at }) => (
              <tr key={check.id}>
                <td className="ell" {...tip(`${check.title}: ${check.observed_by} against ${check.predicted_by}`)}>
                  {isGuest(check) && (
                    <GuestMark
                      name={guestOf(check)}
                      index={captured.findIndex((guest) => guest.name === guestOf(check))}
                    />
                  )}{" "}
                  {isGuest(check) ? guestOf(check) : titleOf(check)}
                </td>
                <td className="n">
                  <Value field={`checks[${at}].observed`} title={`${titleOf(check)}, observed`}>
                    {formatBytes(bytesOf(check.observed))}
                  </Value>
                </td>
                <td className="n">
                  <Value field={`checks[${at}].predicted`} title={`${titleOf(check)}, predicted`}>
                    {formatBytes(bytesOf(check.predicted))}
                  </Value>
                </td>
                <td className="wi-gaugecell">
                  <Gauge share={deviation(check)} axis={axis} />
                </td>
                <td className="n">
                  <Derived
                    field={`checks[${at}].predicted`}
                    title={`${titleOf(check)}, prediction off by`}
                    how="Predicted less observed, as a share of what was observed."
                  >
                    {deviationWords(check.observed, check.predicted)}
                  </Derived>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

/** A dot at the deviation, on an axis with zero in its middle. */
function Gauge({ share, axis }: { readonly share: number; readonly axis: number }) {
  const at = 50 + 50 * Math.max(-1, Math.min(1, share / axis));
  return (
    <span className="wi-gauge" aria-hidden="true">
      <i style={{ left: `${at}%` }} className={Math.abs(share) > axis / 2 ? "far" : ""} />
    </span>
  );
}

const tableOf = (checks: readonly Check[]): TableData => ({
  columns: [
    { id: "what", title: "Quantity" },
    { id: "observed", title: "Observed", unit: "pages", numeric: true },
    { id: "predicted", title: "Predicted", unit: "pages", numeric: true },
    { id: "off", title: "Off by", unit: "%", numeric: true },
    { id: "observedBy", title: "Observed by" },
    { id: "predictedBy", title: "Predicted by" },
  ],
  rows: checks.map((check) => ({
    id: check.id,
    cells: [
      check.title,
      formatNumber(check.observed),
      formatNumber(check.predicted),
      deviationWords(check.observed, check.predicted),
      check.observed_by,
      check.predicted_by,
    ],
    values: [
      check.title,
      check.observed,
      check.predicted,
      deviation(check) * 100,
      check.observed_by,
      check.predicted_by,
    ],
  })),
});
