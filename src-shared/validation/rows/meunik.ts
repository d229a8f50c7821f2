// Rows of the MEUNIK-like reconstruction: admission on Xen, balloons without a way back, selfballoon (systems section 6).
import { MIB, PAGE_BYTES, pagesOf } from "../../base/units.ts";
import { guestsThatFill } from "../../model/accounting.ts";
import { miniOsBalloonDown, miniOsBalloonUp } from "../../model/mechanisms/balloon/mini-os.ts";
import { requestsFor, xenBalloonRound, xenBalloonWaits } from "../../model/mechanisms/balloon/requests.ts";
import {
  distanceLeft,
  goalBehind,
  roundsToReach,
  selfballoonFloor,
  selfballoonRound,
  selfballoonTargets,
} from "../../model/mechanisms/balloon/selfballoon.ts";
import { pagesGivenBack } from "../../model/mechanisms/balloon/watermarks.ts";
import { removableBlocks } from "../../model/mechanisms/hotplug/reclaim-time.ts";
import { xenNeedKib, xenShadowKib } from "../../model/mechanisms/overhead/xen.ts";
import { defaultOf } from "../../model/parameters.ts";
import { list, number, whole } from "../inputs.ts";
import { row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.meunik;
const LIBXL = "Xen stable-4.11 libxl, xl";
const SELFBALLOON = "Linux drivers/xen/xen-selfballoon.c";
const PAGES_PER_MIB = MIB / PAGE_BYTES;

const SIZES = [8, 16, 32, 64, 256, 1024];
const VCPUS = [1, 1, 1, 1, 2, 4];
const mib = list(SIZES, "MiB", { min: 1, max: 1e8 });
const vcpus = list(VCPUS, "vCPUs", { min: 1, max: 4096, whole: true });

const shadow = row({
  id: "S44",
  system,
  kind: "exact",
  claim: "shadow memory that Xen's toolstack adds to a domain",
  inputs: {
    mib: list([16, 1024], "MiB", { min: 1, max: 1e8 }),
    vcpus: list([1, 4], "vCPUs", { min: 1, max: 4096, whole: true }),
  },
  result: "KiB each",
  expects: { is: "exact", value: [1152, 12288] },
  formula: "4 KiB × (256 × vCPUs + 2 × MiB)",
  evidence: "published",
  source: LIBXL,
  compute: (x) => x.mib.map((size, i) => xenShadowKib(size, x.vcpus[i] ?? 1)),
});

const need = row({
  id: "S45",
  system,
  kind: "exact",
  claim: "host memory that an HVM or PVH domain is admitted with",
  inputs: { mib, vcpus },
  result: "KiB each",
  expects: { is: "exact", value: [12288, 20480, 36864, 69632, 268288, 1062912] },
  formula: "memory + shadow + 2048 KiB, rounded up to 2 MiB",
  evidence: "published",
  source: LIBXL,
  compute: (x) => x.mib.map((size, i) => xenNeedKib(size, x.vcpus[i] ?? 1)),
});

const overheadShare = row({
  id: "S45.2",
  system,
  kind: "exact",
  claim: "the smaller the guest, the larger the share of the overhead",
  inputs: { mib, vcpus },
  result: "overhead, % of the guest's memory each",
  expects: { is: "exact", value: [50, 25, 12.5, 6.3, 2.3, 1.4] },
  formula: "need over memory, less 1",
  evidence: "published",
  source: LIBXL,
  compute: (x) => x.mib.map((size, i) => 100 * (xenNeedKib(size, x.vcpus[i] ?? 1) / (size * 1024) - 1)),
});

const perHost = row({
  id: "S46",
  system,
  kind: "exact",
  claim: "guests that 32 GiB admit",
  inputs: { host_gib: number(32, "GiB for guests", { max: 1e9 }), mib, vcpus },
  result: "guests each",
  expects: { is: "exact", value: [2730, 1638, 910, 481, 125, 31] },
  formula: "floor(memory for guests / need)",
  evidence: "derived",
  source: LIBXL,
  compute: (x) => x.mib.map((size, i) => guestsThatFill(x.host_gib * MIB, xenNeedKib(size, x.vcpus[i] ?? 1))),
});

const noWayDown = row({
  id: "S47",
  system,
  kind: "exact",
  claim: "a guest of 16 MiB cannot shrink: no block fits in it, and Mini-OS gives no page back",
  inputs: {
    guest_mib: number(16, "MiB", { max: 1e8 }),
    block_mib: number(128, "MiB", { min: 1e-3 }),
    free_pages: whole(1000, "pages free in the guest"),
  },
  result: "blocks removable, pages given back",
  expects: { is: "exact", value: [0, 0] },
  formula: "floor(guest / block); balloon.c has no way down",
  evidence: "published",
  source: "Linux memory-hotplug.rst; Mini-OS 229260e balloon.c",
  compute: ({ guest_mib, block_mib, free_pages }) => [
    removableBlocks(guest_mib * MIB, block_mib * MIB),
    miniOsBalloonDown(free_pages),
  ],
});

const miniOs = row({
  id: "S48",
  system,
  kind: "exact",
  claim: "Mini-OS short of memory: 1000 pages in 16 hypercalls, 15 of 64 pages and one of 40",
  inputs: {
    free: whole(64, "pages"),
    need: whole(1000, "pages"),
    emergency: whole(64, "pages"),
    chunk: whole(defaultOf("balloon.mini_os_chunk"), "pages", { min: 1 }),
  },
  result: "hypercalls, pages",
  expects: { is: "exact", value: [16, 1000] },
  formula: "until free covers need and emergency: ask for at most a chunk",
  evidence: "published",
  source: "Mini-OS 229260e balloon.c",
  compute: (x) => {
    const { calls, pages } = miniOsBalloonUp(x);
    return [calls, pages];
  },
});

const twoWay = row({
  id: "S49",
  system,
  kind: "exact",
  claim: "the two-way balloon gives back down to the middle of its watermarks, never more than is free",
  inputs: { free: whole(2000, "pages"), lo: whole(64, "pages"), hi: whole(192, "pages") },
  result: "pages given back",
  expects: { is: "exact", value: 1872 },
  formula: "above the high mark: free − (low + high) / 2",
  evidence: "assumed",
  source: "systems 6, R1 (reconstruction)",
  compute: ({ free, lo, hi }) => pagesGivenBack(free, lo, hi),
});

const divisor = whole(8, "down hysteresis", { min: 1 });

const selfballoonSteps = row({
  id: "S50",
  system,
  kind: "exact",
  claim: "selfballoon of 1 GiB towards 256 MiB, every 5 s an eighth of the distance",
  inputs: {
    start: whole(262144, "pages"),
    goal: whole(65536, "pages"),
    divisor,
    rounds: whole(8, "rounds of 5 s", { min: 1, max: 10_000 }),
  },
  result: "pages after each round",
  expects: { is: "exact", value: [237568, 216064, 197248, 180784, 166378, 153773, 142744, 133093] },
  formula: "target less floor((target − goal) / divisor)",
  evidence: "published",
  source: SELFBALLOON,
  compute: ({ start, goal, divisor: by, rounds }) => selfballoonTargets(start, goal, by, rounds),
});

const roundsToFive = row({
  id: "S50.2",
  system,
  kind: "exact",
  claim: "23 rounds until 5 % of the distance are left",
  inputs: {
    share: number(0.05, "share of the distance", { min: 1e-9, max: 1 }),
    divisor: whole(8, "down hysteresis", { min: 2, max: 10_000 }),
  },
  result: "rounds of 5 s",
  expects: { is: "exact", value: 23 },
  formula: "least n with (1 − 1 / divisor)^n at or below the share",
  evidence: "published",
  source: SELFBALLOON,
  compute: (x) => roundsToReach(x.share, x.divisor),
});

const smallUntouched = row({
  id: "S51",
  system,
  kind: "exact",
  claim: "selfballoon leaves a guest with under 16 MiB usable as it is",
  inputs: {
    pages: whole(15 * PAGES_PER_MIB + 512, "pages of the guest"),
    reserved: whole(512, "pages reserved by its kernel"),
    goal: whole(1000, "pages"),
    divisor,
  },
  result: "pages after a round",
  expects: { is: "exact", value: 15 * PAGES_PER_MIB + 512 },
  formula: "the floor of such a guest is its size",
  evidence: "published",
  source: SELFBALLOON,
  compute: ({ pages, reserved, goal, divisor: by }) =>
    selfballoonRound(pages, goal, by, selfballoonFloor(pages, reserved)),
});

const afterThreeMinutes = row({
  id: "S52",
  system,
  kind: "range",
  claim: "after 3 minutes under 1 % of the distance is left",
  inputs: { rounds: whole(36, "rounds of 5 s", { min: 1, max: 10_000 }), divisor },
  result: "distance left, %",
  expects: { is: "between", low: 0, high: 1 },
  formula: "(1 − 1 / divisor)^rounds",
  evidence: "published",
  source: SELFBALLOON,
  compute: ({ rounds, divisor: by }) => 100 * distanceLeft(rounds, by),
});

const userReport = row({
  id: "S52.2",
  system,
  kind: "inversion",
  claim: "a report of 5 GB down to about 900 MB in 3 minutes fits a goal near 865 MB",
  inputs: {
    start_mb: number(5120, "MB"),
    reached_mb: number(900, "MB"),
    rounds: whole(36, "rounds of 5 s", { min: 1, max: 10_000 }),
    divisor,
  },
  result: "goal, MB",
  expects: { is: "near", value: 865, distance: 0.5 },
  formula: "the goal from which that size is as far as the rule leaves after so many rounds",
  evidence: "derived",
  source: "Xen wiki, a user's report (secondary); xen-selfballoon.c",
  compute: ({ start_mb, reached_mb, rounds, divisor: by }) => goalBehind(start_mb, reached_mb, rounds, by),
});

const requests = row({
  id: "S53",
  system,
  kind: "exact",
  claim: "512 MiB by virtio-balloon, by Linux on Xen and by Mini-OS",
  inputs: { mib: number(512, "MiB", { max: 1e9 }) },
  result: "requests, hypercalls, hypercalls",
  expects: { is: "exact", value: [512, 256, 2048] },
  formula: "pages over 256, 512 and 64, rounded up",
  evidence: "published",
  source: "Linux 6.1 virtio_balloon.c, xen/balloon.c; Mini-OS balloon.c",
  compute: (x) =>
    ["balloon.pages_per_request", "balloon.xen_pages_per_call", "balloon.mini_os_chunk"].map((id) =>
      requestsFor(pagesOf(x.mib * MIB), defaultOf(id)),
    ),
});

const waits = row({
  id: "S54",
  system,
  kind: "exact",
  claim: "Linux on Xen whose allocations always fail waits 2, 4, 8 s, then gives the target up",
  inputs: {
    tries: whole(defaultOf("balloon.xen_most_tries"), "tries", { min: 1, max: 100 }),
    longest_s: whole(defaultOf("balloon.xen_longest_wait_s"), "s", { min: 1 }),
  },
  result: "s of each wait",
  expects: { is: "exact", value: [2, 4, 8] },
  formula: "twice as long each time; cancelled when the tries are used up",
  evidence: "published",
  source: "Linux 6.1 drivers/xen/balloon.c, update_schedule",
  compute: ({ tries, longest_s }) => xenBalloonWaits(tries, longest_s),
});

const withinAvailable = row({
  id: "S55",
  system,
  kind: "direction",
  claim: "a round of Linux's balloon on Xen takes no more than the guest has available",
  inputs: {
    credit: whole(10000, "pages below the target"),
    available: list([0, 300, 2000, 9999, 10000, 50000], "pages available", { whole: true }),
  },
  result: "pages taken, for each",
  expects: { is: "not falling" },
  formula: "min(credit, available)",
  evidence: "published",
  source: "Linux 6.1 drivers/xen/balloon.c",
  compute: ({ credit, available }) => available.map((pages) => xenBalloonRound(credit, pages)),
});

const cloneCost = row({
  id: "S56",
  system,
  kind: "range",
  claim:
    "a clone costs less than a boot; the published density of 3 times lies between sharing a tenth and nine tenths",
  inputs: {
    guest_mib: number(16, "MiB", { min: 1, max: 1e8 }),
    vcpus: whole(1, "vCPUs", { min: 1, max: 4096 }),
    shared: list([0.1, 0.9], "share of the guest's memory that clones share", { length: 2, max: 1 }),
  },
  result: "boots per clone in memory, at each share",
  expects: { is: "contains", value: 3 },
  formula: "need of a booted domain over the same less the memory shared",
  evidence: "published",
  source: "Nephele, artifact README: 8 times faster, 3 times more active guests",
  ownInputs: "the share of memory that clones go on sharing, which is not published: a tenth and nine tenths",
  note: "the times of starting are not modelled",
  compute: ({ guest_mib, vcpus: count, shared }) => {
    const boot = xenNeedKib(guest_mib, count);
    return shared.map((share) => boot / (boot - share * guest_mib * 1024));
  },
});

export const meunikRows = [
  shadow,
  need,
  overheadShare,
  perHost,
  noWayDown,
  miniOs,
  twoWay,
  selfballoonSteps,
  roundsToFive,
  smallUntouched,
  afterThreeMinutes,
  userReport,
  requests,
  waits,
  withinAvailable,
  cloneCost,
];
