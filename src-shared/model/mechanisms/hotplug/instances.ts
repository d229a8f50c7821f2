// The machines of functions and the places in them where instances live, as columns.
import type { FunctionGuest } from "../../engine/scenario.ts";
import type { HotplugSettings } from "./settings.ts";

/** States of a place. */
export const EMPTY = 0;
/** Memory is being plugged. */
export const PLUGGING = 1;
/** Boot and initialisation. */
export const STARTING = 2;
export const BUSY = 3;
export const IDLE = 4;
/** The instance has ended; its memory is on the way back to the host. */
export const RECLAIMING = 5;

/** One machine of a function with its `places`; with one-to-one every place is a machine of its own. */
export interface FunctionMachine {
  /** Number of the guest in the run. */
  readonly guest: number;
  readonly places: number;
  /** Pages plugged for an instance, and those of them that it touches. */
  readonly partPages: number;
  readonly touchedPages: number;
  /** Pages of runtime files, touched once per machine. */
  readonly sharedPages: number;
  /** Host memory of the monitor of each instance; 0 where instances share a machine. */
  readonly monitorPages: number;
  /** Boot and initialisation. */
  readonly startUs: number;
  readonly execUs: number;
  readonly arrivals: Float64Array;
}

/** Pages of the machine at its largest. */
export const machinePages = (spec: FunctionGuest, settings: HotplugSettings): number => {
  const { partPages, sharedPages, places } = sizesOf(spec, settings);
  return settings.variant === "one-to-one" ? places * (partPages + sharedPages) : sharedPages + places * partPages;
};

const pages = (bytes: number): number => Math.ceil(bytes / 4096);

/** Sizes of a function under these settings, in pages; an instance touches no more than its limit. */
export function sizesOf(spec: FunctionGuest, settings: HotplugSettings) {
  const limit = pages(spec.memory_bytes ?? DEFAULT_LIMIT_BYTES);
  const partPages = Math.max(settings.variant === "static" ? limit : (settings.partPages ?? limit), 1);
  return {
    partPages,
    touchedPages: Math.min(pages(spec.touched_bytes ?? spec.memory_bytes ?? DEFAULT_LIMIT_BYTES), limit, partPages),
    sharedPages: pages(spec.shared_bytes ?? 0),
    places: spec.concurrency ?? 1,
  };
}

const DEFAULT_LIMIT_BYTES = 134217728;

/** Columns over the places of all machines. */
export interface PlaceColumns {
  /** First place of each machine, and after the last the number of all. */
  readonly first: Int32Array;
  readonly state: Uint8Array;
  /** Arrival that is served; -1 without. */
  readonly arrival: Int32Array;
  /** When the state began, in microseconds. */
  readonly since: Float64Array;
  /** Frames set aside while its memory is plugged. */
  readonly aside: Float64Array;
}

export function emptyPlaces(machines: readonly { readonly places: number }[]): PlaceColumns {
  const first = new Int32Array(machines.length + 1);
  machines.forEach(({ places }, machine) => {
    first[machine + 1] = first[machine]! + places;
  });
  const count = first[machines.length]!;
  return {
    first,
    state: new Uint8Array(count),
    arrival: new Int32Array(count).fill(-1),
    since: new Float64Array(count),
    aside: new Float64Array(count),
  };
}
