import { expect, test } from "vitest";
import { detailOfView, viewOfDetail } from "./desk.ts";

test("a view stands in the address to the ns, and comes back from it", () => {
  const view = { fromMs: 1234.567891, toMs: 1234.567999 };
  expect(viewOfDetail(detailOfView({ ...view, toMs: 1235 }), 1e6)).toEqual({ fromMs: 1234.567891, toMs: 1235 });
});

test("an address that names no view, or one outside of the project, shows what there is", () => {
  for (const detail of [null, "", "view:", "view:9..1", "view:a..b", "saved:x"])
    expect(viewOfDetail(detail, 1000)).toBeNull();
  expect(viewOfDetail("view:-500..200", 1000)).toEqual({ fromMs: 0, toMs: 700 });
  expect(viewOfDetail("view:5000..9000", 1000)).toEqual({ fromMs: 0, toMs: 1000 });
});
