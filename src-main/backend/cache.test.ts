import { describe, expect, it } from "vitest";
import type { ProjectClient } from "../store/query-client.ts";
import { createCache } from "./cache.ts";
import type { Readers } from "./readers.ts";

/** Readers of projects whose versions are set by hand. */
function readers() {
  const versions = new Map<string, number>();
  const reader = {} as ProjectClient;
  const of: Readers = {
    at: async (project) => ({ reader, version: String(versions.get(project) ?? 0) }),
    of: async () => reader,
    letGo: async () => {},
    close: async () => {},
  };
  return { of, change: (project: string) => versions.set(project, (versions.get(project) ?? 0) + 1) };
}

describe("what was read of a project", () => {
  it("is not read again until the project changes", async () => {
    const { of, change } = readers();
    const { cached } = createCache(of);
    let reads = 0;
    const read = async () => ++reads;
    expect([await cached("/p", "profile", read), await cached("/p", "profile", read)]).toEqual([1, 1]);
    change("/p");
    expect([await cached("/p", "profile", read), await cached("/p", "profile", read)]).toEqual([2, 2]);
  });

  it("is kept apart by project and by what it is", async () => {
    const { cached } = createCache(readers().of);
    const read = (value: string) => async () => value;
    await cached("/p", "profile", read("one"));
    expect(await cached("/q", "profile", read("two"))).toBe("two");
    expect(await cached("/p", "host", read("three"))).toBe("three");
    expect(await cached("/p", "profile", read("four"))).toBe("one");
  });

  it("is read once for all who ask at the same time, and one of them may give up", async () => {
    const { cached } = createCache(readers().of);
    let reads = 0;
    let finish: (value: string) => void = () => {};
    const read = () => {
      reads++;
      return new Promise<string>((resolve) => {
        finish = resolve;
      });
    };
    const window = new AbortController();
    const first = cached("/p", "profile", read, window.signal).catch((thrown) => thrown.report.code);
    const second = cached("/p", "profile", read);
    await new Promise((resolve) => setImmediate(resolve));
    window.abort();
    expect(await first).toBe("job.cancelled");
    finish("read");
    expect([await second, reads]).toEqual(["read", 1]);
  });

  it("is asked for again when reading failed", async () => {
    const { cached } = createCache(readers().of);
    await expect(cached("/p", "profile", () => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
    expect(await cached("/p", "profile", async () => "read")).toBe("read");
  });

  it("is read again when the project changed while it was read, also when that made reading fail", async () => {
    const { of, change } = readers();
    const { cached } = createCache(of);
    let reads = 0;
    const read = async () => {
      reads++;
      if (reads < 3) change("/p");
      if (reads === 2) throw new Error("a view was replaced");
      return reads;
    };
    expect(await cached("/p", "profile", read)).toBe(3);
    expect(await cached("/p", "profile", read)).toBe(3);
  });

  it("is given all the same when the project never stops changing", async () => {
    const { of, change } = readers();
    const { cached } = createCache(of);
    let reads = 0;
    const value = await cached("/p", "profile", async () => {
      change("/p");
      return ++reads;
    });
    expect(value).toBe(reads);
  });
});
