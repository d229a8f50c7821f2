// Every page in every state, and how to bring the window there. Used by the screenshots and by the checks of looks.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";

export interface Stage {
  readonly page: Page;
  /** The sample project; not to be changed. */
  readonly sample: string;
  /** A folder for projects and captures of a state's own. */
  readonly folder: string;
  readonly go: (route: string, project?: string | null) => Promise<void>;
  /** Runs the command line. */
  readonly run: (args: readonly string[]) => string;
}

export interface State {
  readonly name: string;
  readonly show: (stage: Stage) => Promise<void>;
}

/** The timeline has painted everything that it waits for. */
const painted = (page: Page): Promise<void> =>
  page.locator('[data-timeline][data-settled="true"]').waitFor({ timeout: 60_000 });

const settled = async (page: Page): Promise<void> => {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0, { timeout: 60_000 });
  await expect(page.locator(".skel")).toHaveCount(0, { timeout: 60_000 });
};

/** A project with statistics alone: most pages have something to leave out. */
function partialProject({ folder, run }: Stage): string {
  const captures = join(folder, "partial");
  mkdirSync(captures, { recursive: true });
  const stamp = (s: number): string => `# stamp wall_ns=${1_700_000_000 + s}000000000 boot_ns=${s}000000000\n`;
  const meminfo = [1, 2, 3]
    .map((s) => `${stamp(s)}MemTotal: 8388608 kB\nMemFree: ${4_000_000 - s * 1000} kB\n`)
    .join("");
  writeFileSync(join(captures, "meminfo.txt"), meminfo);
  writeFileSync(join(captures, "notes.bin"), Buffer.from("\u0001\u0002no capture at all\u0003"));
  const project = join(folder, "partial.plimsoll");
  run(["import", captures, "-p", project]);
  return project;
}

/** A copy of the sample with a saved policy. */
function policyProject({ folder, sample }: Stage, name: string, text: string): string {
  const project = join(folder, `${name}.plimsoll`);
  cpSync(sample, project, { recursive: true });
  mkdirSync(join(project, "policies"), { recursive: true });
  writeFileSync(join(project, "policies", `${name}.ts`), text);
  return project;
}

/** A policy that moves balloons up and down with the epochs. */
const SHRINKING = `import type { Observation } from "plimsoll";

/** Takes a share of what each guest does not use, more and less by turns. */
export default (obs: Observation) => ({
  actions: obs.guests.map((g) => ({
    kind: "setBalloon" as const,
    id: g.id,
    pages: Math.floor((g.size - g.used) * (obs.epoch % 120 < 60 ? 0.5 : 0.2)),
  })),
  state: null,
});
`;

const HANG = `function hang(): never {
  for (;;);
}

export default`;

async function runPolicy(stage: Stage, name: string, text: string): Promise<void> {
  const { page } = stage;
  await stage.go(`policies?detail=saved:${name}`, policyProject(stage, name, text));
  await page.locator(".codeeditor .monaco-editor").first().waitFor();
  await page.getByRole("button", { name: /^Run/ }).click();
  await page.getByRole("grid", { name: "Policies on the same demand" }).waitFor({ timeout: 60_000 });
  await settled(page);
}

/** A project with a dashboard that has a panel of each kind and each state. */
function dashboardProject({ folder, sample }: Stage): string {
  const project = join(folder, "dashboards.plimsoll");
  cpSync(sample, project, { recursive: true });
  const panel = (id: string, kind: string, [x, y, w, h]: readonly number[], rest: object) => ({
    id,
    kind,
    title: id,
    x,
    y,
    w,
    h,
    ...rest,
  });
  const dashboard = {
    schema: "plimsoll.dashboard/1",
    title: "Morning check",
    parameters: [{ name: "top", title: "Rows", type: "number", default: 5, choices: [5, 10, 20] }],
    panels: [
      panel("held", "number", [0, 0, 3, 1], {
        title: "Held by guests",
        source: { lanes: ["gauge/smaps_rollup.Rss of *"] },
      }),
      panel("saved", "number", [3, 0, 3, 1], {
        title: "Saved by dedup",
        source: { lanes: ["gauge/ksm.general_profit"] },
        number: { better: "up", colour: "shared" },
      }),
      panel("fit", "number", [6, 0, 3, 1], { title: "Guests that fit", source: { answer: "last", field: "n" } }),
      panel("faults", "number", [9, 0, 3, 1], {
        title: "Page faults",
        source: { sql: "SELECT count(*) AS faults FROM fault" },
      }),
      panel("resident", "chart", [0, 1, 6, 2], {
        title: "Held by each guest",
        source: { lanes: ["gauge/smaps_rollup.Rss of *"] },
        chart: { form: "line" },
      }),
      panel("who", "chart", [6, 1, 3, 2], {
        title: "Who faults",
        source: { lanes: ["fault/*"] },
        chart: { form: "lying" },
      }),
      panel("broken", "table", [9, 1, 3, 2], {
        title: "A query with a mistake",
        source: { sql: "SELECT gest FROM fault" },
      }),
      panel("regions", "table", [0, 3, 5, 2], {
        title: "Regions that fault most",
        source: {
          sql: "SELECT guest, gpa // 2097152 * 2097152 AS region_addr, count(*) AS faults FROM fault WHERE gpa IS NOT NULL GROUP BY ALL ORDER BY faults DESC LIMIT $top",
        },
      }),
      panel("none", "chart", [5, 3, 3, 2], {
        title: "Exits",
        source: { lanes: ["vm_exit/*"] },
        chart: { form: "line" },
      }),
      panel("words", "text", [8, 3, 4, 2], {
        title: "What to look at",
        text: "# Each morning\n- is there **room**?\n- does `ksm` still pay?",
      }),
    ],
  };
  mkdirSync(join(project, "dashboards"), { recursive: true });
  writeFileSync(join(project, "dashboards", "Morning check.json"), JSON.stringify(dashboard));
  return project;
}

const panelsReady = async (page: Page): Promise<void> => {
  await page.locator("[data-panel]").first().waitFor();
  await expect(page.locator('[data-panel][data-state="loading"]')).toHaveCount(0);
};

export const states: readonly State[] = [
  { name: "start-empty", show: async ({ go }) => go("start", null) },
  {
    name: "start-recent",
    show: async ({ page, go, sample }) => {
      await go("guests", sample);
      await go("start", null);
      await expect(page.locator(".startmain").getByText("sample").first()).toBeVisible();
    },
  },
  {
    name: "start-open-folder",
    show: async ({ page, go, sample }) => {
      await go("start", null);
      await page.getByRole("button", { name: "Open folder" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Path", { exact: true }).fill(sample);
      await page.keyboard.press("Enter");
      await expect(dialog.getByText("project.json")).toBeVisible();
    },
  },
  {
    name: "start-recipe",
    show: async ({ go, page }) => {
      await go("start?detail=recipe", null);
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "import-empty", show: async ({ go }) => go("import", null) },
  {
    name: "import",
    show: async ({ page, go }) => {
      await go("import");
      await settled(page);
    },
  },
  {
    name: "import-partial",
    show: async (stage) => {
      await stage.go("import", partialProject(stage));
      await settled(stage.page);
    },
  },
  { name: "guests-empty", show: async ({ go }) => go("guests", null) },
  {
    name: "guests",
    show: async ({ page, go }) => {
      await go("guests");
      await settled(page);
    },
  },
  {
    name: "guests-compare",
    show: async ({ page, go }) => {
      await go("guests");
      await settled(page);
      await page.getByRole("radio", { name: "Compare" }).click();
      await settled(page);
    },
  },
  {
    name: "guests-none",
    show: async (stage) => {
      await stage.go("guests", partialProject(stage));
      await settled(stage.page);
    },
  },
  { name: "timeline-empty", show: async ({ go }) => go("timeline", null) },
  {
    name: "timeline",
    show: async ({ page, go }) => {
      await go("timeline");
      await painted(page);
    },
  },
  {
    name: "timeline-span",
    show: async ({ page, go }) => {
      await go("timeline?from=51000&to=92000&detail=view:40000..110000");
      await painted(page);
      await expect(page.locator("#drawer")).toContainText("Faults by kind", { timeout: 30_000 });
      await page.locator(".timeline-note").first().waitFor({ state: "detached" });
    },
  },
  {
    name: "timeline-guest",
    show: async ({ page, go }) => {
      await go("timeline?detail=view:7000..7400");
      await painted(page);
      await page.locator('[data-row="host/caphost"]').click();
      await page.locator('[data-row="guest/bravo"]').click();
      await painted(page);
    },
  },
  {
    name: "timeline-find",
    show: async ({ page, go }) => {
      await go("timeline");
      await painted(page);
      await page.getByRole("searchbox", { name: "Find a lane" }).fill("balloon");
      await painted(page);
    },
  },
  {
    name: "timeline-table",
    show: async ({ page, go }) => {
      await go("timeline");
      await painted(page);
      await page.locator('[data-row="guest/alpha/resident"]').focus();
      await page.keyboard.press("t");
      await page.locator(".timeline-dock").getByRole("grid").waitFor();
      await painted(page);
    },
  },
  {
    name: "timeline-compare",
    show: async ({ page, go }) => {
      await go("timeline?from=6000&to=20000");
      await painted(page);
      await page.keyboard.press("c");
      await page.evaluate(() => {
        location.hash = location.hash.replace(/from=[^&]*&to=[^&]*/, "from=60000&to=90000");
      });
      await page.locator(".timeline-dock").getByRole("grid").waitFor({ timeout: 30_000 });
      await page.locator(".toast").waitFor({ state: "detached", timeout: 15_000 });
      await painted(page);
    },
  },
  {
    name: "timeline-partial",
    show: async (stage) => {
      await stage.go("timeline", partialProject(stage));
      await painted(stage.page);
    },
  },
  { name: "whatif-empty", show: async ({ go }) => go("whatif", null) },
  {
    name: "whatif",
    show: async ({ page, go }) => {
      await go("whatif");
      await expect(page.locator(".wi-sentence")).toContainText("fit", { timeout: 60_000 });
      await settled(page);
    },
  },
  {
    name: "whatif-why",
    show: async ({ page, go }) => {
      await go("whatif");
      await expect(page.locator(".wi-sentence")).toContainText("fit", { timeout: 60_000 });
      await page.getByRole("button", { name: "Why believe it?" }).click();
      await settled(page);
    },
  },
  {
    name: "whatif-none",
    show: async (stage) => {
      await stage.go("whatif", partialProject(stage));
      await settled(stage.page);
    },
  },
  {
    name: "whatif-none-fits",
    show: async ({ page, go }) => {
      await go("whatif");
      await expect(page.locator(".wi-sentence")).toContainText("fit", { timeout: 60_000 });
      await page.getByLabel("Reserve for the host, GiB").fill("9999");
      await expect(page.locator(".wi-sentence")).toContainText("No guest fits");
      await settled(page);
    },
  },
  {
    name: "whatif-mistake",
    show: async ({ page, go }) => {
      await go("whatif");
      await expect(page.locator(".wi-sentence")).toContainText("fit", { timeout: 60_000 });
      await page.getByLabel("Reserve for the host, GiB").fill("1,5 of it");
      await page.locator("[aria-invalid=true]").first().waitFor();
      await settled(page);
    },
  },
  { name: "query-empty", show: async ({ go }) => go("query", null) },
  {
    name: "query-samples",
    show: async ({ page, go }) => {
      await go("query");
      await page.locator(".monaco-editor").first().waitFor();
      await settled(page);
    },
  },
  {
    name: "query",
    show: async ({ page, go }) => {
      await go(
        `query?detail=${encodeURIComponent("sql:select guest, kind, count(*) as faults\nfrom fault\ngroup by all\norder by faults desc")}`,
      );
      await page.locator(".monaco-editor").first().waitFor();
      await page.getByRole("button", { name: /^Run/ }).click();
      await expect(page.getByText(/rows? in/).first()).toBeVisible();
    },
  },
  {
    name: "query-chart",
    show: async ({ page, go }) => {
      await go(
        `query?detail=${encodeURIComponent("sql:select time_bucket(interval 2 second, time) as moment, count(*) as faults\nfrom fault\ngroup by moment\norder by moment")}`,
      );
      await page.locator(".monaco-editor").first().waitFor();
      await page.getByRole("button", { name: /^Run/ }).click();
      await expect(page.getByText(/rows? in/).first()).toBeVisible();
      await page.getByRole("tab", { name: "Chart" }).click();
      await settled(page);
    },
  },
  {
    name: "query-mistake",
    show: async ({ page, go }) => {
      await go(`query?detail=${encodeURIComponent("sql:select gest from fault")}`);
      await page.locator(".monaco-editor").first().waitFor();
      await page.getByRole("button", { name: /^Run/ }).click();
      await page.locator(".sqlproblem").waitFor();
      await page.locator(".squiggly-error").first().waitFor();
    },
  },
  { name: "dashboards-none", show: async ({ go }) => go("dashboards", null) },
  {
    name: "dashboards-empty",
    show: async ({ page, go }) => {
      await go("dashboards");
      await page.getByRole("button", { name: /^Morning check/ }).waitFor();
      await settled(page);
    },
  },
  ...["host", "faults"].map(
    (id): State => ({
      name: `dashboards-${id}`,
      show: async ({ page, go }) => {
        await go(`dashboards?detail=built:${id}`);
        await panelsReady(page);
      },
    }),
  ),
  {
    name: "dashboards",
    show: async (stage) => {
      const project = dashboardProject(stage);
      await stage.go(`dashboards?detail=${encodeURIComponent("saved:Morning check")}&from=20000&to=90000`, project);
      await panelsReady(stage.page);
    },
  },
  {
    name: "dashboards-edit",
    show: async (stage) => {
      const { page, go } = stage;
      await go(`dashboards?detail=${encodeURIComponent("saved:Morning check")}`, dashboardProject(stage));
      await panelsReady(page);
      await page.keyboard.press("l");
      await page.locator('[data-panel="words"]').focus();
    },
  },
  {
    name: "dashboards-panel",
    show: async (stage) => {
      const { page, go } = stage;
      await go(`dashboards?detail=${encodeURIComponent("saved:Morning check")}`, dashboardProject(stage));
      await panelsReady(page);
      await page.locator('[data-panel="resident"]').focus();
      await page.keyboard.press("Enter");
      await page.locator('[data-panel="preview"][data-state="ready"]').waitFor();
    },
  },
  { name: "policies-empty", show: async ({ go }) => go("policies", null) },
  {
    name: "policies-templates",
    show: async ({ page, go }) => {
      await go("policies");
      await page.getByRole("button", { name: /^New policy/ }).waitFor();
      await settled(page);
    },
  },
  {
    name: "policies",
    show: async (stage) => {
      await runPolicy(stage, "shrink-by-turns", SHRINKING);
      await stage.page.getByRole("combobox", { name: "Whose course is drawn" }).selectOption("alpha");
      await stage.page.getByRole("slider", { name: "Epoch" }).fill("118");
    },
  },
  {
    name: "policies-stopped",
    show: (stage) =>
      runPolicy(
        stage,
        "never-ends",
        SHRINKING.replace("export default", HANG).replace("state: null", "state: obs.epoch > 240 ? hang() : null"),
      ),
  },
  {
    name: "validation-loading",
    show: async ({ page, go }) => {
      await go("validation", null);
      await page.getByRole("progressbar").waitFor();
    },
  },
  {
    name: "validation",
    show: async ({ page, go }) => {
      await go("validation", null);
      await page.getByRole("grid", { name: "Validation rows" }).waitFor({ timeout: 60_000 });
      await settled(page);
    },
  },
  {
    name: "validation-row",
    show: async ({ page, go }) => {
      await go("validation?detail=S57", null);
      await page.getByRole("grid", { name: "Validation rows" }).waitFor({ timeout: 60_000 });
      await page.getByRole("heading", { name: /^S57/ }).waitFor();
      await settled(page);
    },
  },
  { name: "reports-empty", show: async ({ go }) => go("reports", null) },
  {
    name: "reports",
    show: async ({ page, go }) => {
      await go("reports");
      await expect(page.frameLocator("iframe").locator("body")).toContainText("guests fit", { timeout: 120_000 });
      await settled(page);
    },
  },
  {
    name: "palette",
    show: async ({ page, go }) => {
      await go("whatif");
      await settled(page);
      await page.keyboard.press("Control+k");
      await page.keyboard.type("ball");
      await page.locator("[role=option]").first().waitFor();
    },
  },
  {
    name: "jobs",
    show: async ({ page, go }) => {
      await go("guests");
      await settled(page);
      await page.keyboard.press("Control+j");
      await page.getByRole("heading", { name: "Jobs" }).waitFor();
    },
  },
  {
    name: "keys",
    show: async ({ page, go }) => {
      await go("whatif");
      await settled(page);
      await page.locator("#page h1").click();
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "settings",
    show: async ({ page, go }) => {
      await go("guests");
      await settled(page);
      await page.getByRole("button", { name: "Settings" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "drawer",
    show: async ({ page, go }) => {
      await go("guests");
      await settled(page);
      await page.locator(".numlink").first().click();
      await expect(page.locator("#drawer")).toBeVisible();
      await settled(page);
    },
  },
  {
    name: "project-missing",
    show: async ({ page, go, folder }) => {
      await go("guests", join(folder, "gone.plimsoll"));
      await page.getByRole("alert").first().waitFor();
    },
  },
];
