// The right side of the Reports page: the preview, and an export under way.
import type { RequestInput } from "../../../src-shared/protocol/requests.ts";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { ErrorCard, ProgressBar, Skeleton } from "../../ui/state.tsx";
import { Paper } from "./paper.tsx";
import type { Exports } from "./use-export.ts";
import type { Preview } from "./use-preview.ts";

/** The preview with its progress, or why there is none. */
export function View(props: {
  readonly preview: Preview;
  readonly title: string;
  /** Section at which the preview opens. */
  readonly place: string | null;
}) {
  const { preview, title, place } = props;
  const { shell } = useApp();
  const { reply, current, progress, error } = preview;
  const file = reply?.file ?? null;
  const share = progress?.total ? progress.done / progress.total : null;
  const waits = !current && !error;
  return (
    <>
      {waits && (
        <div className="reports-progress">
          <ProgressBar share={share} label={progress?.title ?? "Making the preview"} />
        </div>
      )}
      {error && (
        <div className="reports-error">
          <ErrorCard
            error={error}
            title="The preview could not be made"
            kept={file ? "the last preview, below" : undefined}
            actions={
              <Button icon="refresh" onClick={preview.again}>
                Make it again
              </Button>
            }
          />
        </div>
      )}
      {file ? (
        <Paper address={shell.viewUrl(file)} label={`Preview of ${title}`} place={place} />
      ) : (
        !error && (
          <div className="reports-paper">
            <Skeleton height="100%" label="Making the preview" />
          </div>
        )
      )}
    </>
  );
}

/** An export under way, with its progress, or what is missing for it. */
export function ExportState({
  exports,
  payload,
}: {
  readonly exports: Exports;
  readonly payload: RequestInput<"report"> | null;
}) {
  const { shell } = useApp();
  const { running } = exports;
  if (!running) return null;
  const { kind, name, progress, error } = running;
  if (error)
    return (
      <div className="reports-error">
        <ErrorCard
          error={error}
          title={`${name} could not be written`}
          kept="the report in this window"
          actions={
            <>
              <Button
                icon="refresh"
                onClick={() => payload && void exports.start(kind, payload, null, shell.pickTarget ? name : undefined)}
              >
                Try again
              </Button>
              {shell.pickTarget && (
                <Button onClick={() => payload && void exports.start(kind, payload, null)}>Choose another place</Button>
              )}
              <Button kind="ghost" onClick={exports.close}>
                Close
              </Button>
            </>
          }
        />
      </div>
    );
  return (
    <div className="reports-export" role="status">
      <span className="ell">Writing {name}</span>
      <ProgressBar share={progress?.total ? progress.done / progress.total : null} label={`Writing ${name}`} />
      <Button onClick={exports.cancel}>Cancel</Button>
    </div>
  );
}
