// Another name for a saved dashboard: its file moves with what it held, and what is not saved stays unsaved under the new name.
import { readDashboard, writeDashboard } from "../../../src-shared/dashboard/document.ts";
import type { Transport } from "../../../src-shared/protocol/transport.ts";
import { moveDocument } from "../../app/documents.ts";
import type { Desk } from "./desk.ts";

/** Errors: those of `moveDocument`. A file that cannot be read keeps its text. */
export async function renameDashboard(
  client: Pick<Transport, "request">,
  desk: Pick<Desk, "project" | "state" | "draft">,
  from: string,
  to: string,
): Promise<void> {
  const { project } = desk;
  const text = titled(await moveDocument(client, { project, kind: "dashboard", from, to }), to);
  if (text !== null) await client.request("saveDocument", { project, kind: "dashboard", name: to, text });
  const draft = desk.state.getState().drafts.get(from);
  if (!draft) return;
  desk.draft(from, null);
  desk.draft(to, { ...draft, title: to });
}

function titled(text: string, title: string): string | null {
  try {
    return writeDashboard({ ...readDashboard(text), title });
  } catch {
    return null;
  }
}
