// How to record a host: what to run, the script itself, and ways to take it there.
import "./intake.css";
import { useState } from "react";
import { plural } from "../../src-shared/base/format.ts";
import { useApp } from "../app/app.tsx";
import { useRequest } from "../app/use-request.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/choice.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { NumberField } from "../ui/field.tsx";
import { Dialog } from "../ui/overlay.tsx";
import { Callout, Skeleton } from "../ui/state.tsx";
import { saveText } from "./save-text.ts";

const FILE = "record.sh";

/** The line to run on the host: where to write, and for how many seconds. */
const recordCommand = (minutes: number, contents: boolean): string =>
  `sudo ${contents ? "CONTENTS=1 " : ""}sh ${FILE} capture ${Math.round(minutes * 60)}`;

/** The panel of the Start page, and what stands where there is no capture yet. */
export function RecordHost() {
  const app = useApp();
  const recipe = useRequest("recipe", {});
  const [reading, setReading] = useState(false);
  const [minutes, setMinutes] = useState(30);
  const [contents, setContents] = useState(false);
  const [options, setOptions] = useState(false);
  const command = recordCommand(minutes, contents);
  const script = recipe.data?.script ?? null;
  return (
    <section className="panel intakerecord" aria-label="Record a host">
      <p className="dim">
        Save the recipe on the host and run it as root for {minutes} {plural(minutes, "minute")} of normal load. It
        writes the folder <code className="code">capture</code> and stops by itself.
      </p>
      <div className="intakecode">
        <code className="code">{command}</code>
        <CopyButton text={command} label="Copy the command" />
      </div>
      {options && (
        <div className="intakeoptions">
          <span className="dim">Record for</span>
          <NumberField
            label="Minutes to record"
            value={minutes}
            unit="min"
            min={1}
            max={1440}
            onChange={(value) => value !== null && setMinutes(value)}
          />
          <Checkbox label="Guests' memory too" checked={contents} onChange={setContents} />
        </div>
      )}
      {contents && (
        <Callout tone="warn">
          Guests pause for some seconds at the end, and the files hold whatever secrets they have in memory.
        </Callout>
      )}
      <div className="row intakerecordbuttons">
        <Button
          icon="download"
          unavailable={script === null ? "the recipe is being read" : null}
          onClick={() => script && void saveText(app, FILE, script)}
        >
          Save record.sh
        </Button>
        <Button kind="ghost" expanded={options} onClick={() => setOptions(!options)}>
          Options
        </Button>
      </div>
      <div className="dim2 intakesmall">
        About 1 MiB a second on a quiet host, more while guests start.{" "}
        <button type="button" className="intakelink" onClick={() => setReading(true)}>
          Read the recipe
        </button>
      </div>
      {reading && <RecipeDialog onClose={() => setReading(false)} />}
    </section>
  );
}

/** The whole recipe, to be read before it is run as root. */
export function RecipeDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp();
  const recipe = useRequest("recipe", {});
  const script = recipe.data?.script ?? null;
  const unavailable = script === null ? "the recipe is being read" : null;
  return (
    <Dialog
      title="Recipe to record a host"
      width={860}
      onClose={onClose}
      actions={
        <>
          <span className="dim2">
            Run it as root: <code className="code">{recordCommand(30, false)}</code>
          </span>
          <span className="grow" />
          <CopyButton text={script ?? ""} kind="default">
            Copy
          </CopyButton>
          <Button
            kind="primary"
            icon="download"
            unavailable={unavailable}
            onClick={() => script && void saveText(app, FILE, script)}
          >
            Save record.sh
          </Button>
        </>
      }
    >
      {recipe.error && <Callout tone="err">{recipe.error.what}</Callout>}
      {script === null ? (
        !recipe.error && <Skeleton height={420} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <section className="intakescript" tabIndex={0} aria-label="The recipe">
          <pre className="code">{script}</pre>
        </section>
      )}
    </Dialog>
  );
}
