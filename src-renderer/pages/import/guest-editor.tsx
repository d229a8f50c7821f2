// One guest of the guest map: its name, its process or domain, its memory. Nothing is imported again.
import { useState } from "react";
import { formatNumber } from "../../../src-shared/base/format.ts";
import { MIB } from "../../../src-shared/base/units.ts";
import type { Guest } from "../../../src-shared/protocol/replies.ts";
import type { GuestMapReply } from "../../../src-shared/protocol/window-replies.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/choice.tsx";
import { NumberField, TextField } from "../../ui/field.tsx";
import { Dialog } from "../../ui/overlay.tsx";
import { foundWords } from "./found-words.ts";
import {
  type Entries,
  editOf,
  editProblem,
  type GuestEdit,
  processKey,
  processOptions,
  withEdit,
  withoutEdit,
} from "./guest-map.ts";

interface GuestEditorProps {
  /** Null: one that nothing has found. */
  readonly guest: Guest | null;
  readonly guests: readonly Guest[];
  readonly entries: Entries;
  readonly candidates: GuestMapReply["candidates"];
  /** The name of the change, and the whole map after it. */
  readonly onChange: (title: string, entries: Entries) => void;
  readonly onClose: () => void;
}

const EMPTY: GuestEdit = { name: "", pid: null, domid: null, ramBytes: null };

export function GuestEditor({ guest, guests, entries, candidates, onChange, onClose }: GuestEditorProps) {
  const begin = guest ? editOf(guest, entries) : EMPTY;
  const [edit, setEdit] = useState(begin);
  const [touched, setTouched] = useState(false);
  const options = processOptions(candidates, edit);
  const problem = editProblem(edit, guest, guests, entries);
  const said = guest !== null && entries.some((entry) => entry.guest === guest.name);
  const change = (part: Partial<GuestEdit>): void => {
    setTouched(true);
    setEdit({ ...edit, ...part });
  };
  const same = guest !== null && JSON.stringify(edit) === JSON.stringify(begin);
  const save = (): void =>
    onChange(guest ? `Guest ${guest.name} changed` : `Guest ${edit.name} added`, withEdit(entries, guest, edit));
  return (
    <Dialog
      title={guest ? `Guest ${guest.name}` : "Add a guest"}
      width={520}
      onClose={onClose}
      actions={
        <>
          {said && (
            <Button
              kind="ghost"
              icon="undo"
              onClick={() => onChange(`Guest ${guest.name} as found`, withoutEdit(entries, guest.name))}
            >
              Back to what was found
            </Button>
          )}
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" unavailable={same ? "nothing was changed" : problem?.what} onClick={save}>
            {guest ? "Save" : "Add"}
          </Button>
        </>
      }
    >
      <div className="importeditor" ref={takeFocus}>
        <span>Name</span>
        <div>
          <TextField
            label="Name of the guest"
            value={edit.name}
            maxLength={200}
            onChange={(name) => change({ name })}
          />
          {touched && problem?.field === "name" && <Wrong what={problem.what} />}
        </div>
        <span>Process</span>
        <div>
          <Select
            label="Process or domain of the guest"
            options={options.map(({ value, title }) => ({ value, title }))}
            value={processKey(edit)}
            onChange={(value) => {
              const option = options.find((one) => one.value === value);
              if (option) change({ pid: option.pid, domid: option.domid });
            }}
          />
          {touched && problem?.field === "pid" && <Wrong what={problem.what} />}
        </div>
        <span>or its number</span>
        <NumberField
          label="Number of the process"
          value={edit.pid}
          min={0}
          max={2 ** 31 - 1}
          optional
          onChange={(pid) => change({ pid, domid: pid === null ? edit.domid : null })}
        />
        <span>Memory</span>
        <NumberField
          label="Memory of the guest"
          unit="MiB"
          value={edit.ramBytes === null ? null : edit.ramBytes / MIB}
          min={0}
          max={2 ** 33}
          optional
          placeholder={guest?.ram_bytes ? formatNumber(guest.ram_bytes / MIB) : ""}
          help="Empty: as it was found"
          onChange={(mib) => change({ ramBytes: mib === null ? null : Math.round(mib * MIB) })}
        />
      </div>
      <p className="dim2 importeditornote">
        {guest ? `Found by ${foundWords(guest.source)}.` : "A guest that no capture names."} Empty fields stay as found.
        Guests are matched anew; nothing is imported again.
      </p>
    </Dialog>
  );
}

/** A dialog gives the focus to the field with this mark when it is shown. */
const takeFocus = (form: HTMLElement | null): void => form?.querySelector("input")?.setAttribute("autofocus", "");

const Wrong = ({ what }: { readonly what: string }) => (
  <span className="fielderr" role="alert">
    {what}
  </span>
);
