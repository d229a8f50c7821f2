// The head of a group: a host or a guest, open with its values at the cursor, closed with one small drawing.
import { memo, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { formatBytes, plural } from "../../../src-shared/base/format.ts";
import { useApp } from "../../app/app.tsx";
import { onlyGuest, toggleGuest } from "../../app/selection.ts";
import { qualityOf } from "../../app/status-words.ts";
import { useRequest } from "../../app/use-request.ts";
import { Icon } from "../../ui/icon.tsx";
import { GuestMark } from "../../ui/mark.tsx";
import { tip } from "../../ui/tip.ts";
import { LanePicture } from "./lane-picture.tsx";
import type { GroupRow } from "./rows.ts";
import type { GroupSpec, LaneSpec, Told } from "./spec.ts";
import { useStage, useValues } from "./stage.tsx";
import { writeOrHide } from "./use-follow.ts";
import { tempoOf, valueWords } from "./words.ts";

const BARE: Readonly<Record<NonNullable<GroupRow["bare"]>, string>> = {
  more: "none of the usual lanes is here; Find a lane has others",
  nothing: "nothing was recorded over time",
};

export const GroupRowView = memo(function GroupRowView(props: {
  readonly row: GroupRow;
  readonly focused: boolean;
  readonly onFocus: (row: string) => void;
  readonly onToggle: (group: GroupSpec, open: boolean) => void;
}) {
  const { row, focused } = props;
  const { group, open } = row;
  return (
    <li className={`timeline-group${focused ? " here" : ""}`} data-lane={group.id} style={{ height: row.height + 1 }}>
      <div className="timeline-label">
        <button
          type="button"
          className="timeline-groupname"
          data-row={row.id}
          style={{ paddingLeft: 8 + row.depth * 12 }}
          aria-expanded={open}
          tabIndex={focused ? 0 : -1}
          onFocus={() => props.onFocus(row.id)}
          onClick={() => props.onToggle(group, !open)}
        >
          <Icon name={open ? "down" : "right"} size={13} />
          {group.kind === "host" && <Icon name="guests" size={13} />}
          {group.kind === "guest" && <span className="timeline-markplace" />}
          <span className={group.kind === "untraced" ? "ell light" : "ell"}>{group.title}</span>
        </button>
        {group.kind === "guest" && <Mark group={group} depth={row.depth} />}
      </div>
      <div className="timeline-plot" data-plot="">
        {!open && group.head && <LanePicture lane={group.head} height={row.height} owner={group.title} />}
        <div className={open ? "timeline-told" : "timeline-told closed"}>
          <Words group={group} open={open} />
          {row.bare && <span>{BARE[row.bare]}</span>}
          {open && group.kind === "host" && <Legend group={group} />}
        </div>
      </div>
    </li>
  );
});

/** Pressing a guest's mark selects it for every page; Ctrl adds it. */
function Mark({ group, depth }: { readonly group: GroupSpec; readonly depth: number }) {
  const { route } = useApp();
  const selected = useStore(route, (state) => state.selection.guests.includes(group.title));
  return (
    <button
      type="button"
      className="timeline-mark"
      tabIndex={-1}
      aria-pressed={selected}
      aria-label={`Select ${group.title}`}
      style={{ left: 28 + depth * 12 }}
      {...tip(selected ? `${group.title} is selected` : `Select ${group.title}; Ctrl adds it`)}
      onClick={(event) => {
        const { selection } = route.getState();
        const chosen = event.ctrlKey || event.metaKey ? toggleGuest : onlyGuest;
        route.change({ selection: chosen(selection, group.title) });
      }}
    >
      <GuestMark name={group.title} index={group.place} />
    </button>
  );
}

function Words({ group, open }: { readonly group: GroupSpec; readonly open: boolean }) {
  const { data } = useStage();
  const { head } = group;
  const guests = data.model.groups.filter(({ kind }) => kind === "guest");
  const traced = guests.filter(({ parent }) => parent === null).length;
  const apart = guests.length - traced;
  return (
    <>
      {group.ramBytes !== null && <span>{formatBytes(group.ramBytes)}</span>}
      {group.kind === "host" && head && <HostSize head={head} />}
      {head?.told.filter(isHead(group, open)).map((told) => (
        <Part key={told.measure} head={head} told={told} />
      ))}
      {group.kind === "host" && guests.length > 0 && (
        <span className="hide-s">
          <b>{guests.length}</b> {plural(guests.length, "guest")}
          {apart > 0 && `, ${traced} traced`}
        </span>
      )}
      {group.note && <span>{group.note}</span>}
      {group.kind === "untraced" && <Coverage group={group} />}
    </>
  );
}

/** What waits longest is asked for last: the profile is needed for nothing else here. */
const PROFILE_AFTER_MS = 4000;

/** The lowest coverage grade of the guests that were not traced. */
function Coverage({ group }: { readonly group: GroupSpec }) {
  const { project, data } = useStage();
  const [ripe, setRipe] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setRipe(true), PROFILE_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
  const profile = useRequest("profile", ripe ? { project } : null);
  const names = new Set(data.model.groups.filter(({ parent }) => parent === group.id).map(({ title }) => title));
  const own = profile.data?.guests.filter(({ guest }) => names.has(guest)) ?? [];
  const quality = profile.data && qualityOf({ ...profile.data, guests: own });
  return quality && <span>coverage {quality.grade}</span>;
}

/** A closed group leaves room for its drawing. */
const isHead =
  ({ kind, head }: GroupSpec, open: boolean) =>
  ({ measure }: Told): boolean =>
    kind === "guest" ? open || measure === head?.told[0]?.measure : measure === "used";

function HostSize({ head }: { readonly head: LaneSpec }) {
  const text = useRef<HTMLElement>(null);
  useValues((valueAt) => {
    const whole = valueAt(head.id, "whole");
    return writeOrHide(text.current, text.current, Number.isNaN(whole) ? null : formatBytes(whole));
  });
  return <span ref={text} hidden />;
}

function Part({ head, told }: { readonly head: LaneSpec; readonly told: Told }) {
  const text = useRef<HTMLElement>(null);
  const { latest } = useStage();
  useValues((valueAt) => {
    const value = valueAt(head.id, told.measure);
    const tempo = tempoOf(latest.get(head.id)?.bucketMs ?? 1000);
    const words = Number.isNaN(value) ? null : valueWords(value, told.unit, tempo);
    return writeOrHide(text.current, text.current?.lastElementChild, words);
  });
  return (
    <span ref={text} hidden>
      {told.title} <b />
    </span>
  );
}

/** The states of memory by their colours. */
function Legend({ group }: { readonly group: GroupSpec }) {
  const { data } = useStage();
  const memory = data.model.lanes.find((lane) => lane.id === `${group.id}/memory`);
  if (!memory) return null;
  const inks = new Map(memory.track.measures.map(({ id, ink, look }) => [id, look === "told" ? null : ink]));
  return (
    <span className="legend timeline-legend">
      {memory.told
        .filter(({ measure }) => inks.get(measure))
        .map(({ measure, title }) => (
          <span key={measure}>
            <i className="dot" style={{ background: `var(${inks.get(measure)})` }} />
            {title}
          </span>
        ))}
    </span>
  );
}
