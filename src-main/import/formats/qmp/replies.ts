// Replies of QEMU's monitor protocol. They carry no command name, so each is recognised by its shape.
import { reported } from "../../text/numbers.ts";
import type { Output } from "../../text/output.ts";
import { isObject, lastOf, memoryDeviceGroup, sizeOf } from "../../text/qemu-events.ts";
import { counter, gauge, type Meaning } from "../../text/statistics.ts";

type Json = Readonly<Record<string, unknown>>;

/** Of which guest and when, and who hears of devices of memory. */
export interface Asked {
  readonly t: bigint | null;
  readonly guest: string | null;
  readonly onMemoryDevice?: (id: string) => void;
}

/** Keeps what a reply says; false where its shape is none that is kept. */
export function takeReply(output: Output, asked: Asked, reply: unknown): boolean {
  if (Array.isArray(reply)) {
    const items = reply.filter(isObject);
    if (!items.length || items.length !== reply.length) return false;
    if (items.every((item) => isObject(item.data) && typeof item.type === "string"))
      return devices(output, asked, items);
    if (items.every((item) => "size" in item && "merge" in item)) return backends(output, asked, items);
    return false;
  }
  if (!isObject(reply)) return false;
  if ("base-memory" in reply) return memorySize(output, asked, reply);
  if (isObject(reply.stats) && "last-update" in reply) return guestStatistics(output, asked, reply);
  if (isObject(reply.qemu)) return version(output, asked, reply.qemu);
  const balloon = sizeOf(reply.actual);
  if (balloon === null) return false;
  put(output, asked, "balloon.actual", BYTES, balloon);
  return true;
}

const BYTES = gauge("bytes");

function put(output: Output, { t, guest }: Asked, key: string, meaning: Meaning, value: number): void {
  output.statistics.group("qmp", "guest", guest).put(key, meaning, t, value);
}

/** query-memory-size-summary: boot RAM and what was plugged since. */
function memorySize(output: Output, asked: Asked, reply: Json): boolean {
  const base = sizeOf(reply["base-memory"]);
  if (base === null) return false;
  put(output, asked, "base-memory", BYTES, base);
  const plugged = sizeOf(reply["plugged-memory"]);
  if (plugged !== null) put(output, asked, "plugged-memory", BYTES, plugged);
  if (asked.guest !== null) {
    const how = "QMP query-memory-size-summary";
    output.seen({ t: asked.t, name: asked.guest, ramBytes: base + (plugged ?? 0), how });
  }
  return true;
}

const COUNTED: readonly string[] = ["stat-minor-faults", "stat-major-faults", "stat-htlb-pgalloc", "stat-htlb-pgfail"];
const COUNTED_BYTES: readonly string[] = ["stat-swap-in", "stat-swap-out"];

function guestStatistic(key: string): Meaning {
  if (COUNTED.includes(key)) return counter("count");
  return COUNTED_BYTES.includes(key) ? counter("bytes") : BYTES;
}

/** guest-stats of the balloon device: bytes and counts, all ones where the guest does not report. */
function guestStatistics(output: Output, asked: Asked, reply: Json): boolean {
  for (const [key, value] of Object.entries(reply.stats as Json)) {
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    put(output, asked, key, guestStatistic(key), reported(value));
  }
  const update = reply["last-update"];
  if (typeof update === "number" && Number.isFinite(update))
    put(output, asked, "last-update", gauge("s"), update === 0 ? Number.NaN : update);
  return true;
}

/** query-version and the greeting. */
export function version(output: Output, { t }: Asked, qemu: Json): boolean {
  const parts = [qemu.major, qemu.minor, qemu.micro];
  if (!parts.every(Number.isSafeInteger)) return false;
  output.fact({ t, scope: "capture", subject: null, name: "qemu.version", value: parts.join(".") });
  return true;
}

/** query-memdev: flags of each memory back end; memory that KSM may not merge is a fact of its own. */
function backends(output: Output, { t, guest }: Asked, items: readonly Json[]): boolean {
  for (const item of items) {
    const id = typeof item.id === "string" ? item.id : "memdev";
    for (const key of ["share", "prealloc", "merge", "reserve"] as const) {
      const flag = item[key];
      if (typeof flag !== "boolean") continue;
      const name = `memdev.${id}.${key}`;
      output.fact({ t, scope: "guest", subject: guest, name, value: String(flag), number: Number(flag) });
      if (key === "merge" && !flag)
        output.fact({ t, scope: "guest", subject: guest, name: `memdev.${id}.nosharepages`, number: 1 });
    }
  }
  return true;
}

const DEVICE_SIZES = ["size", "requested-size", "max-size", "block-size"] as const;

/** query-memory-devices: DIMMs and virtio-mem devices with their sizes and their place in guest memory. */
function devices(output: Output, { t, guest, onMemoryDevice }: Asked, items: readonly Json[]): boolean {
  let known = 0;
  for (const { data } of items as readonly { data: Json }[]) {
    const gpa = sizeOf(data.memaddr) ?? sizeOf(data.addr);
    const bytes = sizeOf(data["max-size"]) ?? sizeOf(data.size);
    if (gpa === null || bytes === null) continue;
    known++;
    const id = typeof data.id === "string" ? data.id : "memory-device";
    onMemoryDevice?.(id);
    const group = memoryDeviceGroup(output, guest, id);
    for (const key of DEVICE_SIZES) {
      const size = sizeOf(data[key]);
      if (size !== null) group.put(key, BYTES, t, size);
    }
    const label = typeof data.memdev === "string" ? lastOf(data.memdev) : id;
    if (bytes > 0) output.add("guest_ram", { t, name: guest, gpa, bytes, label });
  }
  return known > 0;
}
