// The engine through the command line, on the hand-computed rows of a small KSM world (counted on a real 6.12 kernel).
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SimulateReply } from "../src-shared/protocol/replies.ts";
import { errorOf, plimsoll, reply, scenarioFile, scratch } from "./program.ts";

const pages = [["0", 60], { same: "img", count: 40 }, { unique: 200 }];
const scenario = {
  host: { memory_bytes: 64 << 20 },
  guests: [{ kind: "pages", pages, count: 3 }],
  mechanisms: [{ id: "dedup", scanner: "ksm", smart_scan: 0, pages_per_epoch: 300 }],
  horizon_s: 8,
  seed: 1,
};

describe("simulate", () => {
  it("gives the counters that a real kernel printed, scan by scan", async () => {
    const run = SimulateReply.parse(await reply(["simulate", scenarioFile(scenario), "--rows"]));
    const at = (name: string) => run.rows?.columns.indexOf(name) ?? -1;
    const rows = run.rows?.data.map((row) =>
      ["ksm.pages_shared", "ksm.pages_sharing", "ksm.pages_unshared", "ksm.pages_volatile"].map(
        (name) => row[at(name)],
      ),
    );
    expect(rows).toEqual([
      [0, 0, 0, 300],
      [0, 0, 0, 600],
      [0, 0, 0, 900],
      [1, 59, 240, 600],
      [41, 159, 400, 300],
      [41, 259, 600, 0],
      [41, 259, 600, 0],
      [41, 259, 600, 0],
    ]);
    expect(Object.values(run.invariants).every((n) => n === 0)).toBe(true);
  });

  it("ends the same in two parts as in one", async () => {
    const file = scenarioFile(scenario);
    const state = join(scratch(), "state.json");
    const whole = SimulateReply.parse(await reply(["simulate", file]));
    await reply(["simulate", file, "--until", "3", "--checkpoint", state]);
    const rest = SimulateReply.parse(await reply(["simulate", file, "--resume", state]));
    expect(rest.digest).toBe(whole.digest);
    const other = await plimsoll(["simulate", scenarioFile({ ...scenario, seed: 2 }), "--resume", state, "--json"]);
    expect([other.code, errorOf(other).code]).toEqual([2, "checkpoint.other_scenario"]);
  });

  it("gives off and without effect the digest of no mechanism", async () => {
    const digest = async (mechanisms: unknown[]) =>
      SimulateReply.parse(await reply(["simulate", scenarioFile({ ...scenario, mechanisms })])).digest;
    const none = await digest([]);
    expect(await digest([{ id: "dedup", run: 0 }])).toBe(none);
    expect(await digest([{ id: "balloon", target_bytes: 300 * 4096 }])).toBe(none);
  });
});
