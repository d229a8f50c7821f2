// How a pool outside the guests is shared between them: the targets that puts are held to (systems section 4).

export type TmemPolicy = "greedy" | "static" | "reconf-static" | "proportional" | "smart";

export interface TmemSettings {
  readonly policy: TmemPolicy;
  /** Most pages of all guests together. */
  readonly poolPages: number;
  /** Share of the pool by which `smart` raises a target, and of a target by which it shrinks one. */
  readonly step: number;
  /** Unused pages that a target may have before it shrinks. */
  readonly thetaPages: number;
  /** Targets never fall below what a guest holds. */
  readonly floor: boolean;
}

/** What a policy sees of the guests, by guest; `failed` are the failed puts since it acted last. */
export interface TmemView {
  readonly alive: (guest: number) => boolean;
  readonly used: Float64Array;
  readonly wanted: Float64Array;
  readonly failed: Float64Array;
}

/**
 * The targets for the next interval, in place. They are real numbers through raising, shrinking and scaling and are cut to
 * whole pages at the end; those of guests that are gone are 0.
 */
export function setTargets(target: Float64Array, settings: TmemSettings, view: TmemView): void {
  const { policy, poolPages, step, thetaPages, floor } = settings;
  const { alive, used, wanted, failed } = view;
  if (policy === "greedy" || policy === "static") return;
  const guests = target.length;
  const isActive = (guest: number): boolean => alive(guest) && (wanted[guest]! > 0 || used[guest]! > 0);
  let [active, failures] = [0, 0];
  for (let guest = 0; guest < guests; guest++) {
    if (isActive(guest)) active++;
    failures += failed[guest]!;
  }
  if (policy === "proportional" && failures === 0) return;
  for (let guest = 0; guest < guests; guest++) {
    const before = target[guest]!;
    if (!alive(guest)) target[guest] = 0;
    else if (policy === "reconf-static") target[guest] = isActive(guest) ? poolPages / active : 0;
    else if (policy === "proportional") target[guest] = (poolPages * failed[guest]!) / failures;
    else if (failed[guest]! > 0) target[guest] = before + step * poolPages;
    else if (before - used[guest]! > thetaPages) target[guest] = before * (1 - step);
  }
  const sum = target.reduce((total, pages) => total + pages, 0);
  for (let guest = 0; guest < guests; guest++) {
    const scaled = sum > poolPages ? (target[guest]! * poolPages) / sum : target[guest]!;
    target[guest] = Math.max(Math.floor(scaled), floor && alive(guest) ? used[guest]! : 0);
  }
}
