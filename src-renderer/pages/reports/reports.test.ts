import { describe, expect, it } from "vitest";
import { fileNameOf } from "./file-name.ts";
import { changeWords, dashboardOf, dashboardOfDetail, defaultForm, MOST_NOTE, placeOf, readForm } from "./form.ts";
import { choiceOfDetail, firstChoice, RECORDED, scenarioChoices } from "./scenarios.ts";

const scenario = { host: { memory_bytes: 2 ** 34 }, guests: [{ kind: "profile", profile: "*" }], mechanisms: [] };
const document = (name: string, value: unknown) => ({ name, text: JSON.stringify(value), modified_ms: 0 });
const saved = (...names: string[]) => ({
  kind: "scenario" as const,
  documents: names.map((name) => document(name, scenario)),
});
const answers = (name: string, isKept = true) => ({
  kind: "answer" as const,
  documents: [
    document("last", { schema: "plimsoll.last-answer/1", scenario: name, saved: isKept, answer: { scenario } }),
  ],
});
const recorded = { scenario: { ...scenario, seed: 1 }, remarks: [] };
const NONE = { saved: null, answers: null, recorded: null };

describe("what a report can be about", () => {
  it("is the last answer first, then the saved scenarios by name, then the recorded host", () => {
    const choices = scenarioChoices("/p/rack.plimsoll", {
      saved: saved("plan 10", "plan 9"),
      answers: answers("plan 9"),
      recorded,
    });
    expect(choices.map(({ id, title, file }) => [id, title, file])).toEqual([
      ["last", "Last answer: plan 9", "/p/rack.plimsoll/scenarios/plan 9.json"],
      ["saved:plan 9", "plan 9", "/p/rack.plimsoll/scenarios/plan 9.json"],
      ["saved:plan 10", "plan 10", "/p/rack.plimsoll/scenarios/plan 10.json"],
      [RECORDED, "The recorded host as it is", null],
    ]);
    expect(choices[0]?.scenario).toEqual(scenario);
  });

  it("is the recorded host when nothing was saved or answered", () => {
    expect(scenarioChoices("/p", { ...NONE, recorded }).map(({ id }) => id)).toEqual([RECORDED]);
  });

  it("is nothing when no guest was captured and no scenario is saved", () => {
    const remarks = ["no guest was captured: describe yours under guests"];
    expect(scenarioChoices("/p", { ...NONE, recorded: { ...recorded, remarks } })).toEqual([]);
  });

  it("is the scenario that was saved last when none was answered yet", () => {
    const list = saved("a", "b", "c");
    const documents = list.documents.map((one, i) => ({ ...one, modified_ms: [5, 9, 7][i]! }));
    const choices = scenarioChoices("/p", { ...NONE, saved: { ...list, documents }, recorded });
    expect(firstChoice(choices)?.title).toBe("b");
    expect(firstChoice(scenarioChoices("/p", { saved: list, answers: answers("c"), recorded }))?.id).toBe("last");
    expect(firstChoice(scenarioChoices("/p", { ...NONE, recorded }))?.id).toBe(RECORDED);
    expect(firstChoice([])).toBeNull();
  });

  it("leaves out files that are no scenarios and answers that cannot be read", () => {
    const broken = {
      kind: "scenario" as const,
      documents: [document("broken", { host: 1 }), { ...document("text", 0), text: "{" }],
    };
    const damaged = { kind: "answer" as const, documents: [{ ...document("last", 0), text: "not JSON" }] };
    expect(scenarioChoices("/p", { saved: broken, answers: damaged, recorded: null })).toEqual([]);
  });

  it("does not look for series beside a scenario that was never saved", () => {
    const [last] = scenarioChoices("/p", { ...NONE, answers: answers("unsaved scenario", false) });
    expect([last?.title, last?.file]).toEqual(["Last answer", null]);
  });

  it("does not take an answer of a file elsewhere for one of the saved scenario of that name", () => {
    const [last] = scenarioChoices("/p", { ...NONE, saved: saved("week"), answers: answers("week", false) });
    expect([last?.title, last?.file]).toEqual(["Last answer: week", null]);
  });

  it("can be asked for by name in the address", () => {
    expect(choiceOfDetail("scenario:plan 9")).toBe("saved:plan 9");
    expect(choiceOfDetail("compare")).toBeNull();
    expect(choiceOfDetail(null)).toBeNull();
  });
});

describe("the remembered form", () => {
  it("comes back as it was left", () => {
    const form = {
      title: "Rack 17",
      note: "We plan with 16",
      scenario: "saved:plan",
      without: ["memory"],
      dashboards: ["saved:Morning"],
    };
    expect(readForm(JSON.parse(JSON.stringify(form)), "rack")).toEqual(form);
  });

  it("takes defaults for what is missing, damaged or no longer known", () => {
    expect(readForm(undefined, "rack-17")).toEqual(defaultForm("rack-17"));
    const odd = readForm({ title: 7, note: "x".repeat(5000), scenario: [], without: ["memory", "gone", 3] }, "rack-17");
    expect(odd).toEqual({ ...defaultForm("rack-17"), note: "x".repeat(MOST_NOTE), without: ["memory"] });
  });

  it("names its changes for undo", () => {
    const form = defaultForm("rack");
    expect(changeWords(form, { ...form, title: "Other" })).toBe("Title of the report");
    expect(changeWords(form, { ...form, without: ["memory"] })).toBe("Memory out of the report");
    expect(changeWords({ ...form, without: ["memory"] }, form)).toBe("Memory into the report");
    expect(changeWords(form, { ...form, dashboards: ["built:ksm"] })).toBe("Dashboard into the report");
  });
});

describe("dashboards of a report", () => {
  it("are saved ones by name and built-in ones by id, and nothing else", () => {
    expect(dashboardOf("saved:Morning: check")).toEqual({ saved: "Morning: check" });
    expect(dashboardOf("built:ksm")).toEqual({ built: "ksm" });
    expect(dashboardOf("ksm")).toBeNull();
    expect(readForm({ dashboards: ["built:ksm", 7, "odd"] }, "rack").dashboards).toEqual(["built:ksm"]);
  });

  it("come in from their own page, by the address", () => {
    expect(dashboardOfDetail("dashboard:saved:Night")).toBe("saved:Night");
    expect(dashboardOfDetail("scenario:plan")).toBeNull();
  });
});

describe("the name of a report's file", () => {
  it("is its title without what a file name cannot hold", () => {
    expect(fileNameOf("Rack 17: how many guests fit?", "html")).toBe("Rack 17 how many guests fit.html");
    expect(fileNameOf("  a/b\\c\u0000 ", "pdf")).toBe("a b c.pdf");
    expect(fileNameOf("...", "csv")).toBe("report.csv");
    expect(fileNameOf("", "json")).toBe("report.json");
  });
});

describe("a new preview opens", () => {
  const form = defaultForm("rack");
  const without = (...ids: string[]) => ({ ...form, without: ids });
  it("at the section that came in", () => {
    expect(placeOf(without("memory", "rules"), without("memory"))).toBe("rules");
  });
  it("at what stood before the section that went out", () => {
    expect(placeOf(without("memory", "systems"), without("memory", "systems", "wrong"))).toBe("fits");
    expect(placeOf(form, without("compared"))).toBeNull();
  });
  it("at its top after a change of the title", () => {
    expect(placeOf(form, { ...form, title: "Rack 17" })).toBeNull();
  });
});
