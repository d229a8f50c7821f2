// What stands where no result is: queries to begin with, fitted to what the project has rows of.
import { Icon } from "../../ui/icon.tsx";
import { Keys } from "../../ui/keys.tsx";
import { Empty } from "../../ui/state.tsx";
import { headline } from "./history.ts";
import { type Sample, samplesFor } from "./samples.ts";

export function SampleList(props: {
  readonly isEmpty: boolean;
  readonly rows: Readonly<Record<string, number>>;
  readonly onPick: (sample: Sample) => void;
}) {
  const samples = samplesFor(props.rows);
  if (!props.isEmpty)
    return (
      <Empty title="Not run yet">
        <Keys keys="mod+enter" /> runs the query; its rows stand here.
      </Empty>
    );
  return (
    <Empty
      title="Ask anything"
      below={
        <ul className="qsamples">
          {samples.map((sample) => (
            <li key={sample.title}>
              <button type="button" onClick={() => props.onPick(sample)}>
                <Icon name="query" />
                <span>
                  <b>{sample.title}</b>
                  <span className="dim">{headline(sample.sql)}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      }
    >
      Write a SELECT over the tables at the left, or begin with one of these.
    </Empty>
  );
}
