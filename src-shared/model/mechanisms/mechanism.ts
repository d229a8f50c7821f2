// What a mechanism is to the engine: the shape that every folder beside this file has.
import type { EngineMechanism } from "../engine/scenario.ts";
import type { World } from "../engine/world.ts";
import type { Parameter } from "../parameters.ts";

/** What a profile must hold, and which capture supplies it if it does not. */
export interface Requirement {
  readonly what: string;
  readonly capture: string;
}

/** A mechanism at work in one run. The steps are those of an epoch (engine/simulate.ts). */
export interface AtWork {
  /** Step 5. */
  scan?(epoch: number): void;
  /** Step 8. */
  actuate?(epoch: number): void;
  /** Pages without a frame of their own thanks to it, from its own books; compared with the ledger every epoch. */
  saved(): number;
  /** Times it did more than its rates allow in the last epoch. */
  overBudget(): number;
  /** Plain state for a checkpoint. */
  save(): unknown;
}

export interface Mechanism<Entry extends EngineMechanism = EngineMechanism> {
  readonly id: Entry["id"];
  readonly title: string;
  readonly parameters: readonly Parameter[];
  readonly requires: readonly Requirement[];
  /**
   * Step into a world without guests, or into one restored from a checkpoint (`saved`: what `save` gave).
   * Null when the settings have no effect: then the run is that without the mechanism.
   */
  init(world: World, entry: Entry, saved?: unknown): AtWork | null;
}
