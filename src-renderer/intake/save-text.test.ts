import { expect, test } from "vitest";
import { failure } from "../../src-shared/base/errors.ts";
import { createToasts } from "../app/toasts.ts";
import { saveText } from "./save-text.ts";

function app(refusal: Error | null = null) {
  const staged: { name: string; text: string }[] = [];
  const delivered: unknown[] = [];
  const toasts = createToasts();
  const parts = {
    toasts,
    client: {
      async request(_: string, payload: { name: string; text: string }) {
        if (refusal) throw refusal;
        staged.push(payload);
        return { file: { id: "1", name: payload.name, bytes: payload.text.length } };
      },
    },
    shell: { deliver: async (file: unknown) => void delivered.push(file) },
  };
  return { save: (name: string, text: string) => saveText(parts as never, name, text), staged, delivered, toasts };
}

test("a text is staged and the shell hands out the file, in whatever shell", async () => {
  const { save, staged, delivered } = app();
  await save("record.sh", "#!/bin/sh\n");
  expect(staged).toEqual([{ name: "record.sh", text: "#!/bin/sh\n" }]);
  expect(delivered).toEqual([{ id: "1", name: "record.sh", bytes: 10 }]);
});

test("a name that is too long keeps its beginning and its ending", async () => {
  const { save, staged } = app();
  await save(`${"p".repeat(300)}-guests.json`, "[]");
  expect(staged[0]?.name).toHaveLength(120);
  expect(staged[0]?.name).toMatch(/^p+-guests\.json$/);
});

test("what cannot be saved is said", async () => {
  const { save, delivered, toasts } = app(failure("store.full", "the disk is full"));
  await save("record.sh", "");
  expect(delivered).toEqual([]);
  expect(toasts.getState()[0]?.text).toBe("the disk is full");
});
