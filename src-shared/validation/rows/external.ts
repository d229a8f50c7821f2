// Rows of published figures that need data nobody has put here: shown for comparison, never a pass.
import type { Input } from "../inputs.ts";
import { list, number, whole } from "../inputs.ts";
import { row, SYSTEMS } from "../row.ts";

const { hotmem, smartmem, related, model } = SYSTEMS;

interface Figure {
  readonly id: string;
  readonly system: (typeof SYSTEMS)[keyof typeof SYSTEMS];
  readonly claim: string;
  readonly figure: string;
  /** What is known of how it was measured. */
  readonly inputs: Readonly<Record<string, Input>>;
  readonly formula: string;
  readonly source: string;
  readonly needs: string;
}

const figureRow = ({ figure, needs, ...rest }: Figure) =>
  row({
    ...rest,
    kind: "external",
    result: "not computed",
    expects: { is: "figure", value: figure },
    evidence: "published",
    compute: () => ({ notRun: needs }),
  });

const figures: readonly Figure[] = [
  {
    id: "S12",
    system: hotmem,
    claim: "with host memory at 70 % of the peak, P99 is 3.15, 1.36 and 1.1 times that with abundant memory",
    figure: "virtio-mem 3.15, HarvestVM-opts 1.36, Squeezy 1.1; reclaim throughput 7 times virtio-mem's",
    inputs: { memory_share: number(0.7, "share of the peak") },
    formula: "P99 of the invocations of each method over P99 with abundant memory",
    source: "Squeezy Figures 8 and 10",
    needs: "needs the Azure Functions trace of 2021 and the paper's synthetic load, which was not published",
  },
  {
    id: "S36",
    system: smartmem,
    claim: "CloudSuite runs up to 35 % faster than with greedy tmem",
    figure: "up to 35 % (SmarTmem); 37.5 % managed, 76.8 % aggregated (vMCA)",
    inputs: { gain: list([0, 0.35], "share of the running time") },
    formula: "running time under the policy over that under greedy",
    source: "SmarTmem and vMCA, abstracts",
    needs: "needs recorded demand of CloudSuite guests over time",
  },
  {
    id: "V48",
    system: model,
    claim:
      "on ordinary desktops and servers sharing saves under 15 % without zero pages, over 90 % of it inside a guest",
    figure: "under 15 %, self share over 90 %",
    inputs: { zero_pages: whole(0, "zero pages counted") },
    formula: "1 − distinct contents over pages; what each guest saves alone over what all save together",
    source: "Barker et al., 2012, abstract",
    needs: "needs page contents of several ordinary machines",
  },
  {
    id: "V49",
    system: model,
    claim: "patches and compression save up to 90 % on similar guests, 65 % on different ones",
    figure: "90 %, 65 %; 1.5 and 1.6 to 2.5 times whole-page sharing; overhead under 7 %",
    inputs: { guests: whole(2, "sets of guests") },
    formula: "whole-page sharing, then patches against similar pages, then compression of cold ones",
    source: "Difference Engine, OSDI'08, abstract",
    needs: "needs memory images of the guests with page contents, not hashes",
  },
  {
    id: "V50",
    system: model,
    claim: "sharing at block reads gets up to 94 % of what could be shared",
    figure: "up to 94 %",
    inputs: { scan: whole(0, "scanner used") },
    formula: "pages shared at their read over pages with an equal one",
    source: "Satori, ATC'09 (secondary)",
    needs: "needs a trace of block reads with page contents",
  },
  {
    id: "V52",
    system: model,
    claim: "smart scan scans a fifth to a quarter fewer pages",
    figure: "20 to 25 % fewer, or more",
    inputs: { passes: whole(100, "passes") },
    formula: "pages skipped over pages scanned and skipped",
    source: "Linux patch series of smart scan, 2023",
    needs: "needs the mix of pages of the patch's server; on pages that stay alone the scanner skips eight of nine",
  },
  {
    id: "V53",
    system: model,
    claim: "demotion ahead of need stays within 1 % of fast memory only, 18 % over the kernel's default",
    figure: "within 1 %; +18 %; +5 to 17 % over NUMA balancing and AutoTiering",
    inputs: { fast_share: number(0.67, "share of memory that is fast") },
    formula: "running time with placement by the second hint fault over fast memory only",
    source: "TPP, ASPLOS'23, abstract",
    needs: "needs accesses over time of the paper's services",
  },
  {
    id: "V54",
    system: model,
    claim:
      "a histogram threshold gains up to 169 % over the default and 33.6 % over the best rival; a pool costs 1 to 5 %",
    figure: "169 %, 33.6 %; 1 to 5 % loss, 7 % DRAM saved",
    inputs: { fast_share: number(0.5, "share of memory that is fast") },
    formula: "running time of each placement over the other's",
    source: "MEMTIS SOSP'23 and Pond ASPLOS'23, abstracts",
    needs: "needs accesses over time of the papers' workloads",
  },
  {
    id: "V55",
    system: model,
    claim: "a third of memory is cold at 120 s and 0.2 % promotions a minute; a fifth is stored",
    figure: "about 32 % cold, about 20 % stored",
    inputs: { age_s: number(120, "s"), promotions: number(0.002, "share of the working set a minute") },
    formula: "pages idle for the age at which promotions stay below the limit",
    source: "Software-defined far memory, ASPLOS'19",
    needs: "needs cold-age histograms of a fleet",
  },
  {
    id: "V56",
    system: model,
    claim: "greedy-dual keeps functions warm at over 3 times less cold-start cost than a fixed window",
    figure: "over 3 times",
    inputs: { window_s: number(600, "s") },
    formula: "cost of cold starts at equal memory",
    source: "FaasCache, ASPLOS'21, abstract",
    needs: "needs the Azure Functions trace of 2019",
  },
  {
    id: "V57",
    system: model,
    claim: "a hybrid histogram has fewer cold starts than a fixed window at equal memory",
    figure: "fewer cold starts",
    inputs: { window_s: number(600, "s") },
    formula: "share of cold starts at equal idle memory",
    source: "Shahrad et al., ATC'20 (secondary)",
    needs: "needs the Azure Functions trace of 2019",
  },
];

const rankedScan = row({
  id: "S26",
  system: related,
  kind: "range",
  claim: "UKSM saves up to 12.6 times as much as KSM at equal CPU, 5 times when contents change",
  inputs: { cpu_share: number(0.1, "share of a CPU for both") },
  result: "times as many pages saved",
  expects: { is: "between", low: 1, high: 12.6 },
  formula: "pages saved with scanning ranked by yield over pages saved by KSM in its order",
  evidence: "published",
  source: "UKSM, FAST'18, abstract",
  compute: () => ({
    notRun: "needs page contents and writes of the paper's workloads: where duplicates lie decides the ratio",
  }),
});

const differenceEngine = row({
  id: "S61",
  system: related,
  kind: "range",
  claim:
    "patches and compression save at most 90 % on identical guests and 65 % on different ones, and no less than whole pages",
  inputs: { saved: list([0.9, 0.65], "share of memory, published") },
  result: "share saved",
  expects: { is: "between", low: 0, high: 0.9 },
  formula: "whole-page sharing, then patches against similar pages, then compression of cold ones",
  evidence: "published",
  source: "Difference Engine, OSDI'08, abstract",
  compute: () => ({ notRun: "needs memory images of the guests: hashes do not tell which pages are similar" }),
});

export const externalRows = [...figures.map(figureRow), rankedScan, differenceEngine];
