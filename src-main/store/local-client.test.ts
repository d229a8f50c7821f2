import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handMade } from "../analysis/testing/project.ts";
import type { QueryClient } from "./contract.ts";

describe("a query client in the process of its reader", () => {
  let query: QueryClient;
  beforeAll(async () => {
    query = await handMade({}, []);
  });
  afterAll(() => query.close());
  const LONG = "SELECT range AS n FROM range(10000000)";

  it("hands over every row of a long result, in order", async () => {
    let rows = 0;
    for await (const batch of query.select("SELECT range AS n FROM range(300000)")) {
      expect(batch.columns[0]?.data[0]).toBe(BigInt(rows));
      rows += batch.rows;
    }
    expect(rows).toBe(300_000);
  });

  it("stops a query that is not read to its end, and answers the next one", async () => {
    for await (const batch of query.select(LONG)) {
      expect(batch.rows).toBeGreaterThan(0);
      break;
    }
    expect((await query.json("SELECT 7 AS n")).rows).toEqual([[7]]);
  });

  it("gives up at a signal", async () => {
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      for await (const batch of query.select(LONG, [], abort.signal)) if (batch.rows > 0) abort.abort();
    };
    await expect(read()).rejects.toThrow("cancelled");
  });

  it("tells what is wrong with a query", async () => {
    const read = async (): Promise<void> => {
      for await (const batch of query.select("SELECT nothing FROM nowhere")) expect(batch.rows).toBe(0);
    };
    await expect(read()).rejects.toMatchObject({ report: { code: "query.failed" } });
  });
});
