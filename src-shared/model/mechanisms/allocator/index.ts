// The guest's allocator: what its objects take in OSv's pools of powers of two, or in size classes of slabs (systems section 5).
import { PAGE_BYTES } from "../../../base/units.ts";
import type { AllocatorEntry, ObjectClass } from "../../engine/scenario.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { osvObjectBytes } from "./osv.ts";
import { slabObjectBytes } from "./slab.ts";

/** Pages that objects take in OSv's allocator, as it is. */
export function osvPages(objects: readonly ObjectClass[]): number {
  const header = defaultOf("allocator.osv_header_bytes");
  const bytesOf = (size: number): number =>
    size <= PAGE_BYTES ? osvObjectBytes(size, header) : Math.ceil((size + header) / PAGE_BYTES) * PAGE_BYTES;
  return pagesFor(objects, bytesOf);
}

/** Pages that they take in slabs; what is larger than a slab is a run of pages. */
export function slabPages(entry: AllocatorEntry, objects: readonly ObjectClass[]): number {
  const growth = entry.growth ?? defaultOf("allocator.growth");
  const slab = entry.slab_bytes ?? defaultOf("allocator.slab_bytes");
  return pagesFor(objects, (size) => {
    const inSlab = slabObjectBytes(size, growth, slab);
    return Number.isFinite(inSlab) ? inSlab : Math.ceil(size / PAGE_BYTES) * PAGE_BYTES;
  });
}

const pagesFor = (objects: readonly ObjectClass[], bytesOf: (size: number) => number): number =>
  Math.ceil(objects.reduce((sum, { bytes, count }) => sum + count * bytesOf(bytes), 0) / PAGE_BYTES - 1e-9);

/** Pages that slabs save a guest with these objects; below 0 where they take more. */
export const pagesSaved = (entry: AllocatorEntry, objects: readonly ObjectClass[] | undefined): number =>
  entry.kind === "osv" || objects === undefined ? 0 : osvPages(objects) - slabPages(entry, objects);

export const allocator: Mechanism<AllocatorEntry> = {
  id: "allocator",
  title: "Allocator of the guest",
  parameters: parametersOf("allocator"),
  requires: [{ what: "sizes of objects in each guest", capture: "OSv tracepoints memory_malloc, or a heap profile" }],
  init: (world, entry) => {
    const saves = world.guests.map(({ spec }) => pagesSaved(entry, spec.objects));
    if (saves.every((pages) => pages === 0)) return null;
    return {
      wanted: (guest, pages) => Math.max(0, Math.min(world.guests[guest]!.pages, pages - saves[guest]!)),
      saved: () => 0,
      overBudget: () => 0,
      save: () => null,
    };
  },
};
