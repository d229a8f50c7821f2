import { expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { settings } from "./index.ts";

const read = (text: string) => runImporter(settings, bytesOfText(text));
const detect = (text: string) => settings.detect(bytesOfText(text), { name: "x", size: null });

test("key=value and the chosen word", async () => {
  const run = await read(
    "# KSM\nadvisor_mode=none [scan-time]\nmax_page_sharing=16\n\nnewer_key=7\nuse_zero_pages = 1",
  );
  expect(run.tables.fact).toEqual([
    { t: null, scope: "host", subject: null, name: "ksm.advisor_mode", value: "scan-time", number: null },
    { t: null, scope: "host", subject: null, name: "ksm.max_page_sharing", value: "16", number: 16 },
    { t: null, scope: "host", subject: null, name: "ksm.newer_key", value: "7", number: 7 },
    { t: null, scope: "host", subject: null, name: "ksm.use_zero_pages", value: "1", number: 1 },
  ]);
  expect(run).toMatchObject({ status: "whole", records: { accepted: 4, rejected: 0, skipped: 2 } });
});
test("files of sysfs as grep prints them", async () => {
  const run = await read("/sys/kernel/mm/ksm/run:1\n/sys/kernel/mm/ksm/pages_to_scan:100\n");
  expect((run.tables.fact ?? []).map((row) => [row.name, row.number])).toEqual([
    ["ksm.run", 1],
    ["ksm.pages_to_scan", 100],
  ]);
});
test("lines without a value are rejected", async () => {
  const run = await read("run=1\npages_to_scan=\nwhat?\n");
  expect(run.complaints).toMatchObject([{ code: "settings.line", line: 2, n: 2 }]);
  expect(run.records).toMatchObject({ accepted: 1, rejected: 2 });
});
test("detection needs keys of KSM", () => {
  expect(detect("run=0\npages_to_scan=100\n")).not.toBeNull();
  for (const text of [
    "enabled=N\ncompressor=lzo\n",
    "run=0\n",
    "run=0\nDear Sir\npages_to_scan=100\n",
    "wall_ns=1795255510845173453 uptime=3530.00\n",
    "hello\nthis is a letter\n",
  ])
    expect(detect(text)).toBeNull();
});
// Expected: `grep -c =` on the file gives 24; the values stand in it.
test.skipIf(withoutCaptures)("settings of a session (skipped: captures not there)", async () => {
  const run = await runImporter(settings, captureFile("ksm-session/r4-sharing-cap-16/settings.txt"));
  expect(run.tables.fact).toHaveLength(24);
  expect(run.tables.fact?.find((row) => row.name === "ksm.max_page_sharing")).toMatchObject({
    value: "16",
    number: 16,
  });
});
