// Putting a capture on the time line by hand: asked where its clock is linked to nothing, possible everywhere.
import { useState } from "react";
import type { OpenCapture, OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/choice.tsx";
import { TextField } from "../../ui/field.tsx";
import { Callout } from "../../ui/state.tsx";
import { clockWays, parseAdd, parseStart, type Way } from "./clock-ways.ts";
import { clockName } from "./clocks.ts";
import { useCaptureActions } from "./use-captures.ts";

export function ClockChoice(props: { readonly project: OpenReply; readonly capture: OpenCapture }) {
  const { project, capture } = props;
  const actions = useCaptureActions(project);
  const ways = clockWays(project);
  const [way, setWay] = useState<Way>(ways[0]?.value ?? "start");
  const [text, setText] = useState("");
  const span = project.spans.find((one) => one.capture === capture.id);
  if (capture.first_ns === null) return null;
  const outside = span?.from_ms == null;
  const given = project.clock_given.includes(capture.id);
  const typed = way === "start" ? parseStart(text) : way === "add" ? parseAdd(text) : null;
  const wrong = text !== "" && (way === "start" || way === "add") && typed === null;
  const unavailable =
    project.read_only ??
    ((way === "start" || way === "add") && typed === null
      ? way === "start"
        ? "needs a time such as 2026-11-21 09:42:15.5"
        : "needs a time such as -1.5 ms"
      : null);
  const apply = (): void => {
    if (unavailable !== null) return;
    actions.setClock(
      capture,
      way === "start" ? { start_ns: typed } : way === "add" ? { add_ns: typed } : { clock: way.slice("clock:".length) },
    );
    setText("");
  };
  return (
    <details className="importfold" open={outside || undefined}>
      <summary>Place on the time line{given && <span className="dim2"> by hand</span>}</summary>
      {outside && (
        <Callout tone="warn">
          Its times are of the clock {clockName(capture.clock ?? "none").toLowerCase()}, which nothing links to the
          others: it is not on the time line.
        </Callout>
      )}
      <div className="row importclockchoice">
        <Select label="How it is placed" options={ways} value={way} onChange={setWay} />
        {(way === "start" || way === "add") && (
          <TextField
            label={way === "start" ? "Time of the first record, UTC" : "Time to add"}
            placeholder={way === "start" ? "2026-11-21 09:42:15.5" : "-1.5 ms"}
            value={text}
            error={wrong ? (way === "start" ? "date and time, UTC" : "a number and ns, us, ms or s") : null}
            onChange={setText}
            onEnter={apply}
          />
        )}
        <Button unavailable={unavailable} onClick={apply}>
          Place
        </Button>
        {given && (
          <Button kind="ghost" unavailable={project.read_only} onClick={() => actions.setClock(capture, {})}>
            As found
          </Button>
        )}
      </div>
    </details>
  );
}
