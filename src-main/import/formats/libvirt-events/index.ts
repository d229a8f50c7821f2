// Importer of the logs of `virsh event` and `virsh qemu-monitor-event`: life and balloon size of guests.

import type { ImportContext, Importer } from "../../importer.ts";
import { contentLines, headLines } from "../../text/head.ts";
import { importLines, type LineReader } from "../../text/import-lines.ts";
import { lookup } from "../../text/lookup.ts";
import { createOutput, type Output } from "../../text/output.ts";
import { createQemuEvents, isObject } from "../../text/qemu-events.ts";
import { createStampClock } from "../../text/stamp.ts";
import { accepted, blank, rejected, skipped, type Verdict } from "../../text/verdict.ts";
import { parseLogTime } from "./time.ts";

const EVENT = /^(?:(\S+ \S+): )?event (?:'([^']+)'|([A-Z][A-Z0-9_]*)) for domain '(.+?)'(?:\([^)]*\))?(?::\s?(.*))?$/;

/** First word of a lifecycle detail (libvirt's virDomainEventType) and the event it is. */
const LIFECYCLE: Readonly<Record<string, string>> = {
  Defined: "mark",
  Undefined: "mark",
  Started: "start",
  Suspended: "pause",
  PMSuspended: "pause",
  Resumed: "resume",
  Stopped: "stop",
  Shutdown: "stop",
  Crashed: "crash",
};
/** Reasons that say more than the first word. */
const REASONS: Readonly<Record<string, string>> = {
  "Stopped Destroyed": "destroy",
  "Stopped Crashed": "crash",
  "Stopped Migrated": "migrate",
  "Started Migrated": "migrate",
  "Suspended Migrated": "migrate",
  "Resumed Migrated": "migrate",
};

/** Resolution of the log's times in ns. */
const MILLISECOND = 1_000_000;

const TRAILER = skipped("trailer");
const BAD_LINE = rejected("virsh.line", "TIME: event NAME for domain 'GUEST': DETAIL");
const BAD_TIME = rejected("virsh.time", "YYYY-MM-DD hh:mm:ss.mmm+hhmm");
const BAD_SIZE = rejected("virsh.size", "NUMBERKiB");
const BAD_DATA = rejected("virsh.data", "a JSON object or <null>");

function reader(context: ImportContext, output: Output): LineReader {
  const clock = createStampClock(context);
  const qemu = createQemuEvents(output);
  let events = 0;
  const add = (t: bigint | null, guest: string, row: { kind: string; bytes?: number; detail: string }): Verdict => {
    output.add("guest_event", { t, guest_name: guest, ...row });
    return accepted;
  };
  const fromLibvirt = (t: bigint | null, guest: string, event: string, detail: string): Verdict => {
    if (event === "lifecycle") {
      const kind = lookup(REASONS, detail) ?? lookup(LIFECYCLE, detail.split(" ")[0] ?? "") ?? "mark";
      return add(t, guest, { kind, detail });
    }
    if (event !== "balloon-change") return add(t, guest, { kind: "mark", detail: `${event} ${detail}`.trim() });
    const kib = /^(\d{1,13})KiB$/.exec(detail)?.[1];
    return kib ? add(t, guest, { kind: "balloon", bytes: Number(kib) * 1024, detail: event }) : BAD_SIZE;
  };
  const fromQemu = (t: bigint | null, guest: string, event: string, detail: string): Verdict => {
    const data = detail === "<null>" || detail === "" ? {} : parseData(detail);
    if (!data) return BAD_DATA;
    qemu.event({ t, guest, event, data });
    return accepted;
  };

  return {
    line(text) {
      if (text.trim() === "") return blank;
      if (text === "event loop interrupted" || text === "event loop timed out") return TRAILER;
      const received = /^events received: (\d+)$/.exec(text)?.[1];
      if (received !== undefined) {
        if (Number(received) !== events)
          context.remark({
            code: "virsh.count",
            excerpt: text,
            expected: `${events} events, as many as are in the file`,
          });
        return TRAILER;
      }
      const found = EVENT.exec(text);
      if (!found) return BAD_LINE;
      const [, when, libvirtEvent, qemuEvent, guest, detail = ""] = found as unknown as (string | undefined)[];
      events++;
      const ns = when === undefined ? null : parseLogTime(when);
      if (when !== undefined && ns === null) return BAD_TIME;
      const t = ns === null ? null : clock.wall(ns, MILLISECOND);
      return libvirtEvent !== undefined
        ? fromLibvirt(t, guest as string, libvirtEvent, detail)
        : fromQemu(t, guest as string, qemuEvent as string, detail);
    },
  };
}

function parseData(text: string): Record<string, unknown> | null {
  try {
    const data: unknown = JSON.parse(text);
    return isObject(data) ? data : null;
  } catch {
    return null;
  }
}

export const libvirtEvents: Importer = {
  id: "libvirt-events",
  title: "virsh event logs",
  notes: {
    made: "`virsh event --all --loop --timestamp`, `virsh qemu-monitor-event --loop --timestamp`",
    accuracy: "ms of the wall clock; sizes in bytes from QEMU's log, KiB from libvirt's",
    limits: "one event in both logs is kept once",
  },
  tables: ["guest_event", "series", "counter"],
  detect(head) {
    const lines = contentLines(headLines(head) ?? []);
    const events = lines.filter((line) => EVENT.test(line)).length;
    return events > 0 && events * 2 >= lines.length
      ? { confidence: 0.9, why: "lines of virsh event or virsh qemu-monitor-event" }
      : null;
  },
  open(source, context) {
    const output = createOutput(context);
    return importLines(source, context, output, reader(context, output));
  },
};
