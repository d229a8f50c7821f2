// When a function is called: given times, or a Poisson stream drawn from the run's own random numbers.
import { failure } from "../../../base/errors.ts";
import { log } from "../../../base/math.ts";
import { createStream } from "../../../base/rng.ts";
import { type Randomness, streams } from "../../engine/demand.ts";
import type { Arrivals } from "../../engine/scenario.ts";

/** Most invocations of one function in a run: each is a row of the tally. */
const MAX_INVOCATIONS = 4_000_000;

const MICROSECONDS_PER_MS = 1000;

/**
 * Arrival times in whole microseconds before `horizonUs`, ascending. Poisson arrivals are the same for every mechanism
 * and host (common random numbers). Throws `scenario.too_large`.
 */
export function arrivalTimes(
  arrivals: Arrivals,
  horizonUs: number,
  guest: number,
  randomness: Randomness,
): Float64Array {
  if ("at_ms" in arrivals) {
    return Float64Array.from(arrivals.at_ms, (ms) => Math.round(ms * MICROSECONDS_PER_MS))
      .sort()
      .filter((time) => time < horizonUs);
  }
  const perSecond = arrivals.poisson_per_s;
  if (perSecond <= 0) return new Float64Array(0);
  const { seed, replication } = randomness;
  const stream = createStream(seed, { mechanism: streams.arrivals, replication, guest });
  const times: number[] = [];
  for (let time = 0; ; ) {
    time += (-log(1 - stream.next()) * 1e6) / perSecond;
    if (time >= horizonUs) return Float64Array.from(times, Math.floor);
    if (times.length === MAX_INVOCATIONS) {
      throw failure("scenario.too_large", `more than ${MAX_INVOCATIONS} invocations of one function`, {
        expected: `at most ${MAX_INVOCATIONS} arrivals before horizon_s`,
        next: "shorten horizon_s or lower poisson_per_s",
        exit: 2,
      });
    }
    times.push(time);
  }
}
