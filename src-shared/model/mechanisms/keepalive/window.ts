// A fixed keep-alive window of a function with Poisson arrivals: how many calls start cold, how long instances idle.
import { exp } from "../../../base/math.ts";

/** Share of calls that find no warm instance: none came within the window before. */
export const coldShare = (perSecond: number, windowSeconds: number): number => exp(-perSecond * windowSeconds);

/** Mean seconds that an instance stays warm and idle per call. */
export const idleWarmSeconds = (perSecond: number, windowSeconds: number): number =>
  (1 - exp(-perSecond * windowSeconds)) / perSecond;
