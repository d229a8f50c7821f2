import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ImportRun, type Row, runImporter } from "../../testing/run-importer.ts";
import { changed, stretch, who, type XenRecord } from "../../testing/write-xentrace.ts";
import { xentrace } from "./index.ts";

const read = (bytes: Uint8Array, chunk = 13): Promise<ImportRun> =>
  runImporter(xentrace, bytes, { rates: { tsc: 1e9 }, chunk });
const runs = (tsc: bigint, of = who(1, 0)) => changed(tsc, of, "runnable", "running");

describe("damage", () => {
  const exit = (tsc: bigint): XenRecord => ({ event: 0x81102, tsc, words: [12, 0, 0] });
  const entry = (tsc: bigint): XenRecord => ({ event: 0x81001, tsc });
  const good = [runs(1n), exit(2n), entry(3n)];
  test("cut anywhere: what is whole before the cut, and the status says so", async () => {
    const whole = Buffer.concat([stretch(0, good), stretch(1, [runs(4n, who(2, 0)), exit(5n), entry(6n)])]);
    let before = 0;
    for (let at = 12; at <= whole.length; at++) {
      const run = await read(whole.subarray(0, at), 7);
      expect(run.records.accepted).toBeGreaterThanOrEqual(before);
      before = run.records.accepted;
      const between = at === whole.length || at === stretch(0, good).length;
      expect([at, run.status]).toEqual([at, between ? "whole" : "truncated"]);
    }
    expect(before).toBe(6);
  });
  test("a stretch that is longer than said, bytes between stretches: the next CPU change is found", async () => {
    const long = stretch(0, good);
    long.writeUInt32LE(long.length + 88, 8);
    const odd = Buffer.concat([
      long,
      stretch(1, good),
      Buffer.from([3, 1, 2]),
      stretch(2, good),
      Buffer.alloc(5),
      stretch(300, good),
    ]);
    for (const chunk of [1, 64, 4096]) {
      const run = await read(odd, chunk);
      expect(run.cpus).toEqual({ 0: 3, 1: 3, 2: 3, 300: 3 });
      expect(run.status).toBe("partial");
      expect(run.complaints.map((c) => [c.code, c.n])).toEqual([
        ["xentrace.window", 1],
        ["xentrace.record", 2],
      ]);
      expect(run.records.rejected).toBe(3);
    }
  });
});

/** A host as it could be: vCPUs change their states on some CPUs in the order of one clock. */
function host(choices: readonly (readonly [number, number])[], cpus: number) {
  const list: XenRecord[][] = Array.from({ length: cpus }, () => [{ event: 0x22209, tsc: 1n }]);
  const states = new Map<number, { state: "running" | "runnable" | "blocked"; cpu: number }>();
  let now = 10n;
  for (const [vcpu, dice] of choices) {
    now += BigInt(1 + dice);
    const of = who(1 + vcpu, 0);
    const { state, cpu } = states.get(of) ?? { state: "blocked" as const, cpu: dice % cpus };
    const free = [...Array(cpus).keys()].find(
      (c) => ![...states.values()].some((s) => s.state === "running" && s.cpu === c),
    );
    const next =
      state === "blocked" ? "runnable" : state === "running" ? (dice % 2 ? "blocked" : "runnable") : "running";
    if (next === "running" && free === undefined) continue;
    const on = next === "running" ? (free as number) : state === "running" ? cpu : dice % cpus;
    list[on]?.push(changed(now, of, state, next));
    states.set(of, { state: next, cpu: on });
  }
  const end = now + 5n;
  for (const records of list) records.push({ event: 0x22209, tsc: end });
  return { list, end };
}

test("spans of one vCPU never overlap and leave no gap, and CPUs are never busy twice, however the file is cut up", async () => {
  const choices = fc.array(fc.tuple(fc.nat(4), fc.nat(50)), { minLength: 1, maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(
      choices,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 40 }),
      async (c, cpus, step) => {
        const { list, end } = host(c, cpus);
        const parts: Buffer[] = [];
        // Rounds as the recorder writes them: what was in the buffers up to some time.
        for (let until = 0n; until <= end; until += BigInt(step * 10))
          for (const [cpu, records] of list.entries()) {
            const due = records.filter(({ tsc = 0n }) => tsc > until - BigInt(step * 10) && tsc <= until);
            if (due.length) parts.push(stretch(cpu, due));
          }
        for (const [cpu, records] of list.entries()) {
          const rest = records.filter(({ tsc = 0n }) => tsc > end - (end % BigInt(step * 10)));
          if (rest.length && end % BigInt(step * 10) !== 0n) parts.push(stretch(cpu, rest));
        }
        const run = await read(Buffer.concat(parts), 1 + step);
        for (const key of ["task_id", "cpu"] as const) {
          const by = new Map<unknown, Row[]>();
          for (const row of run.tables.sched ?? [])
            if (row[key] !== null) by.set(row[key], [...(by.get(row[key]) ?? []), row]);
          for (const own of by.values()) {
            const sorted = own.sort((a, b) => Number(a.t) - Number(b.t) || Number(a.ns) - Number(b.ns));
            for (const [i, row] of sorted.slice(1).entries()) {
              const before = sorted[i] as Row;
              const gap = Number(row.t) - Number(before.t) - Number(before.ns);
              expect(key === "task_id" ? gap === 0 : gap >= 0).toBe(true);
            }
          }
        }
        expect(run.remarks.filter((r) => r.code !== "xentrace.unknown_event")).toEqual([]);
      },
    ),
    { seed: 4, numRuns: 200 },
  );
});
