import { expect, it } from "vitest";
import type { PolicyReply } from "../../../src-shared/protocol/policy-replies.ts";
import { comparison } from "./comparison.ts";
import { commandLine, parseScript, parseSettings, SETTINGS } from "./script.ts";
import { asScript, templates } from "./templates.ts";
import { actedEpochs, actionText, coursesOf, epochRows, guestNames, stoppedWords } from "./view.ts";

const metrics = {
  slowdown_p50: 1,
  slowdown_p99: 1.043,
  frames_max: 262_144,
  tmem_failed: null,
  cold_starts: null,
  oom_kills: 0,
};
const run = {
  title: "the script",
  kind: "script" as "script" | "policy",
  metrics,
  summary: {},
  invariants: {},
  digest: "",
  calls: 2,
  actions: 2,
};
const difference = (best: number, low: number | null = null, high: number | null = null) => ({ best, low, high });

const reply = {
  schema: "plimsoll.policy/1",
  ok: true,
  diagnostics: [],
  result: { ...run, id: "script", kind: "script" },
  rows: {
    columns: ["epoch", "balloon", "fast.total", "fast.free", "slow.total", "slow.free", "slowdown_p99"],
    data: [
      [1, 0, 1000, 700, 1000, 300, 1],
      [2, 64, 1000, 100, 1000, 300, 1.5],
    ],
  },
  seen: {
    epochs: [1, 2],
    dt: 1,
    host: { total: 2000, free: [1000, 400] },
    guests: [{ id: 0, name: "alpha", size: 500, used: [100, 200], balloon: [0, 64], slowdown: [1, 1.5] }],
    unlisted: 0,
  },
  actions: [
    { epoch: 2, kind: "setBalloon", guest: 0, asked: 131_072, granted: 64, reason: "clipped to what is possible" },
  ],
  violations: [],
  beside: [
    {
      ...run,
      id: "mom",
      kind: "policy",
      title: "MOM",
      differences: { slowdown_p99: difference(0.01, 0.005, 0.015), frames_max: difference(-262_144) },
    },
  ],
} satisfies PolicyReply;

it("shows of each epoch what was free, in balloons and asked for", () => {
  const rows = epochRows(reply);
  expect(rows.map(({ epoch, free, balloon, slowdown }) => [epoch, free, balloon, slowdown])).toEqual([
    [1, 0.5, 0, 1],
    [2, 0.2, 64, 1.5],
  ]);
  expect(rows.map(({ actions }) => actions.length)).toEqual([0, 1]);
  expect(actedEpochs(reply, 0)).toEqual([2]);
  // 131,072 pages of 4096 bytes are 512 MiB.
  expect(actionText(reply.actions[0]!, guestNames(reply)).replace("\u202f", " ")).toBe("balloon alpha 512 MiB");
});

it("draws the host, or a guest with what was asked of it from the asking on", () => {
  expect(coursesOf(reply, null).map(({ id, values }) => [id, values])).toEqual([
    ["used", [1000, 1600]],
    ["free", [1000, 400]],
    ["balloon", [0, 64]],
  ]);
  expect(coursesOf(reply, 0).map(({ id, values }) => [id, values])).toEqual([
    ["used", [100, 200]],
    ["balloon", [0, 64]],
    ["asked", [null, 131_072]],
  ]);
  expect(coursesOf(reply, 7)).toEqual([]);
});

it("sets policies side by side, with an interval where there is one, and no column that none has", () => {
  const { columns, rows } = comparison(reply, "mine");
  expect(columns.map(({ id }) => id)).toEqual([
    "policy",
    "slowdown_p99",
    "slowdown_p99 apart",
    "frames_max",
    "frames_max apart",
    "oom_kills",
    "oom_kills apart",
    "actions",
  ]);
  expect(rows[0]!.cells).toEqual(["mine", "4.30", "", "1.00", "", "0", "", "2"]);
  expect(rows[1]!.cells).toEqual(["MOM", "4.30", "+1.00 (+0.50 to +1.50)", "1.00", "−1.00", "0", "", "2"]);
});

it("says at which epoch a policy was stopped, or that it could not be loaded", () => {
  expect(stoppedWords({ epoch: 3, message: "too many steps" })).toMatch(
    /^The policy was stopped at epoch 3: too many steps/,
  );
  expect(stoppedWords({ epoch: 0, message: "x" })).toBe("The policy was stopped while it was loaded: x");
});

it("turns every built-in policy into a script of its own", () => {
  expect(templates.map(({ id }) => id)).toEqual(["nothing", "mom", "idle-tax", "ksm-by-pressure", "tmem-by-failures"]);
  for (const { text } of templates) {
    expect(text).toMatch(/import type \{ .* \} from "plimsoll";/);
    expect(text).toMatch(/\nexport default policy;\n$/);
    expect(text).not.toMatch(/export \{|api\.ts/);
  }
  expect(asScript("export { policy };\n")).toBe("export default policy;\n");
});

it("remembers what was written, and takes defaults for what is damaged", () => {
  expect(parseScript({ text: "a", title: "b", saved: 3 }, "1")).toEqual({
    id: "1",
    text: "a",
    title: "b",
    saved: null,
    savedText: null,
  });
  expect(parseScript({ text: "  ", title: "b" }, "1")).toBeNull();
  expect(parseSettings({ beside: ["mom", "gone"], interval: -1, delay: 3 })).toEqual({
    ...SETTINGS,
    beside: ["mom"],
    delay: 3,
  });
});

it("writes the run as a command", () => {
  const script = { id: "1", saved: "my own", title: "my own", text: "", savedText: "" };
  expect(commandLine("/p/a.plimsoll", script, { ...SETTINGS, replications: 5 })).toBe(
    "plimsoll policy run /p/a.plimsoll '/p/a.plimsoll/policies/my own.ts' --beside nothing,mom --replications 5",
  );
});
