// Events without a table of their own: rows of `event` with their first six fields, named in `event_field`.
import { fillBatch, ints, put64, setUnknown, texts } from "../bytes/columns.ts";
import type { ImportContext } from "../importer.ts";
import { eventBatch } from "../table-batches.ts";
import type { FieldValues, RecordedField, TraceEvent, TraceMoment } from "./contract.ts";
import { hasValue } from "./formats.ts";
import { fieldOf } from "./payload.ts";
import type { TraceRows } from "./rows.ts";

/** Columns v1 to v6. */
const KEPT = 6;
const FIELD_ROWS = 1024;

const fieldBatch = () =>
  fillBatch("event_field", {
    event_id: ints(FIELD_ROWS),
    v: ints(FIELD_ROWS),
    name: texts(FIELD_ROWS),
    type: texts(FIELD_ROWS),
  });

/** An event as the rows need it. */
export interface NamedEvent {
  readonly name: string;
  readonly nameId: number;
  readonly wanted: TraceEvent["wanted"];
  /** Null where the fields are not known. */
  recorded: readonly RecordedField[] | null;
  /** Its fields are named in `event_field`. */
  fieldsNamed: boolean;
}

export interface GenericEvents {
  /** What an event without a table of its own wants. */
  wantedOf(recorded: readonly RecordedField[]): TraceEvent["wanted"];
  /** One record as a row. */
  put(event: NamedEvent, moment: TraceMoment, values: FieldValues): void;
}

export function genericEvents(context: ImportContext, rows: TraceRows): GenericEvents {
  const queue = rows.queue(eventBatch);
  const fields = rows.queue(fieldBatch);

  function nameFields(event: NamedEvent): void {
    event.fieldsNamed = true;
    const others = event.recorded?.filter(({ name }) => !event.wanted.some((spellings) => spellings.includes(name)));
    if (others?.length)
      context.remark({
        code: "trace.fields_not_kept",
        excerpt: `${event.name}: ${others.map((field) => field.name).join(", ")}`,
        expected: "at most six fields, of one value each",
      });
    for (const [i, spellings] of event.wanted.slice(0, KEPT).entries()) {
      const field = event.recorded && fieldOf(event.recorded, spellings);
      if (event.recorded && !field) continue;
      const batch = fields.open();
      const row = batch.rows++;
      batch.columns.event_id.data[row] = event.nameId;
      batch.columns.v.data[row] = i + 1;
      batch.columns.name.data[row] = field?.name ?? spellings[0] ?? "";
      batch.columns.type.data[row] = field?.type || (field?.text ? "text" : "");
    }
  }

  return {
    wantedOf: (recorded) =>
      recorded
        .filter(hasValue)
        .slice(0, KEPT)
        .map((field) => [field.name]),
    put(event, moment, values) {
      if (!event.fieldsNamed) nameFields(event);
      const batch = queue.open();
      const row = batch.rows++;
      const { columns } = batch;
      rows.putMoment(columns, row, moment);
      columns.event_id.data[row] = event.nameId;
      const { known, words } = values;
      if (known & 1) put64(columns.v1, row, words[0] as number, words[1] as number);
      else setUnknown(columns.v1, row);
      if (known & 2) put64(columns.v2, row, words[2] as number, words[3] as number);
      else setUnknown(columns.v2, row);
      if (known & 4) put64(columns.v3, row, words[4] as number, words[5] as number);
      else setUnknown(columns.v3, row);
      if (known & 8) put64(columns.v4, row, words[6] as number, words[7] as number);
      else setUnknown(columns.v4, row);
      if (known & 16) put64(columns.v5, row, words[8] as number, words[9] as number);
      else setUnknown(columns.v5, row);
      if (known & 32) put64(columns.v6, row, words[10] as number, words[11] as number);
      else setUnknown(columns.v6, row);
    },
  };
}
