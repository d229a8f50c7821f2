// Bookmarks: spans of time with a word of the user, kept in the project as documents that people can read and diff.
import { z } from "zod";
import type { DocumentsReply } from "../../../src-shared/protocol/window-replies.ts";
import { takenBy } from "../../app/documents.ts";
import type { Span } from "../../app/selection.ts";

const SCHEMA = "plimsoll.note/1";

const NoteText = z.object({
  schema: z.literal(SCHEMA),
  text: z.string(),
  from_ms: z.number(),
  to_ms: z.number(),
  /** Project start on the wall clock when it was written: a further capture may begin earlier. */
  start_wall_ms: z.number().nullable(),
});

export interface Note {
  /** Name of its document. */
  readonly name: string;
  readonly text: string;
  readonly span: Span;
}

/** The notes of a project in the order of time; documents that are none are left out. */
export function notesOf(
  documents: z.infer<typeof DocumentsReply>["documents"],
  startWallMs: number | null,
): readonly Note[] {
  return documents
    .flatMap(({ name, text }) => {
      const note = parseNote(name, text, startWallMs);
      return note ? [note] : [];
    })
    .sort((a, b) => a.span.fromMs - b.span.fromMs);
}

export function parseNote(name: string, text: string, startWallMs: number | null): Note | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = NoteText.safeParse(value);
  if (!parsed.success) return null;
  const { from_ms, to_ms, start_wall_ms } = parsed.data;
  const shift = start_wall_ms === null || startWallMs === null ? 0 : start_wall_ms - startWallMs;
  return { name, text: parsed.data.text, span: { fromMs: from_ms + shift, toMs: Math.max(from_ms, to_ms) + shift } };
}

export const noteText = ({ text, span }: Omit<Note, "name">, startWallMs: number | null): string =>
  `${JSON.stringify(
    { schema: SCHEMA, text, from_ms: span.fromMs, to_ms: span.toMs, start_wall_ms: startWallMs },
    null,
    2,
  )}\n`;

/** A name for a new note: its moment, so that the files stand in the order of time. */
export function noteName(moment: string, taken: readonly string[]): string {
  const base = `bookmark ${moment.replaceAll(/[:.]/g, "-").replaceAll(/[^\w -]/g, "")}`;
  let name = base;
  for (let more = 2; takenBy(name, taken) !== null; more++) name = `${base} ${more}`;
  return name;
}
