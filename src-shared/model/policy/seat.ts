// A policy in its seat: once an interval it sees an earlier epoch and sets what mechanisms do, and all of it is written down.

import type { Observation } from "../../policy/api.ts";
import { type Decider, isViolation, type Violation } from "../../policy/outcome.ts";
import type { Columns } from "../engine/columns.ts";
import type { World } from "../engine/world.ts";
import type { AtWork } from "../mechanisms/mechanism.ts";
import { type ActionRecord, act } from "./act.ts";
import { type Counts, createCounts } from "./counts.ts";
import { observe } from "./observe.ts";

export interface SeatOptions {
  /** Epochs between two calls. */
  readonly interval?: number;
  /** How many epochs old the newest view is: 1 or more (causality). */
  readonly delay?: number;
  /** Hears of the view of every epoch, also of those that the policy is not asked about. */
  readonly onView?: (view: Observation) => void;
  /** Hears of every call once its actions were done. */
  readonly onCall?: (call: SeatCall) => void;
}

/** One call of the policy with everything around it. */
export interface SeatCall {
  readonly epoch: number;
  readonly obs: Observation;
  readonly asked: readonly unknown[];
  readonly granted: readonly ActionRecord[];
  /** What the policy kept before and after, as JSON text. */
  readonly before: string;
  readonly state: string;
  /** Why the policy was stopped in this call. */
  readonly violation: Violation | null;
}

/** What a policy did in a run. */
export interface SeatRecord {
  readonly calls: number;
  readonly actions: readonly ActionRecord[];
  /** Actions beyond the most that are kept. */
  readonly unlisted: number;
  readonly violations: readonly Violation[];
}

/** Most records that are kept; the counts go on. */
const MOST_RECORDS = 200_000;

export interface Seat {
  /** For `simulate`'s option `policy`. */
  take(world: World, columns: Columns): AtWork;
  record(): SeatRecord;
}

/** A seat for one run. */
export function createSeat(decider: Decider, { interval = 1, delay = 1, onView, onCall }: SeatOptions = {}): Seat {
  const actions: ActionRecord[] = [];
  const violations: Violation[] = [];
  const views: Observation[] = [];
  let counts: Counts | null = null;
  let calls = 0;
  let unlisted = 0;
  return {
    take: (world, columns) => ({
      // All mechanisms are at work by now.
      begin: () => {
        counts ??= createCounts(world);
      },
      decide: (epoch) => {
        if (epoch % interval !== 0 || violations.length > 0) return;
        const view = views.findLast((seen) => seen.epoch <= epoch - delay);
        if (!view) return;
        calls++;
        const before = decider.kept();
        const reply = decider.ask(epoch, view);
        const told = { epoch, obs: view, before };
        if (isViolation(reply)) {
          violations.push(reply);
          onCall?.({ ...told, asked: [], granted: [], state: before, violation: reply });
          return;
        }
        const done = act(world, epoch, reply.actions);
        onCall?.({ ...told, asked: reply.actions, granted: done, state: decider.kept(), violation: null });
        const room = MOST_RECORDS - actions.length;
        actions.push(...done.slice(0, room));
        unlisted += Math.max(0, done.length - room);
      },
      fill: (row, of) => {
        if (!counts) return;
        const view = observe(world, { row, columns: of, epoch: row[columns.of("epoch")]!, grown: counts.next() });
        views.push(view);
        onView?.(view);
        if (views.length > delay) views.shift();
      },
      saved: () => 0,
      overBudget: () => 0,
      save: () => decider.state(),
    }),
    record: () => ({ calls, actions, unlisted, violations }),
  };
}
