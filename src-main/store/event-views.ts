// Views `ev.NAME`: the generic events of one tracepoint with their fields under their own names.
import type { DuckDBConnection } from "@duckdb/node-api";
import { type AttachedFile, tableIn } from "./attached.ts";
import { type Branch, branchesOf, columnNamed, unionOf, type ViewSources } from "./branches.ts";
import { identifier } from "./ddl.ts";
import { nameJoin, nameOf, plainSelect } from "./plain-select.ts";

/** One event of one file: its id there, and the names of its fields by column number. */
interface EventFields {
  readonly file: AttachedFile;
  readonly event: string;
  readonly id: number;
  readonly fields: readonly { readonly v: number; readonly name: string; readonly isText: boolean }[];
}

/** Types of fields whose column holds a dictionary id: text of any length in C's or the tracer's spelling. */
export const TEXT_FIELD = "^(text|string|comm|.*\\bchar\\s*(\\[|\\*).*)$";

const VALUES = new Set(["v1", "v2", "v3", "v4", "v5", "v6"]);

/** Reads which events the files have and how their fields are called. */
export async function readEventFields(
  connection: DuckDBConnection,
  files: readonly AttachedFile[],
): Promise<EventFields[]> {
  const found: EventFields[] = [];
  for (const file of files) {
    if (!file.columns.has("event") || !file.columns.has("event_field") || !file.columns.has("name")) continue;
    const rows = await connection.runAndReadAll(
      `SELECT n.text, f.event_id, f.v, any_value(f.name ORDER BY f.capture_id),
         bool_or(regexp_matches(f.type, '${TEXT_FIELD}')) FROM ${tableIn(file.alias, "event_field")} f
       JOIN ${tableIn(file.alias, "name")} n ON n.id = f.event_id WHERE f.v BETWEEN 1 AND 6
       GROUP BY ALL ORDER BY n.text, f.event_id, f.v`,
    );
    for (const [event, id, v, name, isText] of rows.getRows()) {
      const last = found.at(-1);
      const field = { v: Number(v), name: String(name), isText: isText === true };
      if (last?.file === file && last.id === id) found[found.length - 1] = { ...last, fields: [...last.fields, field] };
      else found.push({ file, event: String(event), id: Number(id), fields: [field] });
    }
  }
  return found;
}

/** Statements that create the views of all events; two systems with an event of one name keep their systems' names. */
export function createEventViews(sources: ViewSources, events: readonly EventFields[]): string[] {
  const byEvent = new Map<string, EventFields[]>();
  for (const one of events) byEvent.set(one.event, [...(byEvent.get(one.event) ?? []), one]);
  const short = (event: string) => event.slice(event.lastIndexOf(":") + 1);
  const uses = new Map<string, number>();
  for (const event of byEvent.keys()) uses.set(short(event), (uses.get(short(event)) ?? 0) + 1);
  const statements = ["CREATE SCHEMA IF NOT EXISTS ev"];
  for (const [event, occurrences] of byEvent) {
    const selects = branchesOf(sources, "event").flatMap((branch) => {
      const here = occurrences.find((one) => one.file === branch.file);
      return here ? [eventSelect(branch, here)] : [];
    });
    if (!selects.length) continue;
    const name = uses.get(short(event)) === 1 ? short(event) : event;
    const body = selects.length === 1 ? unionOf(selects) : selects.join("\nUNION ALL BY NAME\n");
    statements.push(`CREATE OR REPLACE VIEW ev.${identifier(name)} AS ${body}`);
  }
  return statements;
}

function eventSelect(branch: Branch, event: EventFields): string {
  const taken = new Set(["capture", "seq", "t", "time", "cpu", "guest", "vcpu", "pid", "tid", "comm"]);
  const extra: string[] = [];
  const joins: string[] = [];
  for (const { v, name, isText } of event.fields) {
    const free = taken.has(name.toLowerCase()) ? `${name}_${v}` : name;
    taken.add(free.toLowerCase());
    const stored = isText ? nameOf(branch, `v${v}`) : columnNamed(branch, `v${v}`);
    extra.push(`${stored} AS ${identifier(free)}`);
    if (isText) joins.push(nameJoin(branch, `v${v}`));
  }
  return plainSelect(branch, {
    more: `f.event_id = ${event.id}`,
    without: new Set(["event_id", ...VALUES]),
    extra,
    joins,
  });
}
