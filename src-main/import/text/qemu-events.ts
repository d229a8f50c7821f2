// Events of QEMU's monitor protocol as events of a guest; the protocol itself and virsh's log of it share them.
import { lookup } from "./lookup.ts";
import type { Output } from "./output.ts";

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

/** Adds one row of `guest_event`. Sizes: of the guest after a balloon event, of the device after a plug event. */
export function createQemuEvents(output: Output): (event: QemuEvent) => void {
  return ({ t, guest, event, data }) => {
    const status = textOf(data.status) ?? textOf(data.reason) ?? textOf(data.action);
    output.add("guest_event", {
      t,
      guest_name: guest,
      kind: lookup(KINDS, event) ?? "mark",
      device: textOf(data.id) ?? textOf(data.device),
      bytes: event === "BALLOON_CHANGE" ? sizeOf(data.actual) : sizeOf(data.size),
      detail: status === null ? event : `${event} ${status}`,
    });
  };
}
