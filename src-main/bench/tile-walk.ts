// How long a window waits for tiles: a walk over the timeline of a large project, with what is seen asked for at once.
import type { LanesReply } from "../../src-shared/protocol/column-replies.ts";
import { type Backend, createBackend } from "../backend/backend.ts";
import { numbers } from "./generate.ts";
import { type Result, treeCpuSeconds } from "./measure.ts";
import { promised } from "./promise.ts";

/** Lanes that are seen together, of each family of lanes so many. */
const SHOWN: Readonly<Record<string, number>> = { fault: 6, vm_exit: 4, sched: 6, gauge: 8, rate: 4 };
const HEAT_SHOWN = 2;
/** Columns of pixels of a window's lanes, each at least one bucket wide; a bucket of addresses is four of them wide. */
const COLUMNS = 1200;
const STEPS = 60;
/** The closest look: one millisecond over the width. */
const CLOSEST_MS = 1;
const AT_MOST_MS = 100;

interface View {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From the whole to the closest look and back, at places that a seed chooses; every third step moves a little aside. */
function walk(lengthMs: number): View[] {
  const next = numbers(7);
  const views: View[] = [];
  for (let step = 0; step < STEPS; step++) {
    const depth = Math.abs(2 * (step / STEPS) - 1);
    const width = CLOSEST_MS * (lengthMs / CLOSEST_MS) ** depth;
    const fromMs = (next() / 2 ** 32) * (lengthMs - width);
    views.push({ fromMs, toMs: fromMs + width });
    if (step % 3 === 0) views.push({ fromMs: fromMs + width / 3, toMs: fromMs + (4 * width) / 3 });
  }
  return views;
}

/** Indices of tiles of `buckets` buckets that a view of `columns` needs, and their level. */
function tilesOf({ fromMs, toMs }: View, { level_start_ms: starts }: LanesReply, buckets: number, columns: number) {
  const level = Math.max(0, Math.ceil(Math.log2(((toMs - fromMs) * 1e6) / columns)));
  const tileMs = (buckets * 2 ** level) / 1e6;
  const at = (ms: number): number => Math.max(0, Math.floor((ms - (starts[level] ?? 0)) / tileMs));
  return { level, indices: Array.from({ length: at(toMs) - at(fromMs) + 1 }, (_, k) => at(fromMs) + k) };
}

function shownOf({ lanes }: LanesReply): number[] {
  return Object.entries(SHOWN).flatMap(([family, most]) => {
    const own = lanes.filter((lane) => lane.family === family);
    return own.slice(0, most).map(({ id }) => id);
  });
}

/** Waits for every tile of each view of the walk before the next; answers with what each question took, ms. */
async function follow(backend: Backend, project: string, reply: LanesReply) {
  const [lanes, heat] = [shownOf(reply), reply.heat_lanes.slice(0, HEAT_SHOWN)];
  const [tiles, heatTiles, views]: number[][] = [[], [], []];
  const timed = async (into: number[], work: Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await work;
    into.push(performance.now() - began);
  };
  for (const view of walk(reply.length_ms)) {
    const wide = tilesOf(view, reply, 512, COLUMNS);
    const small = tilesOf(view, reply, 128, COLUMNS / 4);
    const ofLanes = wide.indices.map((index) => ({ project, lanes, level: wide.level, index }));
    const ofHeat = heat.flatMap(({ id }) =>
      small.indices.map((index) => ({ project, lane: id, level: small.level, index })),
    );
    const asked = [
      ...ofLanes.map((one) => timed(tiles as number[], backend.request("tiles", one))),
      ...ofHeat.map((one) => timed(heatTiles as number[], backend.request("tile2", one))),
    ];
    await timed(views as number[], Promise.all(asked));
  }
  return { lanes: lanes.length, tiles: tiles as number[], heat: heatTiles as number[], views: views as number[] };
}

/** Measures tiles of a project whose pyramids are made. */
export async function walkTiles(project: string): Promise<Result[]> {
  const backend = createBackend();
  try {
    const reply = await backend.request("lanes", { project });
    const before = treeCpuSeconds();
    const { lanes, tiles, heat, views } = await follow(backend, project, reply);
    const cpuSeconds = (treeCpuSeconds() ?? 0) - (before ?? 0);
    return [
      {
        ...{
          id: "tiles.cpu",
          what: "views whose tiles are read, CPU of all processes",
          records: views.length,
          bytes: 0,
        },
        ...{ cpu_seconds: cpuSeconds, wall_seconds: views.reduce((sum, ms) => sum + ms, 0) / 1000 },
        ...{ rate_per_cpu_second: views.length / Math.max(0.01, cpuSeconds), peak_pss_bytes: null, peer: null },
      },
      promised("tiles", `tiles of ${lanes} lanes in one question, while others run`, "ms", tiles, AT_MOST_MS, "p95"),
      promised("tiles.heat", "a tile of addresses over time", "ms", heat, AT_MOST_MS, "p95"),
      promised(
        "tiles.view",
        `all tiles of a view of ${lanes} lanes and ${HEAT_SHOWN} heat lanes`,
        "ms",
        views,
        300,
        "p95",
      ),
    ];
  } finally {
    await backend.close();
  }
}
