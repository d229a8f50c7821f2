// Asks for the name under which a document of the project is saved.
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Dialog } from "../ui/overlay.tsx";
import { Callout } from "../ui/state.tsx";
import { nameProblem } from "./documents.ts";

export function NameDialog(props: {
  readonly title: string;
  readonly action: string;
  readonly name: string;
  /** What is saved, for those who chose a name that is taken: "saved query". */
  readonly noun: string;
  /** Names of the others. */
  readonly taken: readonly string[];
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(props.name);
  const trimmed = name.trim();
  const problem = nameProblem(trimmed, props.taken, props.noun);
  const done = (): void => {
    if (problem === null) props.onName(trimmed);
  };
  return (
    <Dialog
      title={props.title}
      width={420}
      onClose={props.onClose}
      actions={
        <>
          <Button kind="ghost" onClick={props.onClose}>
            Cancel
          </Button>
          <Button kind="primary" unavailable={problem} onClick={done}>
            {props.action}
          </Button>
        </>
      }
    >
      <div className="namefield">
        <span className="dim" aria-hidden="true">
          Name
        </span>
        <TextField label="Name" value={name} maxLength={100} onChange={setName} onEnter={done} />
        {problem !== null && trimmed !== "" && <Callout tone="err">{problem}</Callout>}
      </div>
    </Dialog>
  );
}
