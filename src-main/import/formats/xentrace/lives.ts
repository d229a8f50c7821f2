// Lives of domains: creation, shutdown and destruction as rows of table `guest_event`.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { type TableRow, tableRows } from "../../text/table-rows.ts";
import { RECORD, type RecordKind } from "./record-kinds.ts";
import { isGuestDomain } from "./vcpus.ts";

/** What Xen says of a shutdown (public/sched.h, SHUTDOWN_*). */
const REASONS: readonly (readonly [kind: string, detail: string])[] = [
  ["stop", "poweroff"],
  ["stop", "reboot"],
  ["pause", "suspend"],
  ["crash", "crash"],
  ["crash", "watchdog"],
  ["stop", "soft reset"],
];

/** A damaged recording must not fill memory with such rows. */
const MOST = 100_000;

export interface Lives {
  /**
   * `reason` is that of a shutdown. The scheduler and the toolstack both tell of a domain's creation and end: only the
   * first of them becomes a row.
   */
  put(kind: RecordKind, domain: number, reason: number, seq: number, t: bigint | null): void;
  take(): Generator<ColumnBatch, void, void>;
}

export function lives(): Lives {
  const rows = tableRows("guest_event");
  const alive = new Map<number, boolean>();
  let n = 0;
  const add = (domain: number, row: TableRow): void => {
    if (isGuestDomain(domain) && n++ < MOST) rows.add({ guest_name: `d${domain}`, ...row });
  };
  const turn = (domain: number, to: boolean, row: TableRow): void => {
    if (alive.get(domain) === to) return;
    if (alive.size < MOST) alive.set(domain, to);
    add(domain, row);
  };
  return {
    put(kind, domain, reason, seq, t) {
      if (kind === RECORD.began) turn(domain, true, { seq, t, kind: "create" });
      else if (kind === RECORD.ended) turn(domain, false, { seq, t, kind: "destroy" });
      else {
        const [what, detail] = REASONS[reason] ?? ["stop", `reason ${reason}`];
        add(domain, { seq, t, kind: what, detail });
      }
    },
    *take() {
      if (rows.length) yield rows.take();
    },
  };
}
