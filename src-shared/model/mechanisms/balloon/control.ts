// Who sets the sizes of guests while a run goes on: shares with a tax on idle memory, MOM's rules, or each guest itself.
import { createStream } from "../../../base/rng.ts";
import { pagesOf } from "../../../base/units.ts";
import { streams } from "../../engine/demand.ts";
import { totalFor } from "../../engine/ledger.ts";
import type { BalloonEntry } from "../../engine/scenario.ts";
import { FILE, FREE, NODES, PRIV } from "../../engine/states.ts";
import { running, usablePages, type World } from "../../engine/world.ts";
import { defaultOf } from "../../parameters.ts";
import { taxedAllocation } from "./idle-tax.ts";
import { momSize } from "./mom.ts";
import { selfballoonFloor, selfballoonRound } from "./selfballoon.ts";

export type ControlName = NonNullable<BalloonEntry["control"]>;

/** One turn: new sizes of running guests into `targets`; `asked` is what each guest would use. */
type Turn = (targets: Float64Array, asked: Float64Array, epoch: number) => void;

export interface Control {
  /** Turns of an epoch, as many as its length holds. */
  act: Turn;
}

export function createControl(world: World, entry: BalloonEntry, name: ControlName): Control {
  const turn = turns[name](world, entry);
  const interval = entry.interval_s ?? defaultOf(`balloon.${name.replace("-", "_")}_interval_s`);
  const epochS = world.epochNs / 1e9;
  const dueBy = (epoch: number): number => Math.floor((epoch * epochS) / interval + 1e-9);
  return {
    act: (targets, asked, epoch) => {
      for (let due = dueBy(epoch) - dueBy(epoch - 1); due > 0; due--) turn(targets, asked, epoch);
    },
  };
}

const turns: Readonly<Record<ControlName, (world: World, entry: BalloonEntry) => Turn>> = {
  "idle-tax": (world, entry) => {
    const tax = entry.tax ?? defaultOf("balloon.tax");
    const samples = entry.sample_pages ?? defaultOf("balloon.sample_pages");
    const frames = world.ledger.tierSizes.reduce((sum, size) => sum + size, 0);
    const kept = Math.ceil(frames * defaultOf("balloon.min_free_share"));
    return (targets, asked, epoch) => {
      const list = running(world).filter((guest) => !world.guests[guest]!.managed && !world.guests[guest]!.held);
      const held = running(world).reduce(
        (sum, guest) => sum + (world.guests[guest]!.held ? world.guests[guest]!.pages : 0),
        0,
      );
      const units = [PRIV, NODES, FILE, FREE].reduce((sum, use) => sum + totalFor(world.ledger, use), 0) - kept - held;
      const clients = list.map((guest) => {
        const { pages, spec } = world.guests[guest]!;
        const active = Math.round(activeShare(world, guest, asked[guest]!, samples, epoch) * pages);
        return { shares: spec.shares ?? pages, active, cap: pages };
      });
      const given = taxedAllocation(Math.max(0, units), tax, clients);
      for (const [i, guest] of list.entries()) targets[guest] = Math.floor(given[i]!);
    };
  },
  mom: (world, entry) => {
    const floor = entry.floor === "as-written" ? "as written" : "as meant";
    const least = pagesOf(entry.least_bytes ?? 0);
    const frames = world.ledger.tierSizes.reduce((sum, size) => sum + size, 0);
    return (targets, asked) => {
      const hostFree = totalFor(world.ledger, FREE) / frames;
      for (const guest of running(world)) {
        const current = usablePages(world, guest);
        const unused = Math.max(0, current - asked[guest]!);
        targets[guest] = Math.floor(momSize(hostFree, { current, unused, least }, world.guests[guest]!.pages, floor));
      }
    };
  },
  selfballoon: (world, entry) => {
    const reserved = pagesOf(entry.reserved_bytes ?? defaultOf("balloon.reserved_bytes"));
    const divisor = defaultOf("balloon.selfballoon_divisor");
    return (targets, asked) => {
      for (const guest of running(world)) {
        const { pages } = world.guests[guest]!;
        const goal = asked[guest]! + reserved;
        const now = Math.min(pages, targets[guest]!);
        targets[guest] = Math.min(pages, selfballoonRound(now, goal, divisor, selfballoonFloor(pages, reserved)));
      }
    };
  },
};

/** Share of a guest's pages in use, as so many pages drawn at random tell it. */
function activeShare(world: World, guest: number, asked: number, samples: number, epoch: number): number {
  const share = Math.min(1, asked / Math.max(1, world.guests[guest]!.pages));
  if (samples === 0) return share;
  const { seed, replication } = world.randomness;
  const stream = createStream(seed, { mechanism: streams.activity, replication, guest, epoch });
  let touched = 0;
  for (let i = 0; i < samples; i++) if (stream.next() < share) touched++;
  return touched / samples;
}
