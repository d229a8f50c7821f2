// Which lanes a panel shows: found by typing, grouped by where they come from, a star for those of all guests at once.
import { useMemo, useState } from "react";
import { formatNumber, plural } from "../../../src-shared/base/format.ts";
import { heatName, laneName, matches } from "../../../src-shared/dashboard/lanes.ts";
import type { LanesSource } from "../../../src-shared/dashboard/schema.ts";
import type { LanesReply } from "../../../src-shared/protocol/column-replies.ts";
import { Checkbox } from "../../ui/choice.tsx";
import { SearchField } from "../../ui/field.tsx";
import { Chip } from "../../ui/mark.tsx";

type Entry = LanesSource["lanes"][number];

interface Choice {
  readonly name: string;
  readonly title: string;
  readonly detail: string;
}

/** Names that can be chosen: those of all guests at once first, then each lane. */
export function choicesOf(lanes: LanesReply, guests: readonly string[]): readonly Choice[] {
  const all = new Map<string, Choice>();
  const heat = lanes.heat_lanes.map((lane) => ({
    name: heatName(lane),
    guest: lane.guest,
    title: `addresses of ${lane.guest ?? lane.title}`,
    unit: "faults",
  }));
  const own = [
    ...lanes.lanes.map((lane) => ({ name: laneName(lane), guest: lane.guest, title: lane.title, unit: lane.unit })),
    ...heat,
  ];
  for (const { name, guest, title, unit } of own) {
    if (guest === null || !guests.includes(guest) || !name.includes(guest)) continue;
    const star = name.replace(guest, "*");
    const count = own.filter((one) => matches(star, one.name)).length;
    if (count > 1)
      all.set(star, {
        name: star,
        title: title.replace(guest, "each guest"),
        detail: `${formatNumber(count)} ${plural(count, "lane")}, ${unit || "count"}`,
      });
  }
  for (const { name, title, unit } of own)
    all.set(name, { name, title: title === "" ? name : title, detail: unit || "count" });
  return [...all.values()];
}

const nameOf = (entry: Entry): string => (typeof entry === "string" ? entry : entry.lane);

/** Lanes that are listed at a time: typing finds the others. */
const MOST_LISTED = 200;

export function LaneChooser(props: {
  readonly lanes: LanesReply;
  readonly guests: readonly string[];
  readonly value: readonly Entry[];
  readonly onChange: (value: readonly Entry[]) => void;
}) {
  const { lanes, guests, value, onChange } = props;
  const [typed, setTyped] = useState("");
  const choices = useMemo(() => choicesOf(lanes, guests), [lanes, guests]);
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = choices.filter(({ name, title }) =>
    words.every((word) => `${name} ${title}`.toLowerCase().includes(word)),
  );
  const chosen = value.map(nameOf);
  const toggle = (name: string): void =>
    onChange(chosen.includes(name) ? value.filter((entry) => nameOf(entry) !== name) : [...value, name]);
  return (
    <div className="db-lanes">
      <div className="db-laneschosen">
        {value.length === 0 && <span className="dim2">No lane is chosen yet</span>}
        {chosen.map((name) => (
          <Chip key={name} clearLabel={`Leave out ${name}`} onClear={() => toggle(name)}>
            <span className="ell">{name}</span>
          </Chip>
        ))}
      </div>
      <SearchField
        label="Find a lane"
        value={typed}
        placeholder="Find: faults, Rss, meminfo, ksm …"
        onChange={setTyped}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a set of check boxes with a list's layout */}
      <div className="db-lanelist" role="group" aria-label="Lanes">
        {found.slice(0, MOST_LISTED).map(({ name, title, detail }) => (
          <div key={name} className="db-lane">
            <Checkbox label={title} checked={chosen.includes(name)} onChange={() => toggle(name)} />
            <span className="grow" />
            <span className="dim2 nw">{detail}</span>
          </div>
        ))}
        {found.length === 0 && <p className="dim2">No lane of this project is called so.</p>}
        {found.length > MOST_LISTED && (
          <p className="dim2">{formatNumber(found.length - MOST_LISTED)} more: type to find them.</p>
        )}
      </div>
    </div>
  );
}
