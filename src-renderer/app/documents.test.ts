import { expect, test } from "vitest";
import type { Transport } from "../../src-shared/protocol/transport.ts";
import { moveDocument, takenBy } from "./documents.ts";

/** Files by name in lower case, as on a system where case makes no difference. */
function disk(files: Record<string, string>) {
  const stored = new Map(Object.entries(files).map(([name, text]) => [name.toLowerCase(), { name, text }]));
  const client = {
    async request(what: string, { name = "", text = "" }: { name?: string; text?: string }) {
      const key = name.toLowerCase();
      if (what === "documents") return { documents: [...stored.values()] };
      if (what === "removeDocument") stored.delete(key);
      else stored.set(key, { name: stored.get(key)?.name ?? name, text });
      return {};
    },
  } as unknown as Pick<Transport, "request">;
  const move = (from: string, to: string) => moveDocument(client, { project: "/p", kind: "query", from, to });
  return { move, files: () => Object.fromEntries([...stored.values()].map(({ name, text }) => [name, text])) };
}

test("a document moves with the text of its file", async () => {
  const { move, files } = disk({ faults: "select 1" });
  expect(await move("faults", "page faults")).toBe("select 1");
  expect(files()).toEqual({ "page faults": "select 1" });
});

test("no document takes the place of another, in whatever case", async () => {
  const { move, files } = disk({ faults: "select 1", Lanes: "select 2" });
  await expect(move("faults", "LANES")).rejects.toMatchObject({ report: { code: "document.name_taken" } });
  expect(files()).toEqual({ faults: "select 1", Lanes: "select 2" });
});

test("the case of a name can be changed", async () => {
  const { move, files } = disk({ faults: "select 1" });
  await move("faults", "Faults");
  expect(files()).toEqual({ Faults: "select 1" });
});

test("what is gone cannot be moved", async () => {
  await expect(disk({}).move("a", "b")).rejects.toMatchObject({ report: { code: "document.not_found" } });
});

test("a name is taken in any case", () => {
  expect(takenBy("faults", ["Faults"])).toBe("Faults");
  expect(takenBy("faults", ["lanes"])).toBeNull();
});
