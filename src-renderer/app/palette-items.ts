// What the palette can find, and how typed text chooses from it.
import { formatPlain } from "../../src-shared/base/format.ts";
import { tables } from "../../src-shared/capture/tables.ts";
import { PARAMETERS } from "../../src-shared/model/parameters.ts";
import type { OpenReply, RecentProject } from "../../src-shared/protocol/window-replies.ts";
import type { IconName } from "../ui/icon.tsx";
import { capital } from "../ui/sentence.ts";
import { formatSpan } from "./clock.ts";
import { type Command, isOn, keysOf } from "./commands.ts";
import { scoreText } from "./palette-score.ts";
import type { Route } from "./route.ts";
import { durationWords } from "./selection-words.ts";
import { countWords } from "./status-words.ts";
import { parseTime } from "./time-text.ts";

export type Section =
  | "Recent"
  | "Commands"
  | "Guests"
  | "Captures"
  | "Data"
  | "Parameters"
  | "Saved"
  | "Projects"
  | "Time";

export interface PaletteItem {
  readonly id: string;
  readonly section: Section;
  readonly title: string;
  /** In grey behind the title. */
  readonly detail: string;
  /** Found by this as well, with less weight. */
  readonly also: string;
  readonly icon: IconName;
  /** Place of a guest, for its mark. */
  readonly guest?: number;
  readonly keys?: string | undefined;
  /** Why it cannot be done now. */
  readonly unavailable?: string | null;
  /** A command that is run, or else a route that is gone to. */
  readonly act: { readonly command: string; readonly argument?: string } | { readonly route: Partial<Route> };
}

export interface PaletteSources {
  readonly commands: Iterable<Command>;
  readonly changedKeys: Readonly<Record<string, readonly string[]>>;
  readonly route: Route;
  readonly project: OpenReply | null;
  readonly recent: readonly RecentProject[];
  readonly queries: readonly string[];
  readonly scenarios: readonly string[];
}

/** Everything that can be found, in no order. */
export function paletteItems(from: PaletteSources): readonly PaletteItem[] {
  return [...commandItems(from), ...projectItems(from), ...dataItems(from), ...parameterItems(), ...savedItems(from)];
}

const PLACES: Readonly<Record<Command["group"], string>> = {
  go: "",
  project: "project",
  page: "on this page",
  edit: "",
  view: "",
  help: "",
};

function commandItems({ commands, changedKeys, route }: PaletteSources): readonly PaletteItem[] {
  return (
    [...commands]
      .filter((command) => !command.unlisted && isOn(command, route.page) && command.id !== "view.palette")
      .filter((command) => command.id !== `go.${route.page}`)
      // What the page itself can do is looked for most.
      .sort((a, b) => Number(b.group === "page") - Number(a.group === "page"))
      .map((command) => ({
        id: command.id,
        section: "Commands",
        title: command.title,
        detail: command.unavailable?.() ?? command.hint?.() ?? PLACES[command.group],
        also: command.id,
        icon: command.icon ?? "right",
        keys: keysOf(command, changedKeys)[0],
        unavailable: command.unavailable?.() ?? null,
        act: { command: command.id },
      }))
  );
}

function projectItems({ project, recent, route }: PaletteSources): readonly PaletteItem[] {
  const guests = (project?.info.guests ?? []).map(
    (guest, at): PaletteItem => ({
      id: `guest ${guest.name}`,
      section: "Guests",
      title: guest.name,
      detail: "guest",
      also: "",
      icon: "guest",
      guest: at,
      act: { route: { page: "guests", detail: null, selection: { ...route.selection, guests: [guest.name] } } },
    }),
  );
  const captures = (project?.info.captures ?? []).map(
    (capture): PaletteItem => ({
      id: `capture ${capture.id}`,
      section: "Captures",
      title: capture.name,
      detail: `capture, ${capture.format}, ${countWords(capture.records.accepted, "record")}`,
      also: capture.format,
      icon: "file",
      act: { route: { page: "import", detail: null, selection: { ...route.selection, captures: [capture.id] } } },
    }),
  );
  const others = recent
    .filter((one) => one.found && one.path !== route.project)
    .map(
      (one): PaletteItem => ({
        id: `project ${one.path}`,
        section: "Projects",
        title: one.name,
        detail: one.path,
        also: one.path,
        icon: "history",
        act: { command: "project.open", argument: one.path },
      }),
    );
  return [...guests, ...captures, ...others];
}

function dataItems({ project }: PaletteSources): readonly PaletteItem[] {
  if (!project) return [];
  const open = (sql: string): PaletteItem["act"] => ({ route: { page: "query", detail: `sql:${sql}` } });
  return tables.flatMap((table) => {
    const rows = project.info.tables[table.name];
    const own: PaletteItem = {
      id: `table ${table.name}`,
      section: "Data",
      title: table.name,
      detail: `table, ${rows === undefined ? "empty" : countWords(rows, "row")}: ${table.meaning}`,
      also: table.meaning,
      icon: "table",
      act: open(`SELECT *\nFROM ${table.name}\nLIMIT 1000`),
    };
    const columns = table.columns.map(
      (column): PaletteItem => ({
        id: `column ${table.name}.${column.name}`,
        section: "Data",
        title: `${table.name}.${column.name}`,
        detail: `column${column.unit ? `, ${column.unit}` : ""}: ${column.meaning}`,
        also: column.meaning,
        icon: "column",
        act: open(`SELECT ${column.name}\nFROM ${table.name}\nLIMIT 1000`),
      }),
    );
    return [own, ...columns];
  });
}

const parameterItems = (): readonly PaletteItem[] =>
  PARAMETERS.map(({ id, title, unit, value, evidence }) => ({
    id: `parameter ${id}`,
    section: "Parameters",
    title: capital(title),
    detail: `${id}, ${valueWords(value, unit)}, ${evidence}`,
    also: id,
    icon: "sliders",
    act: { route: { page: "whatif", detail: `parameter:${id}` } },
  }));

function valueWords(value: number | null, unit: string): string {
  if (value === null) return "not set";
  if (unit === "0 or 1") return value === 1 ? "on" : "off";
  return `${formatPlain(value)} ${unit}`;
}

function savedItems({ queries, scenarios }: PaletteSources): readonly PaletteItem[] {
  const item = (kind: "query" | "scenario", name: string): PaletteItem => ({
    id: `${kind} ${name}`,
    section: "Saved",
    title: name,
    detail: kind === "query" ? "saved query" : "saved scenario",
    also: "",
    icon: kind === "query" ? "query" : "whatif",
    act: {
      route:
        kind === "query" ? { page: "query", detail: `saved:${name}` } : { page: "whatif", detail: `scenario:${name}` },
    },
  });
  return [...queries.map((name) => item("query", name)), ...scenarios.map((name) => item("scenario", name))];
}

export interface Found {
  readonly item: PaletteItem;
  /** Parts of the title that were found. */
  readonly ranges: readonly (readonly [number, number])[];
}

export interface FoundSection {
  readonly section: Section;
  readonly found: readonly Found[];
}

const PREFIXES: Readonly<Record<string, Section>> = { ">": "Commands", "@": "Guests", "#": "Parameters", ":": "Time" };
/** Items of a section, with other sections beside it and alone. */
const [MOST_BESIDE, MOST_ALONE] = [6, 60] as const;
/** What is found much worse than the best is not worth a line. */
const LEAST_SHARE = 0.5;
const ALSO_WEIGHT = 0.7;

/** What typed text finds, best section first. `recent`: ids of what was used last, shown before anything is typed. */
export function searchPalette(
  items: readonly PaletteItem[],
  text: string,
  from: Pick<PaletteSources, "project" | "route">,
  recent: readonly string[] = [],
): readonly FoundSection[] {
  const only = PREFIXES[text.trimStart().charAt(0)];
  const query = only ? text.trimStart().slice(1).trim() : text.trim();
  if (only === "Time") return timeSection(query, from);
  const pool = only ? items.filter((item) => item.section === only) : items;
  if (query === "")
    return only ? [{ section: only, found: plain(pool.slice(0, MOST_ALONE)) }] : beginning(items, recent);
  const scored = pool
    .map((item) => ({ item, ...scoreItem(query, item) }))
    .filter((one) => one.score > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  const least = best > 0 ? best * LEAST_SHARE : best * (2 - LEAST_SHARE);
  const sections = new Map<Section, Found[]>();
  for (const { item, ranges, score } of scored) {
    const found = sections.get(item.section) ?? [];
    if (score < least || found.length >= (only ? MOST_ALONE : MOST_BESIDE)) continue;
    found.push({ item, ranges });
    sections.set(item.section, found);
  }
  return [...timeSection(query, from), ...[...sections].map(([section, found]) => ({ section, found }))];
}

function scoreItem(query: string, item: PaletteItem): { score: number; ranges: Found["ranges"] } {
  const own = scoreText(query, item.title);
  const also = item.also === "" ? null : scoreText(query, item.also);
  // What cannot be done now stands behind what can.
  const weight = item.unavailable ? 0.8 : 1;
  const score = Math.max(
    own?.score ?? Number.NEGATIVE_INFINITY,
    also ? also.score * ALSO_WEIGHT : Number.NEGATIVE_INFINITY,
  );
  return { score: score > 0 ? score * weight : score, ranges: own?.ranges ?? [] };
}

const plain = (items: readonly PaletteItem[]): readonly Found[] => items.map((item) => ({ item, ranges: [] }));

function beginning(items: readonly PaletteItem[], recent: readonly string[]): readonly FoundSection[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const last = recent.map((id) => byId.get(id)).filter((item): item is PaletteItem => item !== undefined);
  const commands = items.filter((item) => item.section === "Commands" && !item.unavailable && !last.includes(item));
  const sections: FoundSection[] = [
    { section: "Recent", found: plain(last.slice(0, MOST_BESIDE)) },
    { section: "Commands", found: plain(commands.slice(0, 12)) },
    { section: "Guests", found: plain(items.filter((item) => item.section === "Guests").slice(0, MOST_BESIDE)) },
  ];
  return sections.filter(({ found }) => found.length > 0);
}

function timeSection(
  text: string,
  { project, route }: Pick<PaletteSources, "project" | "route">,
): readonly FoundSection[] {
  if (!project || project.length_ms === null) return [];
  const { span } = route.selection;
  const chosen = parseTime(text, { startWallMs: project.start_wall_ms, lengthMs: project.length_ms, span });
  if (!chosen) return [];
  const item: PaletteItem = {
    id: "time",
    section: "Time",
    title: `Select ${formatSpan(chosen, project.start_wall_ms)}`,
    detail: durationWords(chosen),
    also: "",
    icon: "clock",
    act: { route: { selection: { ...route.selection, span: chosen } } },
  };
  return [{ section: "Time", found: plain([item]) }];
}
