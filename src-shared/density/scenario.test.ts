import fc from "fast-check";
import { expect, test } from "vitest";
import { PlimsollError } from "../base/errors.ts";
import { parseScenario, readScenario, Scenario } from "./scenario.ts";

const valid = () => ({
  $schema: "./scenario.json",
  host: { memory_bytes: 1e9, reserve_bytes: 0, tiers: [{ name: "fast", bytes: 1e9 }] },
  guests: [
    { kind: "static", ram_bytes: 4096, heat: [{ pages: 1, access_share: 1 }] },
    { kind: "synthetic", content: { zero_pages: 1 } },
    { kind: "onoff", base_bytes: 1, burst_bytes: 2, p: 0.5 },
    { kind: "series", file: "a.csv", column: "*" },
    { kind: "pages", pages: [["0", 1], { same: "lib", count: 3 }, { unique: 2 }], writes: [[1, 0, "!"]] },
    { kind: "profile", profile: "*" },
  ],
  mechanisms: [{ id: "dedup" }, { id: "balloon" }],
  objective: { confidence: 0.9 },
  replications: { outer: 2 },
});

const reportOf = (json: unknown, text?: string) => {
  try {
    parseScenario(json, "s.json", text ?? null);
  } catch (thrown) {
    if (thrown instanceof PlimsollError) return thrown.report;
    throw thrown;
  }
  throw new Error("no error");
};

test("what is left out takes its default", () => {
  const scenario = parseScenario({ host: { memory_bytes: 5 }, guests: [{ kind: "static", ram_bytes: 1 }] }, null);
  expect(scenario).toMatchObject({
    host: { reserve_bytes: 0 },
    objective: { confidence: 0.95, p99_slowdown: null },
    horizon_s: 600,
    epoch_s: 1,
    seed: 1,
    mechanisms: [],
    guests: [{ weight: 1, overhead_bytes: 0, sharing_domain: null }],
  });
});

/** Every object inside a value, with the way to it. */
function objects(value: unknown, at: string): { at: string; object: Record<string, unknown> }[] {
  if (Array.isArray(value)) return value.flatMap((inner, i) => objects(inner, `${at}[${i}]`));
  if (typeof value !== "object" || value === null) return [];
  return [
    { at, object: value as Record<string, unknown> },
    ...Object.entries(value).flatMap(([key, inner]) => objects(inner, at === "" ? key : `${at}.${key}`)),
  ];
}

test("an unknown key anywhere is named with its place", () => {
  const places = objects(valid(), "").length;
  fc.assert(
    fc.property(fc.nat(places - 1), fc.stringMatching(/^zz[a-z]{1,8}$/), (which, key) => {
      const scenario = valid();
      const { at, object } = objects(scenario, "")[which]!;
      object[key] = 1;
      const report = reportOf(scenario);
      expect(report).toMatchObject({ code: "scenario.unknown_key", exit: 2 });
      expect(report.what).toContain(JSON.stringify(key));
      expect(report.what).toContain(at === "" ? "at the top" : `in ${at} `);
    }),
  );
});

test("the nearest known key and the line are told", () => {
  const text = '{\n "host": {"memory_bytes": 5},\n "guests": [{"kind": "static", "ram_byte": 1}]}';
  expect(reportOf(JSON.parse(text), text)).toMatchObject({
    code: "scenario.unknown_key",
    next: "did you mean ram_bytes?",
    where: { file: "s.json", line: 3 },
  });
});

test.each([
  ["host.memory_bytes", { host: { memory_bytes: -1 } }],
  ["host.memory_bytes", { host: { memory_bytes: 1.5 } }],
  ["host.memory_bytes", { host: { memory_bytes: "1 GiB" } }],
  ["host.tiers", { host: { memory_bytes: 5, tiers: [{ name: "fast", bytes: 4 }] } }],
  ["objective.confidence", { objective: { confidence: 1.5 } }],
  ["guests", { guests: [] }],
  ["guests[0].kind", { guests: [{ kind: "statik" }] }],
  ["guests[0].kind", { guests: [7] }],
  ["guests[0].p", { guests: [{ kind: "onoff", base_bytes: 1, burst_bytes: 1, p: 2 }] }],
  ["guests[0].weight", { guests: [{ kind: "static", ram_bytes: 1, weight: 0.12345 }] }],
  ["guests[0].pages[0]", { guests: [{ kind: "pages", pages: [["0", -1]] }] }],
  ["guests[0].writes[0]", { guests: [{ kind: "pages", pages: [["0", 3]], writes: [[1, 3, "x"]] }] }],
  ["mechanisms[0].id", { mechanisms: [{ id: "kms" }] }],
  ["mechanisms[0].max_page_sharing", { mechanisms: [{ id: "dedup", max_page_sharing: 1 }] }],
  ["mechanisms[1]", { mechanisms: [{ id: "dedup" }, { id: "dedup" }] }],
  ["mechanisms[0].system", { mechanisms: [{ system: "spacers" }] }],
  ["horizon_s", { horizon_s: 1, epoch_s: 2 }],
  ["guests[0].phases", { guests: [{ kind: "work", phases: [] }] }],
  ["guests[0].phases[0].pages", { guests: [{ kind: "work", phases: [{ work_s: 1 }] }] }],
  ["guests[0].phases[0].work_s", { guests: [{ kind: "work", phases: [{ work_s: 0, pages: 1 }] }] }],
  [
    "guests[0].phases[0].heat",
    { guests: [{ kind: "work", phases: [{ work_s: 1, heat: [{ pages: 9, access_share: 0.5 }] }] }] },
  ],
  ["guests[0].rounds", { guests: [{ kind: "work", rounds: 1e7, phases: [{ work_s: 1, pages: 1 }] }] }],
  ["replications.inner", { replications: { inner: 0 } }],
  ["host.numa", { host: { memory_bytes: 8, numa: [{ bytes: 4 }, { bytes: 3 }] } }],
])("a bad value of %s is named", (path, change) => {
  const report = reportOf({ host: { memory_bytes: 5 }, guests: [{ kind: "static", ram_bytes: 1 }], ...change });
  expect(report).toMatchObject({ code: "scenario.bad_value", exit: 2 });
  expect(report.what.startsWith(path)).toBe(true);
});

test("any JSON value is a scenario or a coded error of exit 2", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(reportOf(json).exit).toBe(2);
    }),
  );
  expect(() => readScenario("{", "s.json")).toThrow(
    expect.objectContaining({ report: expect.objectContaining({ code: "scenario.not_json" }) }),
  );
});

test("the published schema accepts what is read", () => {
  expect(Scenario.safeParse(valid()).success).toBe(true);
});
