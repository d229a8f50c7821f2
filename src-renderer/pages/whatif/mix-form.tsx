// The guest mix in the form: a slider for each captured guest, and guests that are made up by hand.
import { useState } from "react";
import type { GuestEntry } from "../../../src-shared/density/scenario-schema.ts";
import { Button } from "../../ui/button.tsx";
import { NumberField, Slider, TextField } from "../../ui/field.tsx";
import { GuestMark } from "../../ui/mark.tsx";
import { MenuButton } from "../../ui/menu.tsx";
import { tip } from "../../ui/tip.ts";
import { usePage, useWhatIf } from "./context.tsx";
import type { Draft } from "./draft.ts";
import { guestFields } from "./fields.ts";
import {
  addGuest,
  equalShares,
  kindTitle,
  MADE_UP,
  type MixRow,
  madeUpGuest,
  mixRows,
  mixWords,
  removeGuest,
  weightText,
  withWeight,
} from "./mix.ts";
import { isChanged, NumberRow } from "./number-row.tsx";
import { withValue } from "./paths.ts";

/** A slider's end; heavier guests move it. */
const USUAL_WEIGHTS = 5;
const MOST_WEIGHT = 1_048_576;

export function MixForm({ draft }: { readonly draft: Draft }) {
  const { whatIf, captured } = usePage();
  const problem = useWhatIf((state) => state.problem);
  const [open, setOpen] = useState<string | null>(null);
  const rows = mixRows(draft.scenario, captured);
  const named = draft.scenario.guests.some((guest) => guest.kind === "profile" && guest.profile !== "*");
  const of = problem?.place?.startsWith("guests") || problem?.place === "the scenario" ? problem : null;
  return (
    <section className="wi-group" aria-label="Guest mix">
      <h2 className="sec">
        Guest mix
        <span className="grow" />
        <span className="dim2 wi-light">weights</span>
      </h2>
      {rows.map((row) => (
        <GuestRow
          key={row.key}
          row={row}
          draft={draft}
          open={open === row.key}
          onOpen={() => setOpen(open === row.key ? null : row.key)}
        />
      ))}
      <p className="wi-note">{mixWords(draft.scenario)}</p>
      {draft.scenario.guests.length === 0 && <p className="fielderr">a mix needs at least one guest</p>}
      {of && !refusedField(of.place) && draft.scenario.guests.length > 0 && (
        <p className="fielderr" role="alert">
          {of.error.what}
        </p>
      )}
      <div className="row wi-mixacts">
        <MenuButton
          kind="ghost"
          icon="plus"
          label="Add by hand: a guest"
          items={MADE_UP.map((kind) => ({
            id: kind,
            title: `Add ${/^[aeiou]/.test(kind) ? "an" : "a"} ${kindTitle(kind)}`,
            run: () => {
              const guest = madeUpGuest(kind, draft.scenario.guests);
              setOpen(`entry ${draft.scenario.guests.length}`);
              whatIf.change(`Add ${guest.name}`, (scenario) => addGuest(scenario, guest));
            },
          }))}
        >
          Add by hand
        </MenuButton>
        {captured.length > 0 && named && (
          <Button kind="ghost" icon="undo" onClick={() => whatIf.change("Equal shares", equalShares)}>
            Equal shares
          </Button>
        )}
      </div>
    </section>
  );
}

/** A place below one guest has a field of its own. */
const refusedField = (place: string | null): boolean =>
  place !== null && /^guests\[\d+\]\.(?!weight|heat|writes)/.test(place);

interface RowProps {
  readonly row: MixRow;
  readonly draft: Draft;
  readonly open: boolean;
  readonly onOpen: () => void;
}

function GuestRow({ row, draft, open, onOpen }: RowProps) {
  const { whatIf, captured } = usePage();
  const guest = row.entry === null ? null : (draft.scenario.guests[row.entry] ?? null);
  const most = Math.max(USUAL_WEIGHTS, Math.ceil(row.weight));
  const set = (weight: number): void =>
    whatIf.change(
      weight === 0 ? `${row.title} out of the mix` : `${row.title} weight ${weightText(weight)}`,
      (scenario) => {
        const now = mixRows(scenario, captured).find((one) => one.key === row.key) ?? row;
        return withWeight(scenario, now, weight, captured);
      },
      `weight ${row.key}`,
    );
  const madeUp = guest !== null && guest.kind !== "profile";
  return (
    <>
      <div className={`wi-guest${row.weight === 0 ? " out" : ""}`}>
        <button
          type="button"
          className="wi-name"
          aria-expanded={guest ? open : undefined}
          aria-disabled={guest ? undefined : true}
          onClick={() => guest && onOpen()}
          {...tip(guest ? `${row.title}: its own numbers` : row.title)}
        >
          <GuestMark name={row.title} index={row.identity} />
          <span className="ell">{row.title}</span>
          <span className="dim2 num hide-s ell">{row.size}</span>
        </button>
        <Slider
          label={`Weight of ${row.title}`}
          value={row.weight}
          min={madeUp ? 0.5 : 0}
          max={most}
          step={0.5}
          standard={1}
          text={row.weight === 0 ? "not in the mix" : weightText(row.weight)}
          onChange={set}
          onCommit={whatIf.endGesture}
        />
        <span
          className={`num r wi-weight${row.entry !== null && isChanged(draft, `guests[${row.entry}].weight`) ? " changed" : ""}`}
        >
          {row.weight === 0 ? "out" : weightText(row.weight)}
        </span>
      </div>
      {open && guest && row.entry !== null && <GuestDetails draft={draft} guest={guest} entry={row.entry} />}
    </>
  );
}

function GuestDetails(props: { readonly draft: Draft; readonly guest: GuestEntry; readonly entry: number }) {
  const { draft, guest, entry } = props;
  const { whatIf } = usePage();
  const place = (key: string): string => `guests[${entry}].${key}`;
  const put = (title: string, key: string, value: unknown): void =>
    whatIf.change(title, (scenario) => withValue(scenario, place(key), value), place(key));
  const name = guest.name ?? "";
  return (
    <div className="wi-sub">
      {guest.kind !== "profile" && (
        <div className="wi-row">
          <span>Name</span>
          <TextField
            label="Name"
            value={name}
            maxLength={60}
            onChange={(text) => put(`Name ${text}`, "name", text === "" ? undefined : text)}
          />
        </div>
      )}
      <div className="wi-row">
        <span>Weight</span>
        <NumberField
          label="Weight"
          value={guest.weight}
          min={0.001}
          max={MOST_WEIGHT}
          decimals={3}
          help="share of the mix; default 1"
          changed={isChanged(draft, place("weight"))}
          onChange={(weight) =>
            weight !== null && put(`${name || guest.kind} weight ${weightText(weight)}`, "weight", weight)
          }
          onCommit={whatIf.endGesture}
        />
      </div>
      {guestFields(guest, entry).map((spec) => (
        <NumberRow key={spec.place} spec={spec} draft={draft} />
      ))}
      <div className="wi-row">
        <span {...tip("pages merge only inside one domain; empty: with all that have none")}>Sharing domain</span>
        <TextField
          label="Sharing domain"
          placeholder="none"
          value={guest.sharing_domain ?? ""}
          maxLength={60}
          onChange={(text) => put(`Sharing domain ${text}`, "sharing_domain", text === "" ? null : text)}
        />
      </div>
      {guest.kind !== "profile" && (
        <Button
          kind="ghost"
          icon="remove"
          onClick={() => whatIf.change(`Remove ${name || guest.kind}`, (scenario) => removeGuest(scenario, entry))}
        >
          Remove
        </Button>
      )}
    </div>
  );
}
