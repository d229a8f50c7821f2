// Cut, damaged and oddly delivered recordings.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PlimsollError } from "../../../../src-shared/base/errors.ts";
import { runImporter } from "../../testing/run-importer.ts";
import { perfData } from "./index.ts";

const load = (name: string): Buffer => readFileSync(join("test/fixtures/perf", name));
const names = ["single", "sample-identifier", "pipe-tracepoint", "zstd", "no-timestamp", "comms"].map(
  (n) => `${n}.perf.data`,
);

describe("chunks of any size give the same rows, counts and complaints", () => {
  test.each(names)("%s", async (name) => {
    const bytes = load(name).subarray(0, 24_000);
    const whole = await runImporter(perfData, bytes, { chunk: 1 << 20 });
    for (const chunk of [1, 100, 65_536]) expect(await runImporter(perfData, bytes, { chunk })).toEqual(whole);
  });
});

/** Samples of a little-endian file by its record headers alone. */
function countSamples(bytes: Buffer): { samples: number; starts: number[] } {
  const starts: number[] = [];
  let samples = 0;
  const from = Number(bytes.readBigUInt64LE(40));
  const end = Math.min(bytes.length, from + Number(bytes.readBigUInt64LE(48)));
  for (let at = from; at + 8 <= end; ) {
    const size = bytes.readUInt16LE(at + 6);
    if (at + size > end) break;
    starts.push(at);
    if (bytes.readUInt32LE(at) === 9) samples++;
    at += size;
  }
  return { samples, starts };
}

test("a file cut anywhere keeps exactly the samples that are whole, in the same rows, and is called truncated", async () => {
  const bytes = load("single.perf.data");
  const { starts } = countSamples(bytes);
  const whole = await runImporter(perfData, bytes, { readAt: true });
  const first = starts[0] as number;
  const cuts = fc.oneof(
    fc.integer({ min: first, max: bytes.length - 1 }),
    fc.tuple(fc.constantFrom(...starts), fc.integer({ min: -1, max: 1 })).map(([at, d]) => Math.max(first, at + d)),
  );
  await fc.assert(
    fc.asyncProperty(cuts, fc.boolean(), async (at, readAt) => {
      const cut = bytes.subarray(0, at);
      const run = await runImporter(perfData, cut, { readAt });
      const wanted = countSamples(cut).samples;
      expect(run.status).toBe("truncated");
      expect(run.events["page-faults"] ?? 0).toBe(wanted);
      const rows = (r: typeof run) =>
        (r.tables.fault ?? []).slice(0, wanted).map(({ seq, t, addr, ip }) => [seq, t, addr, ip]);
      expect(rows(run)).toEqual(rows(whole));
    }),
    { numRuns: 60, seed: 2 },
  );
});

test("a compressed recording cut anywhere gives the first samples of the whole one", async () => {
  const bytes = load("zstd.perf.data");
  const whole = (await runImporter(perfData, bytes, { readAt: true })).tables.fault ?? [];
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 400, max: bytes.length - 1 }), async (at) => {
      const run = await runImporter(perfData, bytes.subarray(0, at), {});
      const rows = run.tables.fault ?? [];
      expect(run.status).toBe("truncated");
      expect(rows.map(({ seq, t, addr }) => [seq, t, addr])).toEqual(
        whole.slice(0, rows.length).map(({ seq, t, addr }) => [seq, t, addr]),
      );
    }),
    { numRuns: 15, seed: 3 },
  );
});

type Change = {
  readonly at: number;
  readonly kind: "flip" | "zero" | "ones" | "remove" | "repeat";
  readonly n: number;
};
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(1 << 20),
  kind: fc.constantFrom("flip", "zero", "ones", "remove", "repeat"),
  n: fc.integer({ min: 1, max: 64 }),
});

function changed(bytes: Buffer, { at, kind, n }: Change): Buffer {
  const from = at % bytes.length;
  const piece = Buffer.from(bytes.subarray(from, from + n));
  if (kind === "remove") return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + n)]);
  if (kind === "repeat") return Buffer.concat([bytes.subarray(0, from), piece, piece, bytes.subarray(from)]);
  const copy = Buffer.from(bytes);
  if (kind === "flip") copy[from]! ^= 1 << (n & 7);
  else copy.fill(kind === "zero" ? 0 : 0xff, from, from + piece.length);
  return copy;
}

test("damage anywhere is told by a code, never thrown otherwise, and gives no more rows than there are records", async () => {
  const inputs = names.map((name) => load(name).subarray(0, 30_000));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...inputs),
      fc.array(
        fc.oneof(
          change,
          change.map((c) => ({ ...c, at: c.at % 600 })),
        ),
        { minLength: 1, maxLength: 6 },
      ),
      fc.boolean(),
      async (input, changes, readAt) => {
        const bytes = changes.reduce(changed, input);
        const run = await runImporter(perfData, bytes, { readAt }).catch((thrown: unknown) => {
          if (thrown instanceof PlimsollError) return null;
          throw thrown;
        });
        if (!run) return;
        const rows = (run.tables.fault?.length ?? 0) + (run.tables.event?.length ?? 0);
        expect(Object.values(run.events).reduce((a, b) => a + b, 0)).toBe(rows);
        expect(rows).toBeLessThanOrEqual(run.records.accepted);
      },
    ),
    { numRuns: 250, seed: 4 },
  );
});
