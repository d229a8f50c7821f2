// Events of QEMU's monitor protocol as events of a guest; the protocol itself and virsh's log of it share them.
import { lookup } from "./lookup.ts";
import type { Output } from "./output.ts";
import { type Group, gauge } from "./statistics.ts";

export interface QemuEvent {
  /** Project time in ns. */
  readonly t: bigint | null;
  readonly guest: string | null;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A JSON number that is a size in bytes, else null. */
export const sizeOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER
    ? Math.round(value)
    : null;

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

const KINDS: Readonly<Record<string, string>> = {
  STOP: "pause",
  RESUME: "resume",
  SUSPEND: "pause",
  WAKEUP: "resume",
  SHUTDOWN: "stop",
  GUEST_PANICKED: "crash",
  GUEST_CRASHLOADED: "crash",
  MIGRATION: "migrate",
  BALLOON_CHANGE: "balloon",
  MEMORY_DEVICE_SIZE_CHANGE: "plug",
};

/** A size that was asked for and is not reached yet. */
interface Request {
  readonly t: bigint | null;
  readonly bytes: number;
}

export interface QemuEvents {
  /** Adds one row of `guest_event`. Sizes: of the guest after a balloon event, of the device after a plug event. */
  event(event: QemuEvent): void;
  /** A device of memory is known by its name: what becomes of it is a matter of the guest's size. */
  memoryDevice(guest: string | null, id: string): void;
  /** A size was asked for: of a device, or with the balloon (null). */
  request(asked: {
    t: bigint | null;
    guest: string | null;
    device: string | null;
    bytes: number;
    command: string;
  }): void;
}

/** Removal, or the refusal of it, of any device: memory only where the device is known to be memory. */
const REMOVALS: Readonly<Record<string, "gone" | "refused">> = {
  DEVICE_DELETED: "gone",
  DEVICE_UNPLUG_GUEST_ERROR: "refused",
  MEM_UNPLUG_ERROR: "refused",
};

const BYTES = gauge("bytes");

export function createQemuEvents(output: Output): QemuEvents {
  const memory = new Set<string>();
  const requests = new Map<string, Request>();
  const keyOf = (guest: string | null, device: string | null): string => `${guest ?? ""}\n${device ?? ""}`;

  /** What was asked for where this size answers it, and how long it took if this is the size. */
  const answer = (guest: string | null, device: string | null, t: bigint | null, bytes: number | null) => {
    const key = keyOf(guest, device);
    const request = bytes === null ? undefined : requests.get(key);
    if (!request) return { wanted_bytes: null, took_ns: null };
    const reached = request.bytes === bytes;
    if (reached) requests.delete(key);
    const timed = reached && t !== null && request.t !== null && t >= request.t;
    return { wanted_bytes: request.bytes, took_ns: timed ? (t as bigint) - (request.t as bigint) : null };
  };
  const kindOf = (event: string, guest: string | null, device: string | null): string => {
    const removal = lookup(REMOVALS, event);
    if (!removal) return lookup(KINDS, event) ?? "mark";
    return event === "MEM_UNPLUG_ERROR" || memory.has(keyOf(guest, device)) ? "plug" : "mark";
  };

  return {
    event({ t, guest, event, data }) {
      const status = textOf(data.status) ?? textOf(data.reason) ?? textOf(data.action) ?? textOf(data.msg);
      const isBalloon = event === "BALLOON_CHANGE";
      const device = textOf(data.id) ?? textOf(data.device) ?? lastOf(textOf(data["qom-path"]) ?? textOf(data.path));
      const kind = kindOf(event, guest, device);
      const gone = kind === "plug" && lookup(REMOVALS, event) === "gone";
      const bytes = isBalloon ? sizeOf(data.actual) : gone ? 0 : sizeOf(data.size);
      if (event === "MEMORY_DEVICE_SIZE_CHANGE" && device !== null) {
        memory.add(keyOf(guest, device));
        if (bytes !== null) memoryDeviceGroup(output, guest, device).put("size", BYTES, t, bytes);
      }
      output.add("guest_event", {
        t,
        guest_name: guest,
        kind,
        device,
        bytes,
        ...answer(guest, isBalloon ? null : device, t, bytes),
        detail: status === null ? event : `${event} ${status}`,
      });
    },
    memoryDevice: (guest, id) => void memory.add(keyOf(guest, id)),
    request({ t, guest, device, bytes, command }) {
      requests.set(keyOf(guest, device), { t, bytes });
      if (device !== null) memory.add(keyOf(guest, device));
      const kind = device === null ? "balloon" : "plug";
      output.add("guest_event", { t, guest_name: guest, kind, device, wanted_bytes: bytes, detail: command });
    },
  };
}

/** The last part of an object's path: its name. */
export const lastOf = (path: string | null): string | null =>
  path === null ? null : path.slice(path.lastIndexOf("/") + 1);

/** Sizes of a device of memory. */
export const memoryDeviceGroup = (output: Output, guest: string | null, id: string): Group =>
  output.statistics.group("qmp.memory-device", "device", guest === null ? id : `${guest}/${id}`);
