// Actions as a policy wrote them: checked, clipped to what is possible, done by the mechanism that obeys them, written down.
import type { World } from "../engine/world.ts";
import { RUNNING } from "../engine/world.ts";
import type { Controls } from "../mechanisms/mechanism.ts";

/** One action of a run: what was asked, what was granted, and why not all of it. */
export interface ActionRecord {
  readonly epoch: number;
  readonly kind: string;
  /** Null for actions on the host. */
  readonly guest: number | null;
  readonly asked: number | boolean | null;
  readonly granted: number | boolean | null;
  /** Null when all that was asked was granted. */
  readonly reason: string | null;
}

/** Most actions of one call. */
const MOST_ACTIONS = 65_536;

type Fields = Readonly<Record<string, unknown>>;

/** Does the actions in their order. A malformed one is refused alone; the record says so. */
export function act(world: World, epoch: number, actions: readonly unknown[]): ActionRecord[] {
  const records = actions.slice(0, MOST_ACTIONS).flatMap((action) => actOne(world, epoch, action));
  if (actions.length > MOST_ACTIONS)
    records.push(refusal(epoch, "actions", null, `at most ${MOST_ACTIONS} actions a call`));
  return records;
}

const refusal = (epoch: number, kind: string, guest: number | null, reason: string): ActionRecord => ({
  epoch,
  kind,
  guest,
  asked: null,
  granted: null,
  reason,
});

/** The control of that name, from the mechanism that has it. */
function controlOf<K extends keyof Controls>(world: World, name: K): Controls[K] | null {
  for (const { controls } of world.atWork) {
    const control = controls?.[name];
    if (control) return control;
  }
  return null;
}

function actOne(world: World, epoch: number, action: unknown): ActionRecord | ActionRecord[] {
  if (typeof action !== "object" || action === null) return refusal(epoch, "?", null, "an action is an object");
  const fields = action as Fields;
  const kind = typeof fields.kind === "string" ? fields.kind.slice(0, 40) : "?";
  if (kind === "setKsm") return setKsm(world, epoch, fields);
  const perform = Object.hasOwn(ON_GUESTS, kind) ? ON_GUESTS[kind] : undefined;
  if (!perform)
    return refusal(epoch, kind, null, `no action is called so: ${[...Object.keys(ON_GUESTS), "setKsm"].join(", ")}`);
  const guest = fields.id;
  if (typeof guest !== "number" || !Number.isInteger(guest) || world.columns.life[guest] !== RUNNING)
    return refusal(epoch, kind, null, "id is no guest that runs");
  const outcome = perform(world, guest, fields);
  if (!Array.isArray(outcome)) return { epoch, kind, guest, ...outcome };
  return outcome.map(({ of, ...one }) => ({ epoch, kind: `${kind}.${of}`, guest, ...one }));
}

type Outcome = Pick<ActionRecord, "asked" | "granted" | "reason">;
/** `of` names the field of an action that has several. */
type Perform = (world: World, guest: number, fields: Fields) => Outcome | (Outcome & { readonly of: string })[];

const refused = (asked: number | boolean | null, reason: string): Outcome => ({ asked, granted: null, reason });
const granted = (
  asked: number | boolean,
  given: number | boolean,
  clipped = "clipped to what is possible",
): Outcome => ({
  asked,
  granted: given,
  reason: asked === given ? null : clipped,
});

const numberIn = (fields: Fields, name: string): number | null => {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
};

const isFunction = (world: World, guest: number): boolean => world.guests[guest]!.managed;

type PagesControl = "setBalloon" | "setTmemTarget" | "plug" | "unplug" | "reclaim";

/** An action that is a number of pages of a guest; `without` says why nothing does it, `clipped` why not all of it was done. */
function pages(world: World, guest: number, fields: Fields, control: PagesControl, [without, clipped]: Words): Outcome {
  const asked = numberIn(fields, "pages");
  if (asked === null) return refused(null, "pages is no number");
  const set = controlOf(world, control);
  if (!set) return refused(asked, without);
  const whole = Math.max(0, Math.min(Math.floor(asked), MOST_PAGES));
  return granted(asked, set(guest, whole), clipped);
}

type Words = readonly [without: string, clipped?: string];

/** More pages than any guest has; whole numbers stay exact below it. */
const MOST_PAGES = 2 ** 52;

const ofGuestsAlone =
  (control: PagesControl, words: Words): Perform =>
  (world, guest, fields) =>
    isFunction(world, guest)
      ? refused(null, "the memory of a function comes and goes by hotplug")
      : pages(world, guest, fields, control, words);

/** A limit that was left out, is taken away (null), or is a number; anything else is refused. */
function limitsIn(fields: Fields, names: readonly string[]): Readonly<Record<string, number | null>> | string {
  const limits: Record<string, number | null> = {};
  for (const name of names) {
    const value = fields[name];
    if (value === undefined) continue;
    const none = value === null && name !== "fastMin";
    const number = numberIn(fields, name);
    if (number === null && !none) return `${name} is no number`;
    limits[name] = number === null ? null : Math.max(0, number);
  }
  return Object.keys(limits).length === 0 ? `none of ${names.join(", ")} is given` : limits;
}

/** An action of several limits: one outcome for each of those that were given. */
function limits<K extends "setTier" | "setSwap">(control: K, names: readonly string[], without: string): Perform {
  return (world, guest, fields) => {
    const wanted = limitsIn(fields, names);
    if (typeof wanted === "string") return refused(null, wanted);
    const set = controlOf(world, control) as
      | ((guest: number, limits: Readonly<Record<string, number | null>>) => Readonly<Record<string, number | null>>)
      | null;
    if (!set) return refused(null, without);
    const now = set(guest, wanted);
    return Object.keys(wanted).map((name) => {
      const asked = fields[name] as number | null;
      const given = now[name] ?? null;
      return { of: name, asked, granted: given, reason: asked === given ? null : "clipped to what is possible" };
    });
  };
}

const ON_GUESTS: Readonly<Record<string, Perform>> = {
  setBalloon: ofGuestsAlone("setBalloon", ["the scenario has no balloon"]),
  setTmemTarget: (world, guest, fields) =>
    pages(world, guest, fields, "setTmemTarget", ["the scenario has no transcendent memory"]),
  plug: ofGuestsAlone("plug", ["the scenario has no hotplug", "whole blocks that were unplugged"]),
  unplug: ofGuestsAlone("unplug", ["the scenario has no hotplug", "whole blocks that are free, in the driver's time"]),
  reclaim: (world, guest, fields) =>
    pages(world, guest, fields, "reclaim", [
      "the scenario has no compressed memory and no swap",
      "what is in memory, and has room elsewhere",
    ]),
  setTier: limits("setTier", ["fastMin", "fastMax", "promoteRate"], "the scenario has no tiers"),
  setSwap: limits("setSwap", ["limit", "zswapMax"], "the scenario has no compressed memory and no swap"),
  tmemAdmit: (world, guest, { admit }) => {
    if (typeof admit !== "boolean") return refused(null, "admit is neither true nor false");
    const set = controlOf(world, "admitTmem");
    if (!set) return refused(admit, "the scenario has no transcendent memory");
    set(guest, admit);
    return granted(admit, admit);
  },
  keepWarm: (world, guest, fields) => {
    const until = numberIn(fields, "until");
    if (until === null) return refused(null, "until is no number");
    const set = controlOf(world, "keepWarm");
    if (!set || !isFunction(world, guest)) return refused(until, "the guest is no function");
    const most = Math.max(0, Math.min(until, MOST_SECONDS));
    set(guest, most);
    return granted(until, most);
  },
  prewarm: (world, guest, fields) => {
    const at = numberIn(fields, "at");
    if (at === null) return refused(null, "at is no number");
    const set = controlOf(world, "prewarm");
    if (!set || !isFunction(world, guest)) return refused(at, "the guest is no function");
    const given = set(guest, Math.max(0, Math.min(at, MOST_SECONDS)));
    return given < 0 ? refused(at, "no instance of it can start then") : granted(at, given, "not before now");
  },
  evict: (world, guest) => {
    const evict = controlOf(world, "evict");
    if (!evict || !isFunction(world, guest)) return refused(null, "the guest is no function");
    return { asked: null, granted: evict(guest), reason: null };
  },
};

/** Latest second that can be named: microseconds stay exact. */
const MOST_SECONDS = 1e9;

/** What the kernel's own files take. */
const MOST_PAGES_TO_SCAN = 4_294_967_295;
const MOST_SLEEP_MS = 4_294_967_295;

function setKsm(world: World, epoch: number, fields: Fields): ActionRecord {
  const set = controlOf(world, "setKsm");
  if (!set) return refusal(epoch, "setKsm", null, "the scenario has no KSM that runs");
  const pagesToScan = numberIn(fields, "pagesToScan");
  const sleepMs = numberIn(fields, "sleepMs");
  const now = set({
    run: typeof fields.run === "boolean" ? fields.run : undefined,
    pagesToScan: pagesToScan === null ? undefined : Math.min(Math.max(1, pagesToScan), MOST_PAGES_TO_SCAN),
    sleepMs: sleepMs === null ? undefined : Math.min(Math.max(0, sleepMs), MOST_SLEEP_MS),
  });
  const [asked, given] = pagesToScan === null ? [sleepMs, now.sleepMs!] : [pagesToScan, now.pagesToScan!];
  return {
    epoch,
    kind: "setKsm",
    guest: null,
    asked: asked ?? (fields.run as boolean | undefined) ?? null,
    granted: asked === null ? now.run! : given,
    reason: asked !== null && asked !== given ? "clipped to what the kernel takes" : null,
  };
}
