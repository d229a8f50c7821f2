import { describe, expect, test } from "vitest";
import { type ImportRun, runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { kvmStat } from "./index.ts";

const HEAD =
  "\n\nAnalyze events for all VMs, all VCPUs:\n\n             VM-EXIT    Samples  Samples%     Time%    Min Time    Max Time         Avg time \n\n";
const NPF = "                 npf      19457    49.28%    12.82%      0.00us 180631.81us    574.29us ( +-   5.59% )\n";
const TOTAL = "\nTotal Samples:39480, Total events handled time:87128952.57us.\n\n";
const read = (text: string, chunk = 65_536) => runImporter(kvmStat, bytesOfText(text), { chunk });
const valuesOf = (run: ImportRun) =>
  Object.fromEntries(
    (run.tables.series ?? []).map(({ id, name }) => [
      name,
      run.tables.counter?.find((row) => row.series_id === id)?.value,
    ]),
  );

test("counts and times of each exit, and of all", async () => {
  for (const chunk of [1, 100, 65_536]) {
    const run = await read(HEAD + NPF + TOTAL, chunk);
    expect(valuesOf(run)).toEqual({
      "kvm_stat.exit.npf.samples": 19457,
      "kvm_stat.exit.npf.min": 0,
      "kvm_stat.exit.npf.max": 180631810,
      "kvm_stat.exit.npf.avg": 574290,
      "kvm_stat.exit.samples": 39480,
      "kvm_stat.exit.time": 87128952570,
    });
    expect(run.tables.counter?.[0]?.t).toBeNull();
    expect(run.records).toMatchObject({ accepted: 2, rejected: 0 });
  }
});

test("one vCPU; names with blanks; ports and device memory", async () => {
  const one = await read(HEAD.replace("all VCPUs", "VCPU 3") + NPF.replace("     npf", "PF excp"));
  expect(one.tables.series?.[0]).toMatchObject({ name: "kvm_stat.exit.PF excp.samples", scope: "vcpu", subject: "3" });
  const port = await read(HEAD.replace("VM-EXIT", "IO Port Access") + NPF.replace("npf", "0xe9:POUT"));
  expect(Object.keys(valuesOf(port))[0]).toBe("kvm_stat.ioport.0xe9:POUT.samples");
});

test("damage is told with its place", async () => {
  const run = await read(`${HEAD}${NPF.replace("us", "xs")}hello\n`);
  expect(run.complaints).toMatchObject([{ code: "kvm_stat.line", line: 7, n: 2 }]);
});

test("detection", () => {
  const detect = (text: string) => kvmStat.detect(bytesOfText(text), { name: "x", size: null });
  expect(detect(HEAD + NPF)).not.toBeNull();
  for (const text of ["Analyze events for all VMs, all VCPUs:\n", "Dear Sir,\n", NPF]) expect(detect(text)).toBeNull();
});

// Expected: the table itself, as the recording's truth holds it.
describe.skipIf(withoutCaptures)("the full captures (skipped: not there)", () => {
  test("all exits of a recording; no line is rejected in any of its tables", async () => {
    const run = async (name: string) => runImporter(kvmStat, captureFile(`kvm-nested/r2-few-6.1/${name}.txt`));
    expect(valuesOf(await run("kvmstat-vmexit"))).toMatchObject({
      "kvm_stat.exit.samples": 39480,
      "kvm_stat.exit.msr.samples": 6433,
      "kvm_stat.exit.interrupt.avg": 3330720,
    });
    for (const name of ["kvmstat-vmexit-vcpu0", "kvmstat-ioport", "kvmstat-mmio"])
      expect((await run(name)).records.rejected).toBe(0);
  });
});
