// The mappings of one process at one moment, and the guest RAM among them.
import type { ImportContext } from "../../importer.ts";
import { ALWAYS_FROM, ALWAYS_UNTIL } from "../../text/always.ts";
import { type Mapping, pinningOf } from "../../text/mapping-line.ts";
import { addressOf } from "../../text/numbers.ts";
import type { Output } from "../../text/output.ts";

/** Where a guest address lies in the process, as QEMU's monitor says it. */
export interface RamPlace {
  readonly gpa: bigint;
  readonly hva: bigint;
  /** Name of the memory block. */
  readonly label: string;
}

const PLACE = /Host virtual address for (0x[0-9a-f]+) \(([^()]*)\) is (0x[0-9a-f]+)/i;

/** Reads QEMU's answer to `gpa2hva`, wherever on the line it stands. */
export function parseRamPlace(text: string): RamPlace | null {
  const [, at, label, place] = PLACE.exec(text) ?? [];
  const gpa = addressOf(at);
  const hva = addressOf(place);
  return gpa === null || hva === null ? null : { gpa, hva, label: label ?? "" };
}

export interface Whose {
  readonly t: bigint | null;
  readonly guest: string | null;
  readonly pid: number | null;
}

export interface ProcessMaps {
  begin(whose: Whose): void;
  /** False where the process has too many places to be true. */
  place(place: RamPlace): boolean;
  mapping(mapping: Mapping): void;
  end(): void;
}

const MOST_PLACES = 1024;

/** A place and the memory that follows it without a gap, with the same rights and the same file. */
interface Stretch {
  readonly place: RamPlace;
  end: bigint | null;
  perms: string;
  path: string;
}

/** Extends the stretch if the mapping holds its start or follows it. QEMU ends each block with a guard page. */
function extend(stretch: Stretch, { addr, bytes, perms, path }: Mapping): void {
  const end = addr + bytes;
  const { hva } = stretch.place;
  if (stretch.end === null) {
    if (hva < addr || hva >= end) return;
    Object.assign(stretch, { end, perms, path });
  } else if (stretch.end === addr && stretch.perms === perms && stretch.path === path) stretch.end = end;
}

export function createProcessMaps(context: ImportContext, output: Output): ProcessMaps {
  let whose: Whose = { t: null, guest: null, pid: null };
  let taskId: number | null = null;
  let stretches: Stretch[] = [];
  let pinned = { hugetlb: 0, vfio: 0 };

  return {
    begin(next) {
      whose = next;
      taskId = null;
      stretches = [];
      pinned = { hugetlb: 0, vfio: 0 };
      if (next.pid === null) return;
      taskId = context.nextId("task");
      output.add("task", { id: taskId, from_t: ALWAYS_FROM, until_t: ALWAYS_UNTIL, pid: next.pid, tid: next.pid });
      if (next.guest !== null) output.seen({ t: next.t, name: next.guest, pid: next.pid, how: "stamp" });
    },
    place(place) {
      if (stretches.length === MOST_PLACES) return false;
      stretches.push({ place, end: null, perms: "", path: "" });
      return true;
    },
    mapping(mapping) {
      const { addr, bytes, perms, fileOffset, path } = mapping;
      output.add("mapping", {
        t: whose.t,
        task_id: taskId,
        addr,
        bytes,
        file_offset: path.startsWith("/") ? fileOffset : null,
        perms,
        path_id: path === "" ? null : context.name(path),
      });
      for (const stretch of stretches) extend(stretch, mapping);
      const how = pinningOf(path);
      if (how) pinned[how] += Number(bytes);
    },
    end() {
      const { t, guest, pid } = whose;
      for (const { place, end } of stretches) {
        const { gpa, hva, label } = place;
        if (end === null)
          context.remark({ code: "maps.ram_not_mapped", excerpt: label, expected: "a mapping at this address" });
        else output.add("guest_ram", { t, name: guest, pid, gpa, bytes: end - hva, hva, label });
      }
      const subject = guest ?? (pid === null ? null : String(pid));
      for (const how of ["hugetlb", "vfio"] as const) {
        const number = pinned[how];
        if (number > 0) output.fact({ t, scope: "process", subject, name: `maps.${how}_bytes`, number });
      }
      stretches = [];
      pinned = { hugetlb: 0, vfio: 0 };
    },
  };
}
