import { describe, expect, it } from "vitest";
import { requests } from "../../src-shared/protocol/requests.ts";
import { exampleInput } from "../report/example.fixture.ts";
import { jobOf } from "./job-words.ts";

const project = "/data/host.plimsoll";
const title = <N extends keyof typeof requests>(name: N, payload: object): string | undefined =>
  jobOf(name, requests[name].parse(payload) as never)?.description.title;
const scenario = (replications?: object) => ({
  project,
  scenario: { ...(replications ? { replications } : {}) },
  file: null,
});

describe("a job", () => {
  it("is called what a user would call it", () => {
    expect(title("import", { project, paths: ["/captures/three-vms/"] })).toBe("Import three-vms");
    expect(title("import", { project, paths: ["/a/x.csv", "/a/y.csv", "/a/z.csv"] })).toBe("Import x.csv and 2 more");
    expect(title("import", { project, paths: [], guest_map: "/m.json" })).toBe("Match guests of host");
    expect(title("density", scenario())).toBe("Exact answer");
    expect(title("density", scenario({ outer: 4, inner: 20 }))).toBe("Quick answer");
    expect(title("size", { ...scenario(), guests: 40 })).toBe("Memory for 40 guests");
    expect(title("report", { ...scenario(), out: "/tmp/report.pdf" })).toBe("Export report.pdf");
    expect(title("report", { ...scenario(), form: "csv" })).toBe("Export report.csv");
    expect(title("lanes", { project })).toBe("Timeline of host");
    expect(title("resultExport", { project, result: "1", form: "parquet" })).toBe("Export result.parquet");
  });

  it("is not what is answered at once", () => {
    for (const name of ["home", "browse", "open", "documents", "tile", "cancelJob"] as const)
      expect(jobOf(name, {} as never)).toBe(null);
  });

  it("stays on the list when it has ended, but for answers while a hand is on a slider", () => {
    for (const name of ["density", "size"] as const) {
      const kept = (replications?: object) => jobOf(name, scenario(replications) as never)?.description.kept;
      expect([kept(), kept({ outer: 40 }), kept({ outer: 4 })]).toEqual([true, true, false]);
    }
    expect(jobOf("query", { project } as never)?.description.kept).toBe(true);
  });

  it("stays on the list when a report was written, not when it was looked at", () => {
    const kept = (written: object) =>
      jobOf("report", requests.report.parse({ ...scenario(), ...written }))?.description.kept;
    expect([kept({}), kept({ form: "html" })]).toEqual([false, false]);
    expect([kept({ form: "pdf" }), kept({ form: "json" }), kept({ out: "/tmp/x.html" })]).toEqual([true, true, true]);
    expect(title("report", scenario())).toBe("Preview of the report");
  });

  it("is forgotten when its SQL was mistyped in the editor, which shows the mistake itself", () => {
    const leaves = (name: "resultOpen" | "query") =>
      jobOf(name, { project, sql: "SELEC" } as never)?.description.mistakesLeave;
    expect([leaves("resultOpen"), leaves("query")]).toEqual([true, false]);
  });

  it("ends with one line of what came out, the interval and the grade with every N*", () => {
    const { density, captures, guests, problems } = exampleInput();
    const line = jobOf("density", scenario() as never)?.summary(density);
    expect(line).toBe("52 guests (p5 44, p95 61), grade D");
    const imported = { schema: "plimsoll.import/1", project: "host", captures, guests, clocks: [], problems } as const;
    const told = jobOf("import", requests.import.parse({ project, paths: ["/x"] }))?.summary({
      ...imported,
      captures: [...captures],
      guests: [...guests],
      problems: [...problems],
      clocks: [],
    });
    expect(told).toBe("6 captures, 1 duplicate, 3 guests, 414 rejected, 2 problems");
  });
});
