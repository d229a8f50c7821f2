// What a panel shows while its numbers are on their way, when they could not be read, and when nothing was recorded.
import type { ReactNode } from "react";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { capital } from "../../ui/sentence.ts";
import { ErrorCard, ProgressBar, Skeleton } from "../../ui/state.tsx";
import type { Part } from "./use-guests.ts";

/** An error stays inside its panel; numbers that are there stay while newer ones are read. */
export function PanelState(props: { readonly part: Part; readonly filled: boolean; readonly children: ReactNode }) {
  const { part, filled } = props;
  if (part.error && !filled)
    return (
      <ErrorCard
        error={part.error}
        actions={
          <Button icon="refresh" onClick={part.again}>
            Read again
          </Button>
        }
      />
    );
  if (part.loading && !filled) {
    const { progress } = part;
    const share = progress?.total ? progress.done / progress.total : null;
    return (
      <div className="guests-loading">
        <Skeleton height="100%" label={progress?.title ?? "loading"} />
        {progress && <ProgressBar share={share} label={progress.title} />}
      </div>
    );
  }
  return props.children;
}

/** An empty panel that names the capture which would fill it; `recipe`: the recipe records it. */
export function NotSeen(props: {
  readonly what: string;
  readonly why: string | null;
  readonly fills: string;
  readonly recipe: boolean;
}) {
  const { commands } = useApp();
  return (
    <div className="guests-none">
      <b>{props.what}</b>
      {props.why && <p>{capital(props.why)}.</p>}
      <p>{props.fills}</p>
      {props.recipe && (
        <Button kind="ghost" icon="help" onClick={() => commands.run("help.recipe")}>
          How to record it
        </Button>
      )}
    </div>
  );
}
