// The scenario file as schemas: what a user writes, the defaults, and the published JSON schema.
import { z } from "zod";
import { guestKinds } from "./guest-schema.ts";
import { mechanismKinds, systemKinds } from "./mechanism-schema.ts";
import { bytes, count, seconds, share } from "./schema-values.ts";

export const Host = z.strictObject({
  memory_bytes: bytes,
  reserve_bytes: bytes.default(0),
  tiers: z
    .array(z.strictObject({ name: z.enum(["fast", "slow"]), bytes, latency_ns: z.number().min(0).optional() }))
    .optional(),
  numa: z.array(z.strictObject({ bytes })).optional(),
  swap_bytes: bytes.optional(),
});
export const Objective = z.strictObject({
  confidence: z.number().gt(0).max(1).default(0.95),
  p99_slowdown: z.number().min(1).nullable().default(null),
  swap_in_pages_per_s: z.number().min(0).nullable().default(null),
  stall_share: share.nullable().default(null),
  cold_start_share: share.nullable().default(null),
  /** Functions: 99th percentile of the time from arrival to end. */
  invocation_p99_ms: z.number().gt(0).nullable().default(null),
});

/** A replication's number is outer · 2^14 + inner and has 24 bits. */
const MAX_OUTER = 1024;
const MAX_INNER = 16384;

export const Replications = z.strictObject({
  outer: z.int().min(1).max(MAX_OUTER).default(20),
  inner: z.int().min(1).max(MAX_INNER).default(100),
});

const frame = {
  $schema: z.string().optional(),
  host: Host,
  objective: Objective.prefault({}),
  horizon_s: seconds.default(600),
  epoch_s: seconds.default(1),
  seed: count.default(1),
  replications: Replications.prefault({}),
  /** How the courses of guests stand to each other in time; absent: independent. */
  multiplexing: z.enum(["static", "independent", "phase-aligned", "captured-groups", "comonotone"]).optional(),
};

/** Other lists of mechanisms that a comparison holds beside its own; they change no answer. */
const alternatives = <M extends z.ZodType>(mechanism: M) =>
  z
    .array(
      z.strictObject({
        name: z.string().min(1).max(80),
        mechanisms: z.array(mechanism),
        /** Row of the comparison that it is held against; absent: no mechanism. */
        against: z.string().optional(),
      }),
    )
    .max(20)
    .optional();

/** The file without a closer look at guests and mechanisms; those are checked by their kinds. */
export const ScenarioFrame = z.strictObject({
  ...frame,
  guests: z.array(z.unknown()).min(1).max(1000),
  mechanisms: z.array(z.unknown()).default([]),
  alternatives: alternatives(z.unknown()),
});

const GuestEntry = z.discriminatedUnion("kind", [
  guestKinds.static,
  guestKinds.synthetic,
  guestKinds.onoff,
  guestKinds.series,
  guestKinds.pages,
  guestKinds.image,
  guestKinds.profile,
  guestKinds.work,
  guestKinds.function,
]);
const MechanismEntry = z.union([
  z.discriminatedUnion("id", [
    mechanismKinds.dedup,
    mechanismKinds.balloon,
    mechanismKinds.overcommit,
    mechanismKinds.tiering,
    mechanismKinds.tmem,
    mechanismKinds.hotplug,
    mechanismKinds.layout,
    mechanismKinds.pool,
    mechanismKinds.populate,
    mechanismKinds.allocator,
    mechanismKinds.overhead,
    mechanismKinds.hugepages,
    mechanismKinds.images,
    mechanismKinds.reporting,
    mechanismKinds.clone,
  ]),
  z.discriminatedUnion("system", [
    systemKinds.hotmem,
    systemKinds.smartmem,
    systemKinds.spacer,
    systemKinds.ucat,
    systemKinds["meunik-like"],
  ]),
]);

/** The whole scenario file, as published in schemas/scenario.json. */
export const Scenario = z.strictObject({
  ...frame,
  guests: z.array(GuestEntry).min(1).max(1000),
  mechanisms: z.array(MechanismEntry).default([]),
  alternatives: alternatives(MechanismEntry),
});

export type Scenario = z.output<typeof Scenario>;
export type Multiplexing = NonNullable<Scenario["multiplexing"]>;
export type GuestEntry = Scenario["guests"][number];
export type MechanismEntry = Scenario["mechanisms"][number];
export type GuestOf<K extends GuestEntry["kind"]> = Extract<GuestEntry, { kind: K }>;
export type MechanismId = keyof typeof mechanismKinds;
export type Dedup = z.output<typeof mechanismKinds.dedup>;
export type Balloon = z.output<typeof mechanismKinds.balloon>;
