import { expect, test } from "vitest";
import { failure } from "../../../src-shared/base/errors.ts";
import type { GuestMapEntry } from "../../../src-shared/protocol/requests.ts";
import type { Transport } from "../../../src-shared/protocol/transport.ts";
import { createUndo } from "../../app/undo.ts";
import { withEdit } from "./guest-map.ts";
import { judgeCapture, judgeGuests } from "./judge.ts";

function project() {
  const kept = { excluded: [] as number[], entries: [] as GuestMapEntry[], refuses: false };
  const client = {
    async request(name: string, payload: { captures?: number[]; entries?: GuestMapEntry[] }) {
      await Promise.resolve();
      if (name === "open") return { excluded: kept.excluded };
      if (name === "guestMap") return { entries: kept.entries };
      if (kept.refuses) throw failure("project.read_only", "the project is read-only");
      if (name === "exclude") kept.excluded = payload.captures ?? [];
      else kept.entries = payload.entries ?? [];
      return { problems: [] };
    },
  } as unknown as Pick<Transport, "request">;
  const undo = createUndo();
  const exclude = (id: number) => judgeCapture({ client, undo }, "/p", { id, name: `capture ${id}` }, true);
  const add = (guest: string, pid: number) =>
    judgeGuests({ client, undo }, "/p", `Add ${guest}`, (entries) =>
      withEdit(entries, null, { name: guest, pid, domid: null, ramBytes: null }),
    );
  return { kept, undo, exclude, add };
}

test("two captures that are left out at once are both left out", async () => {
  const { kept, exclude } = project();
  await Promise.all([exclude(1), exclude(2)]);
  expect(kept.excluded).toEqual([1, 2]);
});

test("undo takes in that capture alone, whatever another window has left out since", async () => {
  const { kept, undo, exclude } = project();
  await exclude(1);
  kept.excluded = [...kept.excluded, 7];
  await undo.undo()?.ended;
  expect(kept.excluded).toEqual([7]);
  await undo.redo()?.ended;
  expect(kept.excluded).toEqual([7, 1]);
});

test("what could not be changed is no step of undo, and what comes after it goes on", async () => {
  const { kept, undo, exclude } = project();
  kept.refuses = true;
  await expect(exclude(1)).rejects.toMatchObject({ report: { code: "project.read_only" } });
  expect(undo.getState().done).toEqual([]);
  kept.refuses = false;
  await exclude(2);
  expect(kept.excluded).toEqual([2]);
});

test("two guests that are added at once are both there, and undo takes out the last alone", async () => {
  const { kept, undo, add } = project();
  await Promise.all([add("alpha", 81), add("bravo", 82)]);
  kept.entries = [...kept.entries, { guest: "charlie", pid: 83 }];
  await undo.undo()?.ended;
  expect(kept.entries.map(({ guest }) => guest)).toEqual(["alpha", "charlie"]);
});

test("undoing a change of a guest brings back what was said of it before", async () => {
  const { kept, undo, add } = project();
  kept.entries = [{ guest: "alpha", pid: 81, ram: [] }] as unknown as GuestMapEntry[];
  await add("alpha", 99);
  expect(kept.entries).toEqual([{ guest: "alpha", pid: 99 }]);
  await undo.undo()?.ended;
  expect(kept.entries).toEqual([{ guest: "alpha", pid: 81, ram: [] }]);
});
