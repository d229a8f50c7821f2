import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlimsollError } from "../base/errors.ts";
import { ValidateReply, type ValidationRow } from "../protocol/validation-replies.ts";
import { acceptsText } from "./inputs.ts";
import { type KsmRun, noRecordings } from "./recordings.ts";
import { rows } from "./registry.ts";
import { countsOf, validate, validateWith } from "./run.ts";

const only = async (id: string, recordings = noRecordings): Promise<ValidationRow> =>
  (await validate(id, recordings)).rows[0] as ValidationRow;

const oursOf = async (id: string, inputs: unknown) => (await validateWith(id, inputs, noRecordings)).rows[0]!.ours;

describe("the validation table", () => {
  it("has every row of the reference once, in order, and cases under their row's id", () => {
    const ids = rows.map((row) => row.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^(S\d\d|V\d{1,2})(\.\d+)?$/);
    expect(ids.filter((id) => /^V4[17]\b/.test(id))).toEqual([]);
    const whole = ids.filter((id) => !id.includes("."));
    expect(whole.indexOf("S68")).toBeLessThan(whole.indexOf("V1"));
  });

  it("says of every row what its inputs accept, and its own inputs are accepted", async () => {
    for (const row of rows) {
      expect(Object.keys(row.inputs).length, row.id).toBeGreaterThan(0);
      for (const { accepts } of Object.values(row.inputs)) expect(acceptsText(accepts)).toMatch(/^(a|lists) /);
    }
  });

  it("says which rows rest on inputs of our own, and why a row has no result", async () => {
    const own = rows.filter(({ ownInputs }) => ownInputs).map(({ id }) => id);
    expect(own).toEqual(["S11", "S13", "S56", "S64", "S68"]);
    // An assumption is a reconstruction of an unpublished rule, or a chosen input.
    for (const row of rows.filter(({ evidence }) => evidence === "assumed"))
      expect(`${row.source} ${row.ownInputs ? "own inputs" : ""}`, row.id).toMatch(/reconstruction|own inputs/);
    const { rows: done } = await validate(null, noRecordings);
    for (const row of done as ValidationRow[])
      expect(row.verdict === "not_run" ? row.why_not : row.verdict, row.id).toMatch(
        /^(pass|consistent|needs .{10,})$/s,
      );
  });

  it("gives a reply that its schema takes, with counts that add up", async () => {
    const reply = await validate("S45", noRecordings);
    expect(ValidateReply.parse(reply)).toEqual(reply);
    expect(reply.counts).toMatchObject({ exact: { pass: 1 }, numeric: {} });
    expect(
      countsOf([
        { kind: "range", verdict: "pass" },
        { kind: "range", verdict: "pass" },
        { kind: "range", verdict: "not_run" },
      ]).range,
    ).toEqual({ pass: 2, not_run: 1 });
  });

  it("computes one row with other inputs and keeps the row's own for those left out", async () => {
    // 8 blocks of 617 / 4 ms.
    expect(await oursOf("S01", { blocks: 8 })).toBe(1234);
    expect(await oursOf("s01", {})).toBe(2468);
  });

  it("refuses an unknown row, an unknown input and a value that cannot be, and says what can", async () => {
    await expect(validate("S99", noRecordings)).rejects.toMatchObject({
      report: { code: "validate.unknown_row", exit: 2 },
    });
    await expect(validateWith("S01", { block: 8 }, noRecordings)).rejects.toMatchObject({
      report: { code: "validate.unknown_input", next: "did you mean blocks?" },
    });
    for (const blocks of [-1, "8", null, [8], Number.NaN])
      await expect(validateWith("S01", { blocks }, noRecordings)).rejects.toMatchObject({
        report: { code: "validate.bad_input", expected: "a number from 0 to 1000000000000" },
      });
    await expect(validateWith("S01", [1], noRecordings)).rejects.toMatchObject({
      report: { code: "validate.bad_input" },
    });
    await expect(validateWith("S01", JSON.parse('{"__proto__": 1}'), noRecordings)).rejects.toMatchObject({
      report: { code: "validate.unknown_input" },
    });
  });

  it("gives numbers or a reason for any inputs that are accepted, and the same ones again", async () => {
    const quick = rows.filter(({ id }) =>
      /^(S0[1-8]|S14|S2|S3[789]|S4|S5|S6[0-4]|S6[678]|V9|V2[1-9]|V3[0-57])/.test(id),
    );
    const cell = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...quick),
        fc.array(cell, { minLength: 1, maxLength: 4 }),
        async (row, cells) => {
          const given = Object.fromEntries(
            Object.entries(row.inputs).map(([name, { accepts }], i) => {
              const value = cells[i % cells.length]!;
              return [name, accepts.shape === "number" ? value : accepts.shape === "list" ? cells : [cells]];
            }),
          );
          const text = async () => JSON.stringify((await validateWith(row.id, given, noRecordings)).rows[0]);
          try {
            expect(await text()).toBe(await text());
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(PlimsollError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("rows on recordings", () => {
  const run = (seen: Partial<KsmRun["seen"]> = {}): KsmRun => ({
    name: "made",
    // Ten contents twice, one five times, four zero pages, cap 256: 10 + 1 + 1 frames, 10 + 4 + 3 pages beyond the first.
    multiplicities: [
      [2, 10],
      [5, 1],
      [1, 6],
    ],
    zeroPages: 4,
    cap: 256,
    useZeroPages: false,
    seen: { shared: 12, sharing: 17, unshared: 6, zero: 0, ...seen },
    kernel: "6.12",
    smartScan: false,
    contents: Int32Array.of(...Array.from({ length: 20 }, (_, i) => 1 + (i >> 1)), 11, 11, 11, 11, 11, 0, 0, 0, 0),
    // 29 pages and six alone, one pass of 35 visits each 5 s: all is merged when the second ends.
    course: [0, 5, 10, 15, 20].map((seconds) => reading(seconds, seconds < 10 ? 0 : 17)),
    framesSaved: 17,
  });
  const reading = (seconds: number, sharing: number) => ({
    seconds,
    passes: seconds / 5,
    scanned: 7 * seconds,
    shared: sharing === 0 ? 0 : 12,
    sharing,
    zero: 0,
    pagesToScan: 100,
  });

  it("are not run without them, and say what is missing", async () => {
    const row = await only("V60");
    expect([row.verdict, row.ours]).toEqual(["not_run", null]);
    expect(row.why_not).toContain("--data DIR");
  });

  it("pass where the counters are those that the contents give, and fail where not", async () => {
    const six = (seen?: Partial<KsmRun["seen"]>) => ({
      ...noRecordings,
      ksmSession: Array.from({ length: 6 }, () => run(seen)),
    });
    expect(await only("V60", six())).toMatchObject({ verdict: "pass", ours: [0, 0, 0] });
    expect(await only("V60", six({ sharing: 15 }))).toMatchObject({ verdict: "fail", ours: [0, 2, 0] });
    expect(await only("V61", { ...noRecordings, threeGuests: run() })).toMatchObject({ verdict: "pass", ours: 1 });
  });

  it("predict the second half from the rate of the first", async () => {
    const six = (change: (run: KsmRun) => KsmRun) => ({
      ...noRecordings,
      ksmSession: Array.from({ length: 6 }, () => change(run())),
    });
    const zeros = [0, 0, 0, 0, 0, 0];
    expect(
      await only(
        "V60.3",
        six((one) => one),
      ),
    ).toMatchObject({ verdict: "pass", ours: zeros });
    expect(
      await only(
        "V60.4",
        six((one) => one),
      ),
    ).toMatchObject({ verdict: "pass", ours: zeros });
    // Readings that show 20 pages merged later on are not predicted: 17 / 20 - 1.
    const other = six((one) => ({ ...one, course: one.course.map((at) => ({ ...at, sharing: 20 })) }));
    expect(await only("V60.3", other)).toMatchObject({ verdict: "fail", ours: zeros.map(() => expect.closeTo(-0.15)) });
    expect(
      await only(
        "V60.3",
        six((one) => ({ ...one, contents: null })),
      ),
    ).toMatchObject({ verdict: "not_run" });
    const steered = six((one) => ({ ...one, course: one.course.map((at, i) => ({ ...at, pagesToScan: i })) }));
    expect(await only("V60.4", steered)).toMatchObject({ verdict: "not_run" });
  });

  it("hold each move of a balloon against the engine's", async () => {
    const mib = 2 ** 20;
    const move = { guest: "a", ram: 96 * mib, from: 96 * mib, wanted: 86 * mib, reached: 86 * mib, inGuest: -10 * mib };
    const moves = (...balloonMoves: (typeof move)[]) => only("V61.2", { ...noRecordings, balloonMoves });
    const back = { ...move, from: 86 * mib, wanted: 90 * mib, reached: 90 * mib, inGuest: 4 * mib };
    expect(await moves(move, back, move, move, move)).toMatchObject({
      verdict: "pass",
      ours: Array.from({ length: 5 }, () => [1, 1]),
    });
    // A balloon that stopped 1 MiB short of 10.
    const short = { ...move, reached: 87 * mib, inGuest: -9 * mib };
    expect(await moves(short, move, move, move, move)).toMatchObject({ verdict: "fail" });
    expect((await moves(move)).verdict).toBe("not_run");
  });

  it("take the costs of an unplug from one size to another", async () => {
    // 10 ms a block of 2 MiB, 512 zeroed pages 5 ms, 512 moved ones 20 ms; 60 % in use.
    const unplugs = [128, 256].flatMap((mib) => [
      { mode: "freed" as const, mib, milliseconds: 5 * mib },
      { mode: "idle" as const, mib, milliseconds: 7.5 * mib },
      { mode: "in-use" as const, mib, milliseconds: (5 + 0.4 * 2.5 + 0.6 * 10) * mib },
    ]);
    const given = { ...noRecordings, unplugs };
    const { rows: all } = await validateWith("S08.4", { most_used_mib: 1000 }, given);
    expect(all[0]!.ours).toEqual([1, 1, 1].map((x) => expect.closeTo(x, 6)));
  });

  it("order recorded unplugs by their medians", async () => {
    const times = { freed: [3, 1, 2], idle: [5, 4, 9], "in-use": [7, 8, 6] } as const;
    const unplugs = (Object.keys(times) as (keyof typeof times)[]).flatMap((mode) =>
      times[mode].map((milliseconds) => ({ mode, mib: 256, milliseconds })),
    );
    expect(await only("S08.3", { ...noRecordings, unplugs })).toMatchObject({ verdict: "pass", ours: [2, 5, 7] });
  });
});
