// What a run is asked with: the policies beside it, guests, how often and how late a policy sees, replications.
import { type ReactNode, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/choice.tsx";
import { NumberField } from "../../ui/field.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { Popover } from "../../ui/popover.tsx";
import { MOST, type RunSettings, rivals } from "./script.ts";

interface Props {
  readonly settings: RunSettings;
  readonly onChange: (settings: RunSettings) => void;
}

function Opening(props: {
  readonly label: string;
  readonly icon: IconName;
  readonly words: string;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <span className="menuhost">
      <Button icon={props.icon} popup="dialog" expanded={open} onClick={() => setOpen(!open)}>
        {props.words}
      </Button>
      {open && (
        <Popover label={props.label} className="polpop" align="end" focusWhole onClose={() => setOpen(false)}>
          {props.children}
        </Popover>
      )}
    </span>
  );
}

export function CompareWith({ settings, onChange }: Props) {
  const { beside } = settings;
  return (
    <Opening label="Compare with" icon="compare" words={`Compare with ${beside.length}`}>
      {[false, true].map((system) => (
        <fieldset key={String(system)} className="polrivals">
          <legend>{system ? "Systems, with mechanisms of their own" : "Built-in policies on the same demand"}</legend>
          {rivals
            .filter((rival) => rival.system === system)
            .map(({ id, title }) => (
              <Checkbox
                key={id}
                label={title}
                checked={beside.includes(id)}
                onChange={(checked) => {
                  const next = rivals
                    .map((one) => one.id)
                    .filter((one) => (one === id ? checked : beside.includes(one)));
                  onChange({ ...settings, beside: next });
                }}
              />
            ))}
        </fieldset>
      ))}
    </Opening>
  );
}

const FIELDS = [
  ["interval", "Asked every", "epochs", "Epochs between two calls of the policy"],
  ["delay", "Sees what was", "epochs ago", "How old the newest view is: at least one epoch"],
  [
    "replications",
    "Replications",
    "",
    "Runs with other random numbers, the same for every policy; intervals from five on",
  ],
] as const;

export function RunOptions({ settings, onChange }: Props) {
  return (
    <Opening label="Run options" icon="sliders" words="Options">
      <h3>On the demand of this project</h3>
      <span>Guests</span>
      <NumberField
        label="Guests"
        optional
        placeholder="as captured"
        min={1}
        max={MOST.guests}
        value={settings.guests}
        onChange={(guests) => onChange({ ...settings, guests })}
      />
      {FIELDS.map(([name, title, unit, help]) => (
        <div key={name} className="polfield">
          <span>{title}</span>
          <NumberField
            label={title}
            {...(unit ? { unit } : {})}
            help={help}
            min={1}
            max={MOST[name]}
            value={settings[name]}
            onChange={(value) => value !== null && onChange({ ...settings, [name]: value })}
          />
        </div>
      ))}
    </Opening>
  );
}
