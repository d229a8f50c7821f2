import { describe, expect, test } from "vitest";
import { createCoordinator, type Road } from "./coordinator.ts";

/** Work that ends when the test says so, and tells when it began and whether it was cancelled. */
function bench(atOnce: Readonly<Record<Road, number>> = { tiles: 2, sql: 1 }) {
  const coordinator = createCoordinator(atOnce);
  const began: string[] = [];
  const aborted: string[] = [];
  const ends = new Map<string, (value: string) => void>();
  const ask = (id: string, road: Road = "tiles", rank = 0, name = id) =>
    coordinator
      .ask({
        ...{ id, road, rank },
        work: (signal) => {
          began.push(name);
          signal.addEventListener("abort", () => aborted.push(name));
          return new Promise<string>((resolve) => ends.set(name, resolve));
        },
      })
      .catch((error: { report?: { code: string } }) => error.report?.code ?? "other");
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const finish = async (name: string) => {
    ends.get(name)?.(`${name} answered`);
    await settle();
  };
  return { coordinator, began, aborted, ask, settle, finish };
}

describe("questions of panels", () => {
  test("go a few at a time on each road, in the order in which panels are seen", async () => {
    const { began, ask, settle, finish } = bench();
    for (const [id, rank] of [
      ["c", 3],
      ["a", 1],
      ["d", 4],
      ["b", 2],
    ] as const)
      void ask(id, "tiles", rank);
    void ask("x", "sql", 9);
    void ask("y", "sql", 8);
    await settle();
    expect(began).toEqual(["a", "b", "y"]);
    await finish("b");
    await finish("y");
    expect(began).toEqual(["a", "b", "y", "c", "x"]);
  });

  test("of one panel: the newer cancels the older, which never answers", async () => {
    const { began, aborted, ask, settle, finish } = bench();
    const older = ask("a", "tiles", 0, "older");
    await settle();
    const newer = ask("a", "tiles", 0, "newer");
    await settle();
    expect([began, aborted]).toEqual([["older", "newer"], ["older"]]);
    await finish("older");
    await finish("newer");
    expect(await older).toBe("job.cancelled");
    expect(await newer).toBe("newer answered");
  });

  test("that wait are never begun when they are cancelled", async () => {
    const { coordinator, began, ask, settle, finish } = bench({ tiles: 1, sql: 1 });
    void ask("a");
    const waiting = ask("b");
    await settle();
    coordinator.cancel("b");
    expect(await waiting).toBe("job.cancelled");
    await finish("a");
    expect(began).toEqual(["a"]);
  });

  test("of the panel under the hand go first, though it asks last, and the others wait for its answer", async () => {
    const { coordinator, began, ask, settle, finish } = bench();
    coordinator.prefer("brushed");
    void ask("a", "tiles", 1);
    void ask("q", "sql", 2);
    void ask("brushed", "tiles", 9);
    await settle();
    expect(began).toEqual(["brushed"]);
    await finish("brushed");
    expect(began).toEqual(["brushed", "a", "q"]);
  });

  test("go on after one has failed, and end with the coordinator", async () => {
    const coordinator = createCoordinator({ tiles: 1, sql: 1 });
    const failing = coordinator.ask({ id: "a", road: "tiles", rank: 0, work: () => Promise.reject(new Error("no")) });
    const next = coordinator.ask({ id: "b", road: "tiles", rank: 1, work: async () => "b" });
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe("b");
    const last = coordinator.ask({ id: "c", road: "tiles", rank: 1, work: () => new Promise(() => {}) });
    coordinator.close();
    await expect(last).rejects.toThrow("cancelled");
  });
});
