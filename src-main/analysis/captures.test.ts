// Real captures through importers and store: TRUTH.json was counted from raw images, pagemap and sysfs, not by this program.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checksOf } from "../../src-shared/density/checks.ts";
import type { CapturedHost } from "../../src-shared/profile/host.ts";
import type { ProfileReply } from "../../src-shared/protocol/replies.ts";
import { capturedHost } from "./host.ts";
import { profileProject } from "./profile.ts";
import { imported } from "./testing/project.ts";

const CAPTURES = process.env.PLIMSOLL_CAPTURES ?? "../shared/captures";
const VMS = join(CAPTURES, "three-vms");
const KSM = join(CAPTURES, "ksm-session");
const without = existsSync(VMS) ? "" : ` (no captures at ${CAPTURES})`;

const truthOf = (folder: string) => JSON.parse(readFileSync(join(folder, "TRUTH.json"), "utf8"));

/** Profile and host of the files of a folder that `keep` names. */
async function read(
  folder: string,
  keep: (name: string) => boolean,
): Promise<{ profile: ProfileReply; host: CapturedHost }> {
  const part = mkdtempSync(join(tmpdir(), "plimsoll-part-"));
  for (const name of readdirSync(folder)) if (keep(name)) cpSync(join(folder, name), join(part, name));
  try {
    const query = await imported([part]);
    try {
      return { profile: await profileProject(query), host: await capturedHost(query) };
    } finally {
      await query.close();
    }
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

const RAM_MAP = /^(maps|mtree|qom)-/;
const FAULTS = /^(page-faults\.perf|events\.csv|libvirt-events|qmp-events|ksm\.csv|.*\.xml)/;

describe.skipIf(without !== "")(`three guests under libvirt${without}`, () => {
  const truth = existsSync(VMS) ? truthOf(VMS) : null;

  it("have the resident pages of the truth by faults and balloon moves alone, within half a percent", async () => {
    const { profile, host } = await read(VMS, (name) => FAULTS.test(name) || RAM_MAP.test(name));
    for (const [name, { resident }] of Object.entries<{ resident: number }>(truth.guests)) {
      const last = profile.guests.find((g) => g.guest === name)?.resident_pages?.last ?? 0;
      expect(Math.abs(last / resident - 1), `${name}: ${last} for ${resident}`).toBeLessThan(0.005);
    }
    expect(host.patterns).toBeNull();
    expect(host.coverage.grade).toBe("D");
  });

  it("take the memory that was recorded of them, saved frames and processes", async () => {
    const used = (name: string) =>
      FAULTS.test(name) || RAM_MAP.test(name) || /^(pages\.csv|ksm-settings|smaps-)/.test(name);
    const { host } = await read(VMS, used);
    const checks = new Map(checksOf(host).map((check) => [check.id, check]));
    for (const [name, { resident }] of Object.entries<{ resident: number }>(truth.guests)) {
      const check = checks.get(`resident.${name}`);
      expect(check).toMatchObject({ observed: resident });
      expect(Math.abs(check!.predicted / resident - 1)).toBeLessThan(0.005);
    }
    const saved = checks.get("frames_saved")!;
    expect(saved.observed).toBe(truth.host["frames saved by sharing"]);
    // 63 370 resident pages of 34 298 contents, those with more than 256 copies on several frames: 29 015 by counting pages.csv.
    expect(saved.predicted).toBe(29_015);
    // Pss of all mappings of the three processes by their last smaps: 98 162 pages; besides the RAM 21 213, 21 097, 21 485.
    const memory = checks.get("memory")!;
    expect(Math.abs(memory.observed - 98_162)).toBeLessThanOrEqual(2);
    expect(memory.predicted).toBe(63_370 - 29_015 + 21_213 + 21_097 + 21_485);
  });

  it("have no resident pages without their memory maps", async () => {
    const { profile } = await read(VMS, (name) => FAULTS.test(name));
    expect(profile.guests.map((g) => g.resident_pages)).toEqual([null, null, null]);
  });

  it("have the contents of the truth, and merge to within a part in a thousand of the frames that were saved", async () => {
    const { profile, host } = await read(VMS, (name) => /^(pages\.csv|ksm-settings)/.test(name));
    for (const [name, counts] of Object.entries<Record<string, number>>(truth.guests)) {
      const { pages, zero, distinct, extra_nonzero_copies, resident } = counts;
      const expected = { pages, zero, distinct, extra_nonzero_copies, resident };
      expect(profile.guests.find((g) => g.guest === name)?.content).toMatchObject(expected);
      expect(host.guests.find((g) => g.name === name)).toMatchObject({ contentPages: resident });
    }
    expect(profile.sharing).toEqual({ ...truth.all, common: truth.common });
    const saved = profile.ksm?.predicted?.pages_sharing ?? 0;
    expect(saved).toBe(29_015);
    expect(Math.abs(saved / truth.host["frames saved by sharing"] - 1)).toBeLessThan(0.001);
  });
});

describe.skipIf(!existsSync(KSM))("KSM sessions with contents known beforehand", () => {
  const runs = existsSync(KSM) ? readdirSync(KSM).filter((name) => existsSync(join(KSM, name, "TRUTH.json"))) : [];

  const final = (k: Record<string, number> | null | undefined) => [
    k?.pages_shared,
    k?.pages_sharing,
    k?.ksm_zero_pages,
  ];
  const ksmOf = async (run: string, files: RegExp) =>
    (await read(join(KSM, run), (name) => files.test(name))).profile.ksm;

  it.each(runs)("%s ends at the counters of the truth", async (run) => {
    const { counters } = truthOf(join(KSM, run));
    const ksm = await ksmOf(run, /^(pages\.csv|settings|ksm\.csv)/);
    expect(final(ksm?.observed)).toEqual(final(counters));
    expect(final(ksm?.predicted)).toEqual(final(counters));
    // ksm.csv of r1: half of the sharing is reached between 14 000 and 15 900 pages scanned, nine tenths before 17 800.
    expect(ksm?.predicted_scanned?.p50).toBeGreaterThan(11_000);
    expect(ksm?.predicted_scanned?.p90).toBeLessThan(19_000);
  });

  it("are predicted to the same bytes when the counters were not recorded", async () => {
    const run = runs.find((name) => /zero/.test(name)) ?? runs[0]!;
    const seen = await ksmOf(run, /^(pages\.csv|settings|ksm\.csv)/);
    const blind = await ksmOf(run, /^(pages\.csv|settings)/);
    expect(blind?.observed).toBeNull();
    expect(JSON.stringify(blind?.predicted)).toBe(JSON.stringify(seen?.predicted));
  });
});
