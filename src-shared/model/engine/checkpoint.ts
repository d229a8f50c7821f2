// A run's state between two epochs: taken, written as text, read back and put into a fresh world.
import { createDigest } from "../../base/digest.ts";
import { failure } from "../../base/errors.ts";
import type { AtWork } from "../mechanisms/mechanism.ts";
import type { InvariantCounts } from "./invariants.ts";
import type { EngineScenario } from "./scenario.ts";
import type { Tally } from "./summary.ts";
import type { WorkState } from "./work.ts";
import type { Events, GuestColumns, World } from "./world.ts";

export interface Checkpoint {
  /** Mark of the scenario and options it belongs to. */
  readonly scenario: string;
  readonly epoch: number;
  /** The last row, which a policy sees next. */
  readonly seen: Float64Array | null;
  readonly digest: string;
  readonly tally: Omit<Tally, "slowdowns"> & { readonly slowdowns: readonly (readonly [number, number])[] };
  readonly invariants: InvariantCounts;
  readonly pages: Float64Array;
  readonly frames: Float64Array;
  readonly columns: GuestColumns;
  /** Of the groups: pages by place. */
  readonly at: Float64Array;
  readonly events: Events;
  /** Null without guests that have a clock. */
  readonly work: WorkState | null;
  readonly mechanisms: Readonly<Record<string, unknown>>;
}

/** A digest of everything a run depends on. */
export function scenarioMark(
  scenario: EngineScenario,
  options: { readonly guests?: number | null; readonly replication?: number },
): string {
  const { host, guests, mechanisms, epoch_s, seed } = scenario;
  return textDigest(
    JSON.stringify([host, guests, mechanisms, epoch_s, seed, options.guests ?? null, options.replication ?? 0]),
  );
}

function textDigest(text: string): string {
  const digest = createDigest();
  const unit = new Uint8Array(2);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    unit[0] = code >>> 8;
    unit[1] = code & 0xff;
    digest.addBytes(unit);
  }
  return digest.hex();
}

export function takeCheckpoint(
  world: World,
  atWork: ReadonlyMap<string, AtWork>,
  run: {
    readonly scenario: string;
    readonly epoch: number;
    readonly seen: Float64Array | null;
    readonly digest: string;
    readonly tally: Tally;
    readonly invariants: InvariantCounts;
  },
): Checkpoint {
  return {
    ...run,
    tally: { ...run.tally, slowdowns: [...run.tally.slowdowns] },
    invariants: { ...run.invariants },
    pages: world.ledger.pages.slice(),
    frames: world.ledger.frames.slice(),
    at: world.groups.at.slice(),
    columns: sliced(world.columns),
    work: world.work && sliced(world.work.state),
    events: { ...world.events },
    mechanisms: Object.fromEntries([...atWork].map(([id, mechanism]) => [id, mechanism.save()])),
  };
}

/** A copy of typed arrays by name. */
const sliced = <T extends object>(columns: T): T =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice()])) as T;

/** Puts the books and guests of a checkpoint into a fresh world of the same scenario. */
export function restoreWorld(world: World, saved: Checkpoint): void {
  const fits =
    saved.pages.length === world.ledger.pages.length &&
    saved.frames.length === world.ledger.frames.length &&
    saved.at.length === world.groups.at.length;
  if (!fits) throw corrupt();
  world.ledger.pages.set(saved.pages);
  world.ledger.frames.set(saved.frames);
  world.groups.at.set(saved.at);
  for (const [name, values] of Object.entries(saved.columns)) world.columns[name as keyof GuestColumns].set(values);
  for (const [name, values] of Object.entries(saved.work ?? {})) world.work?.state[name as keyof WorkState].set(values);
  Object.assign(world.events, saved.events);
}

const SCHEMA = "plimsoll.checkpoint/1";
const ARRAYS = { Int32Array, Uint8Array, Float64Array } as const;
type Numbers = Int32Array | Uint8Array | Float64Array;

/** Most numbers of one column in a checkpoint: contents written in a run number far fewer. */
const MAX_NUMBERS = 2 ** 27;

/** Whole numbers in equal steps as one entry, `first:step*count`: most columns of a run are runs of these. */
function packed(values: Numbers): string {
  const entries: string[] = [];
  for (let from = 0; from < values.length; ) {
    const step = values[from + 1]! - values[from]!;
    let to = from + 1;
    while (to < values.length && values[to]! - values[to - 1]! === step) to++;
    const worthIt = to - from > 2 && Number.isInteger(step) && Number.isInteger(values[from]);
    entries.push(worthIt ? `${values[from]}:${step}*${to - from}` : `${values[from]}`);
    from = worthIt ? to : from + 1;
  }
  return entries.join();
}

function unpacked(kind: keyof typeof ARRAYS, length: number, text: string): Numbers {
  if (!(length >= 0 && length <= MAX_NUMBERS)) throw corrupt();
  const values = new ARRAYS[kind](length);
  let at = 0;
  for (const entry of text === "" ? [] : text.split(",")) {
    const [first, step, count] = entry.split(/[:*]/).map(Number);
    const end = at + (count ?? 1);
    if (!(end <= length)) throw corrupt();
    for (let value = first!; at < end; at++, value += step ?? 0) values[at] = value;
  }
  if (at !== length) throw corrupt();
  return values;
}

/** A checkpoint as text; `readCheckpoint` gives it back. */
export function writeCheckpoint(checkpoint: Checkpoint): string {
  const state = JSON.stringify(checkpoint, (_, value: unknown) => {
    for (const [name, kind] of Object.entries(ARRAYS)) {
      if (value instanceof kind) return { array: name, length: value.length, packed: packed(value) };
    }
    return value;
  });
  return JSON.stringify({ schema: SCHEMA, digest: textDigest(state), state });
}

/** Throws `checkpoint.corrupt` for text that is no whole checkpoint of this program. */
export function readCheckpoint(text: string): Checkpoint {
  try {
    const { schema, digest, state } = JSON.parse(text) as Record<string, unknown>;
    if (schema !== SCHEMA || typeof state !== "string" || textDigest(state) !== digest) throw corrupt();
    return JSON.parse(state, (_, value: unknown) => {
      if (typeof value !== "object" || value === null || !("packed" in value)) return value;
      const column = value as { array: keyof typeof ARRAYS; length: number; packed: string };
      return unpacked(column.array, column.length, column.packed);
    }) as Checkpoint;
  } catch {
    throw corrupt();
  }
}

const corrupt = () =>
  failure("checkpoint.corrupt", "the checkpoint is not whole or not one of this program", {
    expected: SCHEMA,
    next: "run the first part again",
  });
