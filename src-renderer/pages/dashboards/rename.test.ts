import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { readDashboard, writeDashboard } from "../../../src-shared/dashboard/document.ts";
import type { Dashboard } from "../../../src-shared/dashboard/schema.ts";
import type { Transport } from "../../../src-shared/protocol/transport.ts";
import type { DeskState } from "./desk.ts";
import { renameDashboard } from "./rename.ts";

const dashboard = (title: string, text: string): Dashboard =>
  readDashboard(
    JSON.stringify({
      schema: "plimsoll.dashboard/1",
      title,
      panels: [{ id: "a", title: "A", kind: "text", x: 0, y: 0, w: 4, h: 2, text }],
    }),
  );

/** A project with one saved dashboard, and what this window has changed of it. */
function play(saved: string, draft: Dashboard | null) {
  const files = new Map([["Night", saved]]);
  const client = {
    request: async (name: string, { name: file = "", text = "" }: { name?: string; text?: string }) => {
      if (name === "saveDocument") files.set(file, text);
      if (name === "removeDocument") files.delete(file);
      return { documents: [...files].map(([one, content]) => ({ name: one, text: content, modified_ms: 0 })) };
    },
  } as unknown as Pick<Transport, "request">;
  const state = createStore<DeskState>(() => ({
    drafts: new Map(draft ? [["Night", draft]] : []),
    values: new Map(),
    arranging: false,
  }));
  const setDraft = (name: string, next: Dashboard | null): void =>
    state.setState(({ drafts }) => {
      const all = new Map(drafts);
      if (next) all.set(name, next);
      else all.delete(name);
      return { drafts: all };
    });
  return { files, client, state, desk: { project: "p", state, draft: setDraft } };
}

test("a dashboard with unsaved changes is renamed without saving them, and they go along", async () => {
  const { files, client, state, desk } = play(
    writeDashboard(dashboard("Night", "saved")),
    dashboard("Night", "changed"),
  );
  await renameDashboard(client, desk, "Night", "Day");
  expect([...files]).toEqual([["Day", writeDashboard(dashboard("Day", "saved"))]]);
  expect([...state.getState().drafts]).toEqual([["Day", dashboard("Day", "changed")]]);
  await renameDashboard(client, desk, "Day", "Night");
  expect([...files]).toEqual([["Night", writeDashboard(dashboard("Night", "saved"))]]);
  expect([...state.getState().drafts]).toEqual([["Night", dashboard("Night", "changed")]]);
});

test("a file that cannot be read keeps its text under the new name", async () => {
  const { files, client, desk } = play("{", null);
  await renameDashboard(client, desk, "Night", "Day");
  expect([...files]).toEqual([["Day", "{"]]);
});
