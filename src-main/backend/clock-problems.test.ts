import { expect, it } from "vitest";
import type { CatalogueEntry, Manifest } from "../store/contract.ts";
import { emptyManifest } from "../store/manifest.ts";
import { unplacedCaptures } from "./clock-problems.ts";

const entry = (id: number, clock: string, more: Partial<CatalogueEntry> = {}): CatalogueEntry => ({
  id,
  name: `capture ${id}`,
  file: "0001.duckdb",
  content_sha256: "0",
  clock,
  wall: false,
  step_ns: 1,
  first_ns: "1",
  last_ns: "2",
  events: {},
  tables: {},
  offset_ns: "0",
  ...more,
});
const outside = (catalogue: readonly CatalogueEntry[], more: Partial<Manifest> = {}) =>
  unplacedCaptures(
    { ...emptyManifest(), catalogue, ...more },
    catalogue.map(({ id }) => id),
  ).map(({ capture }) => capture);

it("a capture of a clock that nothing links is told of where others have the wall clock", () => {
  const captures = [entry(1, "mono", { wall: true }), entry(2, "local"), entry(3, "none", { first_ns: null })];
  expect(outside(captures)).toEqual(["capture 2"]);
  expect(outside(captures, { shifts: [{ capture: 2, ns: "5", wall: true }] })).toEqual([]);
  expect(outside(captures, { hidden: [{ capture: 2, state: "duplicate", of: 1 }] })).toEqual([]);
});

it("without the wall clock the line is that of most captures", () => {
  const captures = [entry(1, "local"), entry(2, "mono"), entry(3, "mono")];
  expect(outside(captures)).toEqual(["capture 1"]);
  expect(outside(captures, { shifts: [{ capture: 1, ns: "5", wall: false, onto: "mono" }] })).toEqual([]);
  expect(outside([entry(1, "local")])).toEqual([]);
});
