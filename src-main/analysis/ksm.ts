// KSM of the captured host: recorded counters and settings, and the prediction from page contents that never sees them.

import { ksmEnd } from "../../src-shared/model/mechanisms/dedup/closed-form.ts";
import { predictKsm } from "../../src-shared/model/mechanisms/dedup/predict.ts";
import { SMART_SCAN_PERIOD } from "../../src-shared/model/mechanisms/dedup/rate.ts";
import { type KsmKernel, type KsmSettings, ksmSettings } from "../../src-shared/model/mechanisms/dedup/settings.ts";
import { backedMultiplicities, backedPages } from "../../src-shared/profile/content.ts";
import {
  KSM_COUNTERS,
  type KsmCounterValues,
  type KsmTerm,
  ksmTerms,
  type ScanReading,
  scanRate,
} from "../../src-shared/profile/ksm.ts";
import type { QueryClient } from "../store/contract.ts";
import type { Contents } from "./contents.ts";
import { readPageOrder } from "./page-order.ts";
import { maybe, numberOf, rowsOf, textOf } from "./sql.ts";

export interface KsmRecord {
  readonly observed: KsmCounterValues | null;
  /** Settings by their sysfs name, words included. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly scanRate: number | null;
  /** Kernel release as recorded, null if not. */
  readonly release: string | null;
}

export interface KsmPrediction {
  readonly counters: KsmCounterValues;
  readonly scanned: { readonly p50: number; readonly p90: number } | null;
}

/** Files of /sys/kernel/mm/ksm that are set and not counted. */
const SETTINGS = [
  "run",
  "pages_to_scan",
  "sleep_millisecs",
  "max_page_sharing",
  "use_zero_pages",
  "smart_scan",
  "merge_across_nodes",
  "stable_node_chains_prune_millisecs",
  "advisor_mode",
  "advisor_max_cpu",
  "advisor_max_pages_to_scan",
  "advisor_min_pages_to_scan",
  "advisor_target_scan_time",
];

/** Last recorded value of every file; `source` tells counters (series) from settings written down (facts). */
export const KSM_LAST_SQL = `SELECT 'series' AS source, substr(name, 5) AS key, arg_max(value, (coalesce(t, 0), seq)) AS number,
    NULL AS value FROM counter WHERE name LIKE 'ksm.%' AND scope = 'host' AND value IS NOT NULL GROUP BY name
  UNION ALL SELECT 'fact', substr(name, 5), arg_max(number, (coalesce(t, 0), capture)), arg_max(value, (coalesce(t, 0), capture))
    FROM fact WHERE name LIKE 'ksm.%' AND scope = 'host' GROUP BY name
  UNION ALL SELECT 'release', name, NULL, max(value) FROM fact WHERE name ILIKE '%OSRELEASE' GROUP BY name
  ORDER BY source, key`;

/** Pages scanned and whether KSM ran, the last reading of each second. */
export const SCAN_SQL = `SELECT s, max(ms) AS ms, arg_max(scanned, ms) AS scanned, arg_max(run, ms) AS run FROM (
    SELECT t // 1000000000 AS s, t // 1000000 AS ms, max(value) FILTER (name = 'ksm.pages_scanned') AS scanned,
      max(value) FILTER (name = 'ksm.run') AS run FROM counter
    WHERE name IN ('ksm.pages_scanned', 'ksm.run') AND scope = 'host' AND t IS NOT NULL GROUP BY ALL)
  WHERE scanned IS NOT NULL GROUP BY s ORDER BY s`;

/** Reads what was recorded of KSM; null when nothing was. */
export async function readKsm(query: QueryClient): Promise<KsmRecord | null> {
  const rows = await rowsOf(query, KSM_LAST_SQL);
  const series = new Map(
    rows.filter((r) => r.source === "series").map((r) => [textOf(r, "key"), numberOf(r, "number")]),
  );
  const facts = new Map<string, string | number>();
  for (const r of rows) if (r.source === "fact") facts.set(textOf(r, "key"), maybe(r, "number") ?? textOf(r, "value"));
  const release = rows.find((r) => r.source === "release");
  const settings: Record<string, string | number> = {};
  for (const key of SETTINGS) {
    const value = facts.get(key) ?? series.get(key);
    if (value !== undefined) settings[key] = value;
  }
  const observed = series.has("pages_sharing")
    ? (Object.fromEntries(KSM_COUNTERS.map((key) => [key, series.get(key) ?? 0])) as Record<
        (typeof KSM_COUNTERS)[number],
        number
      >)
    : null;
  const readings: ScanReading[] = series.has("pages_scanned")
    ? (await rowsOf(query, SCAN_SQL)).map((r) => ({
        ms: numberOf(r, "ms"),
        scanned: numberOf(r, "scanned"),
        running: maybe(r, "run") !== 0,
      }))
    : [];
  if (series.size === 0 && facts.size === 0) return null;
  return {
    observed,
    settings,
    scanRate: scanRate(readings),
    release: release ? textOf(release, "value") : null,
  };
}

/** The kernel's order of a visit by its release: 6.11 compares the checksum first. */
function kernelOf(release: string | null): KsmKernel | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release ?? "") ?? [];
  if (major === undefined) return undefined;
  return Number(major) * 1000 + Number(minor) >= 6011 ? "6.12" : "6.1";
}

/** Settings of the model from those recorded; what is missing takes the kernel's default. */
export function modelSettings(record: KsmRecord | null): KsmSettings {
  const number = (key: string): number | undefined => {
    const value = record?.settings[key];
    return value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value);
  };
  const flag = (key: string): boolean | undefined => (number(key) === undefined ? undefined : number(key) !== 0);
  const kernel = kernelOf(record?.release ?? null);
  const smartScan = flag("smart_scan");
  const useZeroPages = flag("use_zero_pages");
  const maxPageSharing = number("max_page_sharing");
  return ksmSettings({
    ...(kernel === undefined ? {} : { kernel }),
    ...(smartScan === undefined ? {} : { smartScan }),
    ...(useZeroPages === undefined ? {} : { useZeroPages }),
    ...(maxPageSharing === undefined ? {} : { maxPageSharing }),
  });
}

/** Pages up to which the scan is followed page by page; beyond only the end state is given. */
const PAGE_EXACT_LIMIT = 2 ** 22;

/** Counters after convergence when nothing is rewritten; smart scan shows most lone pages as volatile. */
function endState(contents: Contents, zero: number, settings: KsmSettings): KsmCounterValues {
  const { maxPageSharing: cap, useZeroPages: zeroPages, smartScan } = settings;
  const { frames: _, ...end } = ksmEnd(backedMultiplicities(contents.groups), zero, { cap, zeroPages });
  const unshared = smartScan ? Math.round(end.pages_unshared / SMART_SCAN_PERIOD) : end.pages_unshared;
  return { ...end, pages_unshared: unshared, pages_volatile: end.pages_unshared - unshared };
}

/** Predicts the end state from contents, residency and settings alone. */
export async function predict(query: QueryClient, contents: Contents, settings: KsmSettings): Promise<KsmPrediction> {
  const zero = backedPages(contents.groups, true);
  const pages = zero + backedPages(contents.groups, false);
  if (pages > PAGE_EXACT_LIMIT) return { counters: endState(contents, zero, settings), scanned: null };
  const order = await readPageOrder(query, contents, pages);
  const { counters, scanned } = predictKsm({ pages: order.contents, volatile: order.volatile, settings });
  return { counters, scanned };
}

/** Terms between prediction and counters. */
export const termsOf = (
  prediction: KsmPrediction | null,
  record: KsmRecord | null,
  framesSaved: number | null,
): KsmTerm[] => ksmTerms(prediction?.counters ?? null, record?.observed ?? null, framesSaved);
