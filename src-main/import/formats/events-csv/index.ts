// Importer of a recorder's log of actions: CSV with wall_ns, mono_ns and what was done to which guest.

import type { ImportContext, Importer } from "../../importer.ts";
import { headLines } from "../../text/head.ts";
import { importLines } from "../../text/import-lines.ts";
import { lookup } from "../../text/lookup.ts";
import { int32Of, numberOf } from "../../text/numbers.ts";
import { createOutput, type Output } from "../../text/output.ts";
import { timedCsv, timedHeader } from "../../text/timed-csv.ts";
import { accepted, rejected } from "../../text/verdict.ts";
import { isEventTable } from "./columns.ts";

/** Actions that are events of a guest's life; all others are kept as marks. */
const LIFE: Readonly<Record<string, string>> = {
  create: "create",
  define: "create",
  start: "start",
  boot: "start",
  suspend: "pause",
  pause: "pause",
  stop: "stop",
  shutdown: "stop",
  resume: "resume",
  destroy: "destroy",
  crash: "crash",
  migrate: "migrate",
};

const MIB = 1024 * 1024;
/** 2^53 bytes. */
const MOST_MIB = 2 ** 33;
const BAD_PID = rejected("events.pid", "a process id in detail");
const BAD_SIZE = rejected("events.size", "MiB in detail");

/** Name of the guest column for actions on the host itself. */
const HOST = "host";

interface Action {
  readonly t: bigint | null;
  readonly guest: string | null;
  readonly action: string;
  readonly detail: string;
  readonly result: string;
}

function reader(context: ImportContext, output: Output) {
  const column = { guest: -1, action: -1, detail: -1, result: -1, event: -1 };

  const mark = (t: bigint | null, guest: string | null, detail: string): void =>
    output.add("guest_event", { t, guest_name: guest, kind: "mark", detail });
  const kernelRun = (t: bigint | null, text: string): void => {
    const run = /(?:^|\s)run=(\d)\b/.exec(text)?.[1];
    if (run) output.fact({ t, scope: "host", subject: null, name: "ksm.run", value: run, number: Number(run) });
  };
  const onGuest = ({ t, guest, action, detail, result }: Action) => {
    if (action === "pid") {
      const pid = int32Of(detail);
      if (pid === null) return BAD_PID;
      output.seen({ t, name: guest, pid, how: "event log" });
      return accepted;
    }
    if (action === "setmem") {
      const mib = numberOf(detail);
      if (mib === null || mib < 0 || mib > MOST_MIB) return BAD_SIZE;
      output.add("guest_event", {
        t,
        guest_name: guest,
        kind: "balloon",
        wanted_bytes: Math.round(mib * MIB),
        detail: action,
      });
      return accepted;
    }
    const kind = lookup(LIFE, action);
    const words = [detail, result].filter((word) => word !== "").join(" ");
    if (kind) output.add("guest_event", { t, guest_name: guest, kind, detail: words || action });
    else mark(t, guest, words === "" ? action : `${action} ${words}`);
    return accepted;
  };

  return timedCsv(context, {
    header(names) {
      for (const name of Object.keys(column) as (keyof typeof column)[]) column[name] = names.indexOf(name);
    },
    row(fields, t) {
      const text = (at: number): string => fields[at] ?? "";
      if (column.event >= 0) {
        const event = text(column.event);
        mark(t, null, event);
        if (/^ksm\b/.test(event)) kernelRun(t, event);
        return accepted;
      }
      const guest = text(column.guest);
      const action = text(column.action);
      const detail = text(column.detail);
      if (guest !== HOST && guest !== "") return onGuest({ t, guest, action, detail, result: text(column.result) });
      mark(t, null, detail === "" ? action : `${action} ${detail}`);
      if (action === "ksm") kernelRun(t, detail);
      return accepted;
    },
  });
}

export const eventsCsv: Importer = {
  id: "events-csv",
  title: "Log of actions (CSV with wall_ns, mono_ns)",
  notes: {
    made: "a recorder's log: `wall_ns,mono_ns,guest,action,detail,result`",
    accuracy: "times in ns, pairs of clocks",
    limits: "actions that are no event of a guest's life are kept as marks",
  },
  tables: ["guest_event", "guest_seen", "fact"],
  detect(head) {
    const names = timedHeader(headLines(head) ?? []);
    return names && isEventTable(names)
      ? { confidence: 0.9, why: "a table of actions with times and the guests they were done to" }
      : null;
  },
  open(source, context) {
    const output = createOutput(context);
    return importLines(source, context, output, reader(context, output));
  },
};
