// Rows of time: how long instances stay warm, queues, stalls (model 4).
import { coldShare, idleWarmSeconds } from "../../model/mechanisms/keepalive/window.ts";
import { meanWait, slowdownPerWall, slowdownPerWork } from "../../model/queueing.ts";
import { number } from "../inputs.ts";
import { row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.model;

const keepAlive = row({
  id: "V33",
  system,
  kind: "exact",
  claim: "one call in 600 s on average, kept warm for 600 s",
  inputs: { per_s: number(1 / 600, "calls/s", { min: 1e-12 }), window_s: number(600, "s") },
  result: "share of cold starts, s warm and idle per call",
  expects: { is: "exact", value: [0.367879, 379.272] },
  formula: "e^(−λτ); (1 − e^(−λτ)) / λ",
  evidence: "derived",
  source: "model 3.8",
  note: "the text of section 3.8 prints 379.3 s",
  compute: ({ per_s, window_s }) => [coldShare(per_s, window_s), idleWarmSeconds(per_s, window_s)],
});

const queue = row({
  id: "V34",
  system,
  kind: "exact",
  claim: "waiting at half load, service of 100 µs, fixed or exponential",
  inputs: { per_s: number(5000, "requests/s"), service_us: number(100, "µs", { min: 1e-6 }) },
  result: "µs: M/D/1, M/M/1",
  expects: { is: "exact", value: [50, 100] },
  formula: "λ E[s²] / (2 (1 − ρ))",
  evidence: "derived",
  source: "model 4",
  compute: ({ per_s, service_us }) => {
    const s = service_us / 1e6;
    if (per_s * s >= 1) return { notRun: "the device is asked for more than it can do: the wait has no end" };
    return [meanWait(per_s, s, s * s), meanWait(per_s, s, 2 * s * s)].map((wait) => wait * 1e6);
  },
});

const stalls = row({
  id: "V35",
  system,
  kind: "exact",
  claim: "100 stalls of 100 µs a second, of work and of wall time",
  inputs: { per_s: number(100, "stalls/s"), latency_us: number(100, "µs") },
  result: "slow-down per second of work, per second of wall time",
  expects: { is: "exact", value: [1.01, 1.010101] },
  formula: "1 + mL; 1 / (1 − mL)",
  evidence: "derived",
  source: "model 4",
  compute: ({ per_s, latency_us }) => {
    const [work, wall] = [slowdownPerWork(per_s, latency_us / 1e6), slowdownPerWall(per_s, latency_us / 1e6)];
    return Number.isFinite(wall) ? [work, wall] : { notRun: "the stalls fill the wall time: nothing else is done" };
  },
});

export const waitingRows = [keepAlive, queue, stalls];
