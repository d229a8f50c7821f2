// Reads a scenario file: defaults filled in, every mistake named with its key, its place and the nearest right word.
import type { z } from "zod";
import { failure, type PlimsollError } from "../base/errors.ts";
import { MAX_STRETCHES } from "../model/engine/course.ts";
import { isHeld } from "../model/engine/guests.ts";
import { mechanismOf } from "../model/mechanisms/registry.ts";
import { writtenOut } from "../model/systems/registry.ts";
import { guestKinds } from "./guest-schema.ts";
import { issueWords } from "./issue-words.ts";
import { mechanismKinds, systemKinds } from "./mechanism-schema.ts";
import { likely } from "./nearest.ts";
import { type GuestEntry, type GuestOf, type MechanismEntry, Scenario, ScenarioFrame } from "./scenario-schema.ts";

export { Scenario };

type Path = readonly (string | number)[];
/** The file a scenario came from, and its text when lines can be told. */
interface Origin {
  readonly file: string | null;
  readonly text: string | null;
}

/**
 * A scenario from parsed JSON. `file` names it in errors, `text` lets them name the line.
 * Throws `scenario.unknown_key`, `scenario.bad_value` (exit 2) and `scenario.not_available`.
 */
export function parseScenario(json: unknown, file: string | null, text: string | null = null): Scenario {
  const origin = { file, text };
  const frame = check(ScenarioFrame, json, [], origin);
  const guests = frame.guests.map((entry, i) => guestEntry(entry, ["guests", i], origin));
  const mechanisms = frame.mechanisms.map((entry, i) => mechanismEntry(entry, ["mechanisms", i], origin));
  const alternatives = frame.alternatives?.map(({ mechanisms: list, ...named }, a) => ({
    ...named,
    mechanisms: list.map((entry, i) => mechanismEntry(entry, ["alternatives", a, "mechanisms", i], origin)),
  }));
  const { alternatives: _, ...rest } = frame;
  const scenario: Scenario = { ...rest, guests, mechanisms, ...(alternatives ? { alternatives } : {}) };
  checkTogether(scenario, origin);
  for (const [a, { mechanisms: list }] of (alternatives ?? []).entries())
    checkOnce(list, ["alternatives", a, "mechanisms"], origin);
  refuseUnavailable(scenario, origin);
  return scenario;
}

/** A scenario from the text of its file. Throws as `parseScenario`, and `scenario.not_json` (exit 2). */
export function readScenario(text: string, file: string | null): Scenario {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (thrown) {
    throw failure(
      "scenario.not_json",
      `the scenario is no JSON: ${thrown instanceof Error ? thrown.message : thrown}`,
      {
        where: { file },
        expected: "a JSON object with host and guests",
        exit: 2,
      },
    );
  }
  return parseScenario(json, file, text);
}

function guestEntry(entry: unknown, path: Path, origin: Origin): GuestEntry {
  return check(kindOf(guestKinds, entry, "kind", path, origin), entry, path, origin) as GuestEntry;
}

function mechanismEntry(entry: unknown, path: Path, origin: Origin): MechanismEntry {
  const isSystem = typeof entry === "object" && entry !== null && "system" in entry;
  const schema = isSystem
    ? kindOf(systemKinds, entry, "system", path, origin)
    : kindOf(mechanismKinds, entry, "id", path, origin);
  return check(schema, entry, path, origin) as MechanismEntry;
}

/** What people write for a mechanism that goes by another name here. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  ksm: "dedup",
  uksm: "dedup",
  swap: "overcommit",
  zswap: "overcommit",
  zram: "overcommit",
  "virtio-mem": "hotplug",
  "virtio-balloon": "balloon",
};

/** The schema that the entry's own `key` names. */
function kindOf(kinds: Readonly<Record<string, z.ZodType>>, entry: unknown, key: string, path: Path, origin: Origin) {
  const known = Object.keys(kinds);
  const word = typeof entry === "object" && entry !== null ? Reflect.get(entry, key) : undefined;
  if (typeof word === "string" && Object.hasOwn(kinds, word)) return kinds[word]!;
  const near = typeof word === "string" ? (ALSO_CALLED[word.toLowerCase()] ?? likely(word, known)) : null;
  throw badValue([...path, key], word, `one of ${known.join(", ")}`, origin, near);
}

/** Checks a value against one schema and throws the first mistake as a coded error. */
function check<S extends z.ZodType>(schema: S, value: unknown, path: Path, origin: Origin): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap(leaves);
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown && unknown.code === "unrecognized_keys") {
    const key = unknown.keys[0] ?? "";
    throw unknownKey(key, [...path, ...steps(unknown.path)], keysAt(schema, steps(unknown.path)), origin);
  }
  const issue = issues[0]!;
  const at = steps(issue.path);
  const key = [...path, ...at].reverse().find((step) => typeof step === "string") ?? "";
  throw badValue([...path, ...at], valueAt(value, at), issueWords(issue, String(key)), origin);
}

/** An issue, or those of the union member that came closest. */
function leaves(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const deepest = issue.errors.reduce((a, b) => (depth(b) > depth(a) ? b : a));
  if (depth(deepest) === 0) return [issue];
  return deepest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(leaves);
}
const depth = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.reduce((most, issue) => Math.max(most, issue.path.length + (issue.code === "unrecognized_keys" ? 1 : 0)), 0);

const steps = (path: readonly PropertyKey[]): (string | number)[] =>
  path.map((step) => (typeof step === "symbol" ? String(step) : step));

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, step) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );

/** Parts of a schema that name its children. */
interface Shape {
  readonly def: {
    readonly shape?: Record<string, Shape>;
    readonly element?: Shape;
    readonly items?: readonly Shape[];
    readonly options?: readonly Shape[];
    readonly innerType?: Shape;
  };
}

/** The keys that a schema knows at a path below it. */
function keysAt(schema: unknown, path: Path): string[] {
  const { def } = schema as Shape;
  if (def.innerType) return keysAt(def.innerType, path);
  if (def.options) return def.options.flatMap((option) => keysAt(option, path));
  const [step, ...rest] = path;
  if (step === undefined) return Object.keys(def.shape ?? {});
  const child = typeof step === "number" ? (def.element ?? def.items?.[step]) : def.shape?.[step];
  return child ? keysAt(child, rest) : [];
}

/** `["guests", 0, "ram_bytes"]` as `guests[0].ram_bytes`. */
const written = (path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );

function unknownKey(key: string, path: Path, known: readonly string[], origin: Origin): PlimsollError {
  const near = likely(key, known);
  const place = path.length > 0 ? `in ${written(path)}` : "at the top of the scenario";
  return failure("scenario.unknown_key", `the key ${JSON.stringify(key)} ${place} is not known`, {
    where: { file: origin.file, line: lineOf(key, origin.text) },
    expected: `one of ${known.join(", ")}`,
    next: near === null ? `remove ${key}` : `did you mean ${near}?`,
    exit: 2,
  });
}

/** `scenario.bad_value`: the value at `path` is not what is expected there. */
export function badValue(
  path: Path,
  value: unknown,
  expected: string,
  origin: { readonly file: string | null; readonly text?: string | null },
  near: string | null = null,
): PlimsollError {
  const shown = value === undefined ? "is missing" : `is ${(JSON.stringify(value) ?? "nothing").slice(0, 80)}`;
  const key = [...path].reverse().find((step) => typeof step === "string");
  return failure("scenario.bad_value", `${path.length > 0 ? written(path) : "the scenario"} ${shown}`, {
    where: { file: origin.file, line: lineOf(String(key), origin.text ?? null) },
    expected,
    next: near === null ? "correct it and run again" : `did you mean ${near}?`,
    exit: 2,
  });
}

/** Place in the scenario whose value a `scenario.bad_value` refuses, such as `guests[0].ram_bytes`; null for any other error. */
export const placeOf = ({ code, what }: { readonly code: string; readonly what: string }): string | null =>
  code === "scenario.bad_value" ? (/^([a-z_0-9.[\]]+) is /.exec(what)?.[1] ?? null) : null;

/** Line of the first place where a key stands, counted from 1. */
function lineOf(key: string, text: string | null): number | null {
  const at = text?.indexOf(`${JSON.stringify(key)}`) ?? -1;
  return at < 0 ? null : text!.slice(0, at).split("\n").length;
}

function checkOnce(mechanisms: readonly MechanismEntry[], path: Path, origin: Origin): void {
  const seen = new Set<string>();
  for (const [i, mechanism] of mechanisms.entries()) {
    for (const { id } of writtenOut([mechanism])) {
      if (seen.has(id)) throw badValue([...path, i], id, "every mechanism at most once, systems included", origin);
      seen.add(id);
    }
  }
}

/** What one value alone cannot show. */
function checkTogether(scenario: Scenario, origin: Origin): void {
  checkOnce(scenario.mechanisms, ["mechanisms"], origin);
  checkPool(scenario, origin);
  for (const [i, guest] of scenario.guests.entries()) {
    if (Math.abs(guest.weight - wholeWeight(guest.weight) / WEIGHT_STEPS) > 1e-9)
      throw badValue(["guests", i, "weight"], guest.weight, "at most three decimal places", origin);
    if (guest.kind === "pages") checkWrites(guest, ["guests", i], origin);
    if (isHeld(guest) && (guest.kind === "function" || guest.kind === "work"))
      throw badValue(
        ["guests", i, "pinned"],
        guest.pinned,
        `a guest of another kind than ${guest.kind}, or no-share`,
        origin,
      );
    checkHeat(guest.heat, ["guests", i], origin);
    checkSteps(guest.tmem_demand, ["guests", i, "tmem_demand"], origin);
    if (guest.kind === "function") checkTouched(guest, ["guests", i], origin);
    if (guest.kind === "work") checkPhases(guest, ["guests", i], origin);
  }
  const tiers = scenario.host.tiers?.reduce((sum, tier) => sum + tier.bytes, 0) ?? scenario.host.memory_bytes;
  if (tiers !== scenario.host.memory_bytes)
    throw badValue(["host", "tiers"], tiers, `tiers that add up to memory_bytes ${scenario.host.memory_bytes}`, origin);
  const nodes = scenario.host.numa?.reduce((sum, node) => sum + node.bytes, 0) ?? scenario.host.memory_bytes;
  if (nodes !== scenario.host.memory_bytes)
    throw badValue(["host", "numa"], nodes, `nodes that add up to memory_bytes ${scenario.host.memory_bytes}`, origin);
  if (scenario.horizon_s < scenario.epoch_s)
    throw badValue(["horizon_s"], scenario.horizon_s, `at least one epoch of ${scenario.epoch_s} s`, origin);
  if (scenario.horizon_s / scenario.epoch_s > MAX_EPOCHS)
    throw badValue(["horizon_s"], scenario.horizon_s, `at most ${MAX_EPOCHS} epochs: a longer epoch_s`, origin);
}

function checkHeat(heat: GuestEntry["heat"], path: Path, origin: Origin): void {
  const shares = heat?.reduce((sum, one) => sum + one.access_share, 0) ?? 1;
  if (Math.abs(shares - 1) > 1e-9) throw badValue([...path, "heat"], shares, "access shares whose sum is 1", origin);
}

/** Steps are in the order of their epochs. */
function checkSteps(demand: GuestEntry["tmem_demand"], path: Path, origin: Origin): void {
  for (const [i, [from]] of (demand ?? []).entries())
    if (i > 0 && from <= demand![i - 1]![0])
      throw badValue([...path, i], demand![i], `an epoch after ${demand![i - 1]![0]}`, origin);
}

/** An instance that touches more than its limit would be killed at every call. */
function checkTouched({ memory_bytes, touched_bytes }: GuestOf<"function">, path: Path, origin: Origin): void {
  if (memory_bytes !== undefined && touched_bytes !== undefined && touched_bytes > memory_bytes)
    throw badValue([...path, "touched_bytes"], touched_bytes, `at most memory_bytes, ${memory_bytes}`, origin);
}

/** A pool is taken from the host's own memory. */
function checkPool({ mechanisms, host }: Scenario, origin: Origin): void {
  for (const [i, entry] of mechanisms.entries())
    if ("id" in entry && entry.id === "pool" && (entry.target_bytes ?? 0) > host.memory_bytes)
      throw badValue(
        ["mechanisms", i, "target_bytes"],
        entry.target_bytes,
        `at most host.memory_bytes, ${host.memory_bytes}`,
        origin,
      );
}

/** A phase says how many pages are in use, and all of them end. */
function checkPhases({ phases, rounds }: GuestOf<"work">, path: Path, origin: Origin): void {
  for (const [i, phase] of phases.entries()) {
    const at = [...path, "phases", i];
    if (phase.pages === undefined && phase.heat === undefined)
      throw badValue([...at, "pages"], undefined, "the pages in use, or heat with them", origin);
    checkHeat(phase.heat, at, origin);
  }
  if (phases.length * rounds > MAX_STRETCHES)
    throw badValue([...path, "rounds"], rounds, `at most ${MAX_STRETCHES} phases, rounds counted`, origin);
}

/** A page that is written must be one of the guest's. */
function checkWrites(guest: GuestOf<"pages">, path: Path, origin: Origin): void {
  const pages = guest.pages.reduce(
    (sum, run) => sum + (Array.isArray(run) ? run[1] : "same" in run ? run.count : run.unique),
    0,
  );
  for (const [i, write] of guest.writes.entries())
    if (write[1] >= pages) throw badValue([...path, "writes", i], write, `a page below ${pages}`, origin);
}

const WEIGHT_STEPS = 1000;

/** A weight as the whole number of thousandths that shares are computed from, so that they are exact. */
export const wholeWeight = (weight: number): number => Math.round(weight * WEIGHT_STEPS);

const MAX_EPOCHS = 1_000_000;

/** Kinds, mechanisms and systems that this version computes. */
const availableGuests: readonly string[] = [
  ...["static", "synthetic", "onoff", "series", "pages", "image", "profile", "work"],
  ...(mechanismOf("hotplug") ? ["function"] : []),
];
const availableMechanisms: readonly string[] = Object.keys(mechanismKinds).filter((id) => mechanismOf(id));

function refuseUnavailable(scenario: Scenario, origin: Origin): void {
  const refuse = (what: string, have: readonly string[]): never => {
    throw failure("scenario.not_available", `${what} can be written down but not computed by this version`, {
      where: { file: origin.file },
      expected: `one of ${have.join(", ")}`,
      next: "take it out of the scenario: an answer that ignored it would be wrong",
      exit: 2,
    });
  };
  for (const guest of scenario.guests)
    if (!availableGuests.includes(guest.kind)) refuse(`the guest kind "${guest.kind}"`, availableGuests);
  for (const mechanism of scenario.mechanisms) {
    const missing = writtenOut([mechanism]).find(({ id }) => !availableMechanisms.includes(id));
    if (missing && "system" in mechanism)
      refuse(`the mechanism "${missing.id}" of the system "${mechanism.system}"`, availableMechanisms);
    else if (missing) refuse(`the mechanism "${missing.id}"`, availableMechanisms);
  }
}
