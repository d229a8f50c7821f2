// Request setClock: how the times of one capture lie on the project's time line, by the user's word.
import { failure, type PlimsollError } from "../../../src-shared/base/errors.ts";
import type { ImportReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import { clocksOf } from "../../analysis/inventory.ts";
import type { Job } from "../../jobs/job.ts";
import type { CatalogueEntry, Manifest, Shift } from "../../store/contract.ts";
import { lockProject } from "../../store/project.ts";
import type { Context } from "../context.ts";

type Links = ImportReply["clocks"];
type Wish = Pick<Request<"setClock">, "capture" | "clock" | "start_ns" | "add_ns">;
type Place = Pick<Shift, "ns" | "wall">;

const usage = (what: string, next: string): PlimsollError => failure("clock.unusable", what, { next, exit: 2 });

/** Times are Unix time by their own clock, or through the one link that joins it to the wall clock. */
function byClock(entry: CatalogueEntry, clock: string, links: Links): Place {
  const offset = BigInt(entry.offset_ns);
  if (clock === "wall") return { ns: String(-offset), wall: true };
  const fitting = links.filter((link) => link.from === clock && link.to === "wall");
  const [only] = fitting;
  if (!only || fitting.length > 1)
    throw usage(
      `${fitting.length > 1 ? "several links join" : "nothing joins"} the clock ${clock} to the wall clock`,
      "say when the first record was, or how much is to be added to the times",
    );
  return { ns: String(BigInt(only.offset_ns) - offset), wall: true };
}

function byStart(entry: CatalogueEntry, startNs: string): Place {
  if (entry.first_ns === null) throw usage(`${entry.name} has no times`, "choose a capture whose records have times");
  return { ns: String(BigInt(startNs) - BigInt(entry.first_ns) - BigInt(entry.offset_ns)), wall: true };
}

/** On top of what was found, so that asking twice adds once. */
function byOffset(entry: CatalogueEntry, addNs: string, found: Shift["found"]): Place {
  return { ns: String(BigInt(addNs) + BigInt(found?.ns ?? 0)), wall: found?.wall ?? entry.wall };
}

function placeOf(entry: CatalogueEntry, wish: Wish, found: Shift["found"], links: Links): Place | null {
  if (wish.clock !== null) return byClock(entry, wish.clock, links);
  if (wish.start_ns !== null) return byStart(entry, wish.start_ns);
  if (wish.add_ns !== null) return byOffset(entry, wish.add_ns, found);
  return null;
}

/** Whether the shift and all times that it moves are numbers of 64 bits. */
function fits({ first_ns: first, last_ns: last, offset_ns: offset }: CatalogueEntry, { ns }: Place): boolean {
  const moved = BigInt(offset) + BigInt(ns);
  const times = [first, last].flatMap((time) => (time === null ? [] : [BigInt(time) + moved]));
  return [BigInt(ns), ...times].every((one) => BigInt.asIntN(64, one) === one);
}

/** The shifts of a project with the user's word on one capture; without a word it is as it was found. */
export function withClock(manifest: Manifest, wish: Wish, links: Links): Manifest {
  const { capture } = wish;
  const entry = manifest.catalogue.find(({ id }) => id === capture);
  if (!entry)
    throw failure("capture.unknown", `the project has no capture ${capture}`, {
      next: "look at the list of captures again: the Import page, or plimsoll info PROJECT",
      exit: 2,
    });
  const before = manifest.shifts.find((shift) => shift.capture === capture);
  const found = before?.given ? before.found : before && { ns: before.ns, wall: before.wall, onto: before.onto };
  const place = placeOf(entry, wish, found, links);
  if (place && !fits(entry, place)) throw usage("the times would not fit in 64 bits", "give another time");
  const now: Shift | null = place ? { capture, ...place, given: true, found } : found ? { capture, ...found } : null;
  return { ...manifest, shifts: [...manifest.shifts.filter((shift) => shift !== before), ...(now ? [now] : [])] };
}

/** Errors: `capture.unknown`, `clock.unusable`, those of opening a project for changes. */
export async function handleSetClock(
  { project, ...wish }: Request<"setClock">,
  _job: Job,
  context: Context,
): Promise<ReplyOf["setClock"]> {
  if ([wish.clock, wish.start_ns, wish.add_ns].filter((one) => one !== null).length > 1)
    throw usage("a capture is put on the time line in one way", "give a clock, a start or an offset");
  const links = await context.cached(project, "clocks", clocksOf);
  await context.writers.change(project, lockProject, (open) =>
    open.update((manifest) => withClock(manifest, wish, links)),
  );
  context.changed(project);
  return { done: true };
}
