// Asks for the name of a scenario: to save it, or to call it otherwise.
import { useEffect, useRef, useState } from "react";
import { toReport } from "../../../src-shared/base/errors.ts";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Dialog } from "../../ui/overlay.tsx";
import { usePage, useWhatIf } from "./context.tsx";
import { type Draft, titleOf } from "./draft.ts";
import { freeName, nameProblem } from "./saved.ts";

export type NameTask = "save" | "rename";

export function NameDialog(props: { readonly task: NameTask; readonly draft: Draft; readonly onClose: () => void }) {
  const { task, draft, onClose } = props;
  const { whatIf } = usePage();
  const { toasts } = useApp();
  const documents = useWhatIf((state) => state.documents);
  const taken = documents.map((one) => one.name);
  const [typed, setName] = useState(() => (task === "rename" ? titleOf(draft) : freeName(titleOf(draft), taken)));
  // A blank at the end is the middle of a name that is being typed.
  const name = typed.trim();
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector("input")?.select(), []);
  const replaces = taken.some((one) => one.toLowerCase() === name.toLowerCase()) && name !== draft.name;
  const problem = nameProblem(name) ?? (replaces && task === "rename" ? "another scenario has this name" : null);
  const act = async (): Promise<void> => {
    if (problem || busy) return;
    setBusy(true);
    try {
      await (task === "save" ? whatIf.save(name) : whatIf.rename(name));
      toasts.say(task === "save" ? `Saved as ${name}` : `Renamed to ${name}`, { tone: "ok" });
      onClose();
    } catch (thrown) {
      toasts.fail(toReport(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={task === "save" ? "Save the scenario" : "Rename the scenario"}
      width={420}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} unavailable={problem} onClick={() => void act()}>
            {task === "rename" ? "Rename" : replaces ? "Replace" : "Save"}
          </Button>
        </>
      }
    >
      <div ref={box} className="wi-named">
        <span className="dim" aria-hidden="true">
          Name
        </span>
        <TextField
          label="Name"
          value={typed}
          maxLength={100}
          error={problem}
          onChange={setName}
          onEnter={() => void act()}
        />
      </div>
      {replaces && task === "save" && <p className="dim">A scenario of this name is there already.</p>}
    </Dialog>
  );
}
