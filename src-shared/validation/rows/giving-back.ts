// Rows of memory that guests give back: the tax on idle pages, MOM, movable blocks, reporting (model 3.1, 3.2, 3.6).
import { taxedAllocation } from "../../model/mechanisms/balloon/idle-tax.ts";
import { momSize } from "../../model/mechanisms/balloon/mom.ts";
import { freePageReporting } from "../../model/mechanisms/balloon/requests.ts";
import { chanceMovable } from "../../model/mechanisms/hotplug/unmovable.ts";
import { list, number, whole } from "../inputs.ts";
import { furtherCase, row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.model;
const share = { max: 1 };

const idleTax = row({
  id: "V24",
  system,
  kind: "exact",
  claim: "an idle tax of 75 %: equal shares, 10 active pages against all, at most 256 each",
  inputs: {
    units: number(360, "pages"),
    cap: number(256, "pages each at most"),
    tau: number(0.75, "tax", { max: 0.999999 }),
    shares: list([1, 1], "shares", { length: 2, min: 1e-9 }),
    active: list([10, 360], "active pages; more than allocated is all of it", { length: 2 }),
  },
  result: "pages of both",
  expects: { is: "exact", value: [104, 256] },
  formula: "active + (allocated − active) / (1 − tax) per share is equal for both, within caps",
  evidence: "derived",
  source: "model 3.1; Waldspurger, OSDI'02 (formula by notes)",
  compute: ({ units, cap, tau, shares, active }) =>
    taxedAllocation(
      units,
      tau,
      shares.map((own, i) => ({ shares: own, active: active[i]!, cap })),
    ),
});

const sharesTwoToOne = furtherCase(idleTax, "V24.2", {
  inputs: { units: 600, cap: 1e9, shares: [2, 1], active: [100, 100] },
  claim: "shares 2 to 1, 100 active pages each, 600 pages",
  expects: { is: "exact", value: [375, 225] },
});

const untaxed = furtherCase(idleTax, "V24.3", {
  inputs: { tau: 0 },
  claim: "without a tax both get alike",
  expects: { is: "exact", value: [180, 180] },
});

const mom = row({
  id: "V25",
  system,
  kind: "exact",
  claim:
    "a guest of 4096 MiB, half unused, on a host with 10 % free: 5 % less, with either reading of the rule's floor",
  inputs: {
    current: number(4096, "MiB"),
    unused: number(2048, "MiB"),
    host_free: number(0.1, "share of host memory", share),
    least: number(1024, "MiB"),
  },
  result: "MiB: floor as written, as meant",
  expects: { is: "exact", value: [3891.2, 3891.2] },
  formula: "max(95 % of the size, floor), floor of what is used and the host's share of free memory",
  evidence: "published",
  source: "oVirt MOM balloon.rules (model 3.1)",
  compute: ({ current, unused, host_free, least }) =>
    (["as written", "as meant"] as const).map((floor) =>
      momSize(host_free, { current, unused, least }, current, floor),
    ),
});

const movable = row({
  id: "V26",
  system,
  kind: "exact",
  claim: "chance that a unit holds no unmovable page when one in 100 000 is",
  inputs: {
    q: number(1e-5, "share unmovable", { max: 0.999999 }),
    pages: list([32768, 512], "pages of the unit", { whole: true }),
  },
  result: "probability each",
  expects: { is: "exact", value: [0.72059, 0.99489] },
  formula: "(1 − q)^pages",
  evidence: "derived",
  source: "model 3.2",
  compute: ({ q, pages }) => pages.map((n) => chanceMovable(q, n)),
});

const drain = row({
  id: "V27",
  system,
  kind: "range",
  claim: "a whole free list is reported within 34 s, whatever its length",
  inputs: {
    chunks: list([1, 256, 4096, 16384, 262144], "chunks of 2 MiB", { min: 1, max: 1e9, whole: true }),
    per_call: whole(32, "chunks a call", { min: 1 }),
    cycle: whole(16, "passes that cover a list", { min: 1 }),
  },
  result: "s, for each",
  expects: { is: "between", low: 0, high: 34 },
  formula: "passes of a sixteenth of the list and one call more, every 2 s",
  evidence: "published",
  source: "Linux 6.12 mm/page_reporting.c (its comment says about 30 s)",
  compute: ({ chunks, per_call, cycle }) => chunks.map((n) => freePageReporting(n, per_call, cycle).seconds),
});

export const givingBackRows = [idleTax, sharesTwoToOne, untaxed, mom, movable, drain];
