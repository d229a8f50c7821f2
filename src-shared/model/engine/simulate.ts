// A run: epochs in their fixed order over the world, an output row each, invariants and digest over all of them.
import { createDigest } from "../../base/digest.ts";
import { failure } from "../../base/errors.ts";
import type { AtWork } from "../mechanisms/mechanism.ts";
import { type Checkpoint, restoreWorld, scenarioMark, takeCheckpoint } from "./checkpoint.ts";
import { type Columns, columnsOf } from "./columns.ts";
import type { Randomness } from "./demand.ts";
import { latenciesOf, openWorld, playEpoch, startMechanisms } from "./epoch.ts";
import { checkEpoch, type InvariantCounts, noViolations } from "./invariants.ts";
import { resumeContents } from "./phase-contents.ts";
import { fillRow, slowdowns } from "./rows.ts";
import type { EngineScenario } from "./scenario.ts";
import { addEpoch, emptyTally, type Summary, summarise } from "./summary.ts";
import type { World } from "./world.ts";

export interface SimulateOptions {
  /** Split over the entries by weight; null: every entry `count` times. */
  readonly guests?: number | null;
  readonly replication?: number;
  /** Keep the rows. */
  readonly rows?: boolean;
  /** Stop after this epoch; the result then carries a checkpoint. */
  readonly until?: number;
  readonly resume?: Checkpoint;
  /** A policy that takes its seat: it sees the rows of earlier epochs and sets what mechanisms do. */
  readonly policy?: (world: World, columns: Columns, saved: unknown) => AtWork;
  /** Told after each epoch, with the last one. */
  readonly onEpoch?: (epoch: number, last: number) => void;
}

export interface SimulateResult {
  readonly summary: Summary;
  readonly invariants: InvariantCounts;
  /** Of all rows of the run, those before a checkpoint included: 16 hexadecimal digits. */
  readonly digest: string;
  /** From the first epoch, or the one after the checkpoint; null unless asked for. */
  readonly rows: { readonly columns: readonly string[]; readonly data: readonly Float64Array[] } | null;
  /** The state after `until`; null unless asked for. */
  readonly checkpoint: Checkpoint | null;
}

const MAX_EPOCHS = 1_000_000;

/** Epochs of a scenario: horizon over epoch length. */
export function epochsOf(scenario: EngineScenario): number {
  const epochs = Math.floor(scenario.horizon_s / scenario.epoch_s + 1e-9);
  if (epochs <= MAX_EPOCHS) return epochs;
  throw failure("scenario.too_large", `${epochs} epochs are more than a simulation takes`, {
    expected: `horizon_s / epoch_s of at most ${MAX_EPOCHS}`,
    next: "shorten horizon_s or lengthen epoch_s",
    exit: 2,
  });
}

/**
 * Runs a scenario. Same scenario, options and engine: same rows and digest everywhere.
 * Throws `scenario.too_large`, `scenario.bad_value`, `checkpoint.other_scenario`.
 */
export function simulate(scenario: EngineScenario, options: SimulateOptions = {}): SimulateResult {
  const epochs = epochsOf(scenario);
  const last = Math.min(epochs, options.until ?? epochs);
  const randomness: Randomness = { seed: scenario.seed, replication: options.replication ?? 0 };
  const mark = scenarioMark(scenario, options);
  const { resume } = options;
  if (resume && resume.scenario !== mark) {
    throw failure(
      "checkpoint.other_scenario",
      "the checkpoint is of another scenario, number of guests or replication",
      {
        next: "resume with the scenario and options of the first part",
        exit: 2,
      },
    );
  }
  const { world, reserve } = openWorld(scenario, options.guests ?? null, randomness, options.policy !== undefined);
  if (resume) restoreWorld(world, resume);
  const atWork = startMechanisms(world, scenario, resume);
  if (resume) resumeContents(world);
  const columns = columnsOf(world.guests.length);
  if (options.policy) {
    atWork.set("policy", options.policy(world, columns, resume?.mechanisms.policy));
    world.atWork = [...atWork.values()];
  }
  const digest = createDigest(resume?.digest);
  const tally = resume ? { ...resume.tally, slowdowns: new Map(resume.tally.slowdowns) } : emptyTally();
  const invariants = resume ? { ...resume.invariants } : noViolations();
  const access = latenciesOf(scenario);
  const data: Float64Array[] = [];
  let epoch = resume?.epoch ?? 0;
  let seen = resume?.seen ?? null;
  while (epoch < last) {
    const before = epoch;
    epoch += 1;
    const hit = playEpoch(world, epoch, seen, randomness, access);
    const ascending = slowdowns(world);
    const row = fillRow(world, columns, epoch, ascending, hit);
    for (const value of row) digest.add(value);
    checkEpoch(invariants, world, { number: epoch, before, reserve, row });
    addEpoch(tally, world, ascending, access && { hit, ...access });
    seen = row;
    if (options.rows) data.push(row);
    options.onEpoch?.(epoch, last);
  }
  return {
    summary: summarise(tally, world, access !== null),
    invariants,
    digest: digest.hex(),
    rows: options.rows ? { columns: columns.names, data } : null,
    checkpoint:
      options.until === undefined
        ? null
        : takeCheckpoint(world, atWork, { scenario: mark, epoch, seen, digest: digest.hex(), tally, invariants }),
  };
}
