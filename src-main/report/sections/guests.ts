import type { ByteUnit } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import { type Html, html, nothing, type Part } from "../html.ts";
import {
  block,
  folded,
  grade,
  inUnit,
  name,
  notSeen,
  number,
  numeric,
  said,
  section,
  table,
  text,
  unitOf,
  type View,
  word,
} from "../view.ts";

/** Rows of a list that a page shows; the JSON form of the report holds all. */
const MOST_ROWS = 60;

export function guestsSection(view: View): Html {
  const { guests, profile } = view.report;
  if (guests.length + profile.guests.length === 0)
    return section(
      "guests",
      "Guests of the recording",
      html`No guest was found in the captures, so nothing recorded went into this answer.`,
    );
  return section(
    "guests",
    "Guests of the recording",
    html`What was learnt of each guest. Resident is what stood in host memory; footprint is every page touched at any time; a working set is what is touched within a window of time.`,
    guestTable(view),
    profile.guests.some((guest) => guest.working_set.length > 0) ? workingSets(view) : nothing,
    grounds(view),
  );
}

/** Numbers of pages shown as memory in one unit. */
const pagesIn = (unit: ByteUnit) => (pages: number) => inUnit(unit)(bytesOf(pages));

function guestTable(view: View): Html {
  const { guests, profile } = view.report;
  const unit = unitOf([
    ...guests.map((guest) => guest.ram_bytes),
    ...profile.guests.map((guest) => bytesOf(guest.ram_pages ?? guest.resident_pages?.max ?? 0)),
  ]);
  const known = new Set(profile.guests.map((guest) => guest.guest));
  const others = guests.flatMap((guest, i) => (known.has(guest.name) ? [] : [i]));
  const columns = [
    text("Guest"),
    numeric("RAM"),
    numeric("Resident, least"),
    numeric("Median"),
    numeric("Most"),
    numeric("At the end"),
    numeric("Footprint"),
    text("Grade"),
    text("Must not be touched"),
  ];
  const rows = (): Part[][] => [
    ...profile.guests.map((_, i) => learntRow(view, i, unit)),
    ...others.map((i) => namedRow(view, i, unit)),
  ];
  return html`${block(view, "Memory of each guest", unit.name, () => table(columns, rows().slice(0, MOST_ROWS)))}${more(profile.guests.length + others.length)}`;
}

/** A guest with a profile. */
function learntRow(view: View, i: number, unit: ByteUnit): Part[] {
  const guest = view.report.profile.guests[i]!;
  const index = view.report.guests.findIndex((other) => other.name === guest.guest);
  const path = `profile.guests[${i}]`;
  const pages = pagesIn(unit);
  const ram =
    guest.ram_pages === null && index >= 0
      ? number(view, `guests[${index}].ram_bytes`, inUnit(unit))
      : number(view, `${path}.ram_pages`, pages);
  return [
    name(guest.guest),
    ram,
    ...["min", "median", "max", "last"].map((key) =>
      number(view, guest.resident_pages ? `${path}.resident_pages.${key}` : `${path}.resident_pages`, pages),
    ),
    number(view, `${path}.footprint_pages`, pages),
    grade(guest.coverage.grade),
    index < 0 ? nothing : pinned(view, index),
  ];
}

/** A guest of which only name and size are known. */
function namedRow(view: View, i: number, unit: ByteUnit): Part[] {
  const unknown = Array.from({ length: 6 }, () => notSeen);
  return [
    name(view.report.guests[i]!.name),
    number(view, `guests[${i}].ram_bytes`, inUnit(unit)),
    ...unknown,
    pinned(view, i),
  ];
}

const pinned = (view: View, index: number): Html =>
  view.report.guests[index]?.pinned ? said(view, `guests[${index}].pinned.reason`) : html`nothing found`;

const more = (rows: number): Html =>
  rows > MOST_ROWS
    ? html`<p class="more">The table shows its first rows; the JSON form of this report holds all.</p>`
    : nothing;

function workingSets(view: View): Html {
  const { guests } = view.report.profile;
  const unit = unitOf(guests.flatMap((guest) => guest.working_set.map((set) => bytesOf(set.pages.high))));
  const pages = pagesIn(unit);
  return folded(view, `Working set by window, ${unit.name}`, () =>
    table(
      [text("Guest"), numeric("Window, s"), numeric("Least"), numeric("Best estimate"), numeric("Most")],
      guests.flatMap((guest, i) =>
        guest.working_set.map((_, w) => [
          name(guest.guest),
          number(view, `profile.guests[${i}].working_set[${w}].window_s`),
          ...["low", "best", "high"].map((key) =>
            number(view, `profile.guests[${i}].working_set[${w}].pages.${key}`, pages),
          ),
        ]),
      ),
    ),
  );
}

function grounds(view: View): Html {
  const { guests } = view.report.profile;
  const rows = guests.flatMap((guest, i) =>
    guest.identified.map((it, q) => [
      name(guest.guest),
      word(it.quantity.replaceAll("_", " ")),
      word(it.state),
      said(view, `profile.guests[${i}].identified[${q}].why`),
    ]),
  );
  if (rows.length === 0) return nothing;
  return html`${folded(view, "What the recording can tell of each guest, and why", () =>
    table([text("Guest"), text("Quantity"), text("State"), text("Why")], rows.slice(0, MOST_ROWS * 4)),
  )}`;
}
