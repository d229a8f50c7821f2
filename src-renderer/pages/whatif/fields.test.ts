import fc from "fast-check";
import { expect, test } from "vitest";
import { parseScenario } from "../../../src-shared/density/scenario.ts";
import type { MechanismEntry } from "../../../src-shared/density/scenario-schema.ts";
import { isMeant } from "./choices.ts";
import {
  guestFields,
  hostFields,
  type NumberSpec,
  objectiveFields,
  parameterField,
  parameterHelp,
  runFields,
  shownOf,
  storedOf,
} from "./fields.ts";
import { mechanismForms } from "./mechanisms.ts";
import { MADE_UP, madeUpGuest } from "./mix.ts";
import { valueAt, withValue } from "./paths.ts";
import { checkScenario } from "./scenario-text.ts";

const scenario = () =>
  parseScenario(
    {
      host: { memory_bytes: 64 * 2 ** 30, reserve_bytes: 2 ** 28 },
      guests: [{ kind: "profile", profile: "*" }, ...MADE_UP.map((kind) => madeUpGuest(kind, []))],
      mechanisms: mechanismForms.map(({ id }) => ({ id })),
      objective: { p99_slowdown: 1.05 },
    },
    null,
  );

const all = (): NumberSpec[] => [
  ...hostFields,
  ...objectiveFields,
  ...runFields.filter(({ place }) => place !== "horizon_s" && place !== "epoch_s"),
  ...mechanismForms.flatMap(({ parameters }) => parameters.map(parameterField)),
  ...scenario().guests.flatMap(guestFields),
];

test("sizes of the host are shown in GiB, of guests in MiB, shares in percent", () => {
  const at = (place: string): number | null => shownOf(all().find((spec) => spec.place === place)!, scenario());
  expect(at("host.memory_bytes")).toBe(64);
  expect(at("host.reserve_bytes")).toBe(0.25);
  expect(at("guests[1].ram_bytes")).toBe(4096);
  expect(at("objective.confidence")).toBe(95);
  expect(at("objective.p99_slowdown")).toBeCloseTo(5, 9);
  expect(at("objective.stall_share")).toBeNull();
});

test("5 % of slowdown is written as 1.05, no digit more", () => {
  const slowdown = objectiveFields[0]!;
  expect([5, 0.1, 12.5].map((shown) => storedOf(slowdown, shown))).toEqual([1.05, 1.001, 1.125]);
});

test("any number in a field's range gives a scenario that every reader takes, and stands in the field again", () => {
  const specs = all();
  fc.assert(
    fc.property(fc.nat(specs.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), (which, share) => {
      const spec = specs[which]!;
      const high = Math.min(spec.max, spec.min + 1e6);
      const shown = Number((spec.min + share * (high - spec.min)).toFixed(spec.decimals));
      fc.pre(shown >= spec.min && shown <= spec.max);
      const changed = withValue(scenario(), spec.place, storedOf(spec, shown));
      const read = checkScenario(changed);
      expect(valueAt(read, spec.place)).toBe(storedOf(spec, shown));
      expect(shownOf(spec, read)).toBeCloseTo(shown, spec.whole && spec.scale === 1 ? 9 : 3);
    }),
  );
});

test("every choice of a mechanism offers only values that every reader takes, and its default is one of them", () => {
  for (const { id, choices } of mechanismForms)
    for (const { key, options, standard } of choices) {
      expect(
        options.map(({ value }) => value),
        `${id}.${key}`,
      ).toContain(standard);
      for (const { value } of options) {
        const read = checkScenario(withValue(scenario(), `mechanisms.${id}.${key}`, value));
        expect(valueAt(read, `mechanisms.${id}.${key}`)).toBe(value);
      }
    }
});

test("what belongs to another way of a mechanism is not asked for", () => {
  const ksm = { id: "dedup", scanner: "ksm" } as MechanismEntry;
  const esx = { id: "dedup", scanner: "esx" } as MechanismEntry;
  expect([isMeant("dedup.scan_time_s", ksm), isMeant("dedup.pages_to_scan", ksm)]).toEqual([false, true]);
  expect([isMeant("dedup.scan_time_s", esx), isMeant("dedup.pages_to_scan", esx)]).toEqual([true, false]);
  expect(isMeant("tiering.migrate_us", undefined)).toBe(true);
});

test("a field left empty is the default that its words name", () => {
  for (const spec of all().filter((one) => one.empty !== undefined)) {
    const read = checkScenario(withValue(scenario(), spec.place, storedOf(spec, null)));
    expect(shownOf(spec, read), spec.place).toBeNull();
  }
});

test("every parameter of a mechanism that a scenario knows has its field, and its tooltip names the evidence", () => {
  const dedup = mechanismForms.find(({ id }) => id === "dedup")!;
  expect(dedup.parameters.map(({ id }) => id)).toEqual([
    "dedup.smart_scan",
    "dedup.use_zero_pages",
    "dedup.max_page_sharing",
    "dedup.pages_to_scan",
    "dedup.sleep_millisecs",
    "dedup.pages_per_s",
    "dedup.scan_time_s",
  ]);
  for (const parameter of dedup.parameters) expect(parameterHelp(parameter)).toContain(`(${parameter.evidence})`);
  expect(parameterHelp(dedup.parameters[2]!)).toBe(
    "most pages on one frame. default 256 pages, at least 2 pages. Linux 6.12 mm/ksm.c (published)",
  );
});

test("every field of a mechanism that is on shows its default, or says what empty means", () => {
  for (const spec of mechanismForms.flatMap(({ parameters }) => parameters.map(parameterField)))
    if (shownOf(spec, scenario()) === null) expect(spec.empty, spec.place).toBeTruthy();
});
