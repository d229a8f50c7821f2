import { expect, test } from "vitest";
import { shownOf } from "./panels.ts";

const evidence = { how: "", sql: null };
const place = { id: "p", title: "P", x: 0, y: 0, w: 6, h: 2, source: { sql: "SELECT 1" } };

test("what is not finite is not seen in the JSON of a report, which has no number for it", () => {
  const number = shownOf(
    { ...place, kind: "number" },
    {
      ...{ shape: "number", value: Number.POSITIVE_INFINITY, unit: null, of: "last", start: Number.NEGATIVE_INFINITY },
      ...{ spark: null, evidence, notes: [] },
    },
  );
  expect(number).toMatchObject({ value: null, start: null });
  const rows = shownOf(
    { ...place, kind: "table" },
    {
      ...{ shape: "rows", columns: [{ name: "a", type: "DOUBLE", unit: null }], total: 3, evidence, notes: [] },
      rows: [[Number.POSITIVE_INFINITY], [Number.NaN], [1]],
    },
  );
  expect(rows).toMatchObject({ rows: [[null], [null], [1]] });
});
