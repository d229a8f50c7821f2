import { expect, test } from "vitest";
import { spanOf } from "./report-dashboards.ts";

test("a span of which one end is selected goes on to the end of the recording, for every panel", () => {
  expect(spanOf({ from_ms: 100, to_ms: null, guests: [] }, 5000)).toEqual({ fromMs: 100, toMs: 5000 });
  expect(spanOf({ from_ms: null, to_ms: 100, guests: [] }, 5000)).toEqual({ fromMs: 0, toMs: 100 });
  expect(spanOf({ from_ms: null, to_ms: null, guests: ["alpha"] }, 5000)).toBeNull();
  expect(spanOf(null, 5000)).toBeNull();
});
