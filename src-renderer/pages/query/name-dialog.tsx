// Asks for the name under which a query is saved.
import { useState } from "react";
import { requests } from "../../../src-shared/protocol/requests.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Dialog } from "../../ui/overlay.tsx";
import { Callout } from "../../ui/state.tsx";

const { name: Name } = requests.saveDocument.shape;

export function NameDialog(props: {
  readonly title: string;
  readonly action: string;
  readonly name: string;
  /** Names of other saved queries, which would be replaced. */
  readonly taken: readonly string[];
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(props.name);
  const trimmed = name.trim();
  const problem =
    trimmed === ""
      ? "a name is needed"
      : Name.safeParse(trimmed).success
        ? null
        : 'a name is at most 100 characters long and has none of < > : " / \\ | ? *';
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
      <div className="qname">
        <TextField label="Name" value={name} maxLength={100} onChange={setName} onEnter={done} />
        {problem !== null && trimmed !== "" && <Callout tone="err">{problem}</Callout>}
        {problem === null && props.taken.includes(trimmed) && (
          <Callout tone="warn">The saved query “{trimmed}” is replaced; undo brings it back</Callout>
        )}
      </div>
    </Dialog>
  );
}
