import { describe, expect, it } from "vitest";
import type { Measure } from "../../timeline/track.ts";
import { faultTitle } from "./guest-lanes.ts";
import { holesOf } from "./heat-lane.ts";
import { joinSpans } from "./lane-index.ts";
import { buildModel, busiestOf, lossesOf, type ModelInput } from "./model.ts";
import type { LaneSpec, TimelineModel } from "./spec.ts";
import { guests, indexOf, lanesReply, traces } from "./timeline.fixture.ts";

const input = (more: Partial<ModelInput> = {}): ModelInput => ({
  index: indexOf(),
  traces,
  heat: lanesReply.heat_lanes,
  losses: [],
  guests,
  targets: new Map(),
  events: true,
  still: new Set(),
  ...more,
});
const standard = (model: TimelineModel, group: string): string[] =>
  model.lanes.filter((lane) => lane.group === group && lane.standard).map(({ title }) => title);
const find = (model: TimelineModel, id: string): LaneSpec => model.lanes.find((lane) => lane.id === id) as LaneSpec;

/** The value of a quantity when each lane shows what `values` say, as the drawing sums it. */
function sumOf(measure: Measure, values: (lane: number) => number): number {
  return measure.parts.reduce(
    (sum, { terms, constant = 0 }) =>
      terms.reduce((own, { lanes, factor }) => own + factor * values(lanes[0] as number), sum + constant),
    0,
  );
}

describe("the lanes that are shown by themselves", () => {
  const model = buildModel(input());

  it("are those of the host in their order, then each guest's, with only what was recorded", () => {
    expect(standard(model, "host/rack-17")).toEqual(["Memory", "Pressure", "KSM sharing", "Swap in / out"]);
    expect(standard(model, "guest/alpha")).toEqual(["Resident set", "Balloon", "EPT faults", "Addresses touched"]);
    expect(standard(model, "guest/beta")).toEqual(["Resident set", "Balloon"]);
    const heights = ["memory", "pressure", "ksm", "swap"].map((name) => find(model, `host/rack-17/${name}`).height);
    expect(heights).toEqual([88, 44, 40, 40]);
  });

  it("show what Xen counts for a domain as its resident set", () => {
    const xen = lanesReply.lanes.map((lane) =>
      lane.key === "domstats.balloon.rss" ? { ...lane, key: "xl_list.Mem" } : lane,
    );
    const told = find(buildModel(input({ index: indexOf(xen) })), "guest/beta/resident").told.find(
      ({ measure }) => measure === "resident",
    );
    expect(told?.how).toBe("Host memory that the guest's domain holds (xl_list.Mem).");
  });

  it("open the guest with the most faults and put guests without a trace apart, closed", () => {
    const alpha = model.groups.find(({ id }) => id === "guest/alpha");
    const beta = model.groups.find(({ id }) => id === "guest/beta");
    expect(alpha).toMatchObject({ open: true, parent: null });
    expect(beta).toMatchObject({ open: false, parent: "untraced" });
    expect(model.groups.find(({ id }) => id === "untraced")).toMatchObject({
      title: "1 guest not traced",
      open: false,
    });
  });

  it("stand beside each other where no guest was traced", () => {
    const bare = buildModel(
      input({ traces: [], heat: [], index: indexOf(lanesReply.lanes.filter(({ family }) => family !== "fault")) }),
    );
    expect(bare.groups.some(({ kind }) => kind === "untraced")).toBe(false);
    expect(bare.groups.filter(({ kind }) => kind === "guest").map(({ open }) => open)).toEqual([true, false]);
  });

  it("leave nothing out: every data lane can be found by its name", () => {
    const all = new Set(
      model.lanes.filter(({ standard: own }) => !own).flatMap(({ sources }) => sources.map(({ lane }) => lane)),
    );
    expect(all.size).toBe(lanesReply.lanes.length);
    expect(model.lanes.find(({ words }) => words.includes("vmstat.pgfault"))?.title).toBe("vmstat.pgfault");
  });

  it("show pressure in the overview, and faults where there was no pressure", () => {
    expect(model.overview?.title).toBe("Pressure");
    expect(buildModel(input({ still: new Set(["psi.some.total"]) })).overview?.title).toBe("All page faults");
  });
});

describe("the host's memory by state", () => {
  const memory = find(buildModel(input()), "host/rack-17/memory");
  // GiB-sized values that are all different, by the name of the series.
  const VALUES: Readonly<Record<string, number>> = {
    "meminfo.MemTotal": 64_000,
    "meminfo.MemFree": 20_000,
    "meminfo.AnonPages": 18_000,
    "meminfo.Cached": 9_000,
    "meminfo.Buffers": 500,
    "meminfo.Shmem": 1_500,
    "meminfo.Zswap": 300,
    "ksm.pages_shared": 2,
    "meminfo.SwapTotal": 8_000,
    "meminfo.SwapFree": 5_000,
    "meminfo.SwapCached": 200,
  };
  const names = new Map(memory.sources.map(({ lane, name, guest }) => [lane, { name, guest }]));
  const value = (lane: number): number => {
    const { name = "", guest = null } = names.get(lane) ?? {};
    if (name === "domstats.balloon.maximum") return 96;
    if (name === "domstats.balloon.current") return guest === "alpha" ? 86 : 96;
    return VALUES[name] ?? Number.NaN;
  };
  const of = (id: string): number => sumOf(memory.track.measures.find((one) => one.id === id) as Measure, value);

  it("adds up to all of the memory, whatever the readings are", () => {
    const sum = ["anon", "file", "shared", "tiered", "overhead", "free"].reduce((all, id) => all + of(id), 0);
    expect(sum).toBe(64_000);
  });

  it("takes the frames that KSM shares out of the anonymous memory in which the kernel counts them", () => {
    expect(of("shared")).toBe(2 * 4096);
    expect(of("anon")).toBe(18_000 + 1_500 - 2 * 4096);
    expect(of("file")).toBe(9_000 - 1_500 + 500);
    expect(of("used")).toBe(44_000);
  });

  it("puts what balloons and swap hold above the memory: it is not in it", () => {
    expect(of("ballooned")).toBe(10);
    expect(of("swapped")).toBe(2_800);
    const looks = memory.track.measures
      .filter(({ id }) => id === "ballooned" || id === "swapped")
      .map(({ look }) => look);
    expect(looks).toEqual(["beyond", "beyond"]);
  });

  it("is not shown where no series tells it", () => {
    const bare = indexOf(lanesReply.lanes.filter(({ key }) => !key.startsWith("meminfo")));
    expect(buildModel(input({ index: bare })).lanes.some(({ id }) => id.endsWith("/memory"))).toBe(false);
  });
});

describe("small choices of the model", () => {
  it("the busiest guest is the one with the most faults, else the first", () => {
    const row = (guest: string, n: number) => ({ family: "fault", guest, kind: "ept", capture: 1, n });
    expect(busiestOf([row("alpha", 5), row("beta", 9), row("alpha", 3)], guests)).toBe("beta");
    expect(busiestOf([], guests)).toBe("alpha");
    expect(busiestOf([], [])).toBeNull();
  });

  it("faults are called by their kind where all are of one", () => {
    expect(faultTitle(traces, "alpha")).toBe("EPT faults");
    expect(faultTitle([...traces, { family: "fault", guest: "alpha", kind: "host", capture: 1, n: 1 }], "alpha")).toBe(
      "Faults",
    );
  });

  it("rows of addresses without any RAM are holes, none where nothing is known of it", () => {
    expect(
      holesOf(
        [
          { from: 0, to: 3 },
          { from: 6, to: 8 },
        ],
        0,
        10,
      ),
    ).toEqual([3, 6, 8, 10]);
    expect(holesOf([{ from: 0, to: 5000 }], 12, 4)).toEqual([2, 4]);
    expect(holesOf([], 12, 4)).toEqual([]);
  });

  it("spans of captures are joined where they meet, and not known where one of them is not", () => {
    const span = (from: number | null, to: number | null) => ({ capture: 1, from_ms: from, to_ms: to });
    expect(joinSpans([span(10, 20), span(0, 5), span(4, 8)])).toEqual([0, 8, 10, 20]);
    expect(joinSpans([span(0, 5), span(null, null)])).toBeNull();
    expect(joinSpans([])).toBeNull();
  });

  it("losses of a lane are those of its captures, in order", () => {
    const loss = (capture: number, fromMs: number) => ({ capture, fromMs, toMs: fromMs + 1, n: 3 });
    expect(lossesOf([loss(2, 9), loss(1, 5), loss(2, 3)], [2])).toEqual([3, 4, 9, 10]);
  });

  it("a lane knows when its captures recorded", () => {
    const { infos, lanes } = indexOf();
    const faults = lanes.find(({ family }) => family === "fault");
    expect(infos.find(({ id }) => id === faults?.lane)?.spans).toEqual([10_000, 50_000]);
    expect(infos.find(({ id }) => id === 0)?.spans).toEqual([0, 60_000]);
  });
});
