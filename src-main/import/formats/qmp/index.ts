// Importer of QEMU's monitor protocol (QMP): replies of memory queries and events, one JSON document each.
import type { ImportContext, Importer } from "../../importer.ts";
import { guestOfFile, seenByFileName } from "../../text/file-name.ts";
import { headLines } from "../../text/head.ts";
import { importLines, type LineReader } from "../../text/import-lines.ts";
import { createDocumentReader, type Document } from "../../text/json-documents.ts";
import { int63Of } from "../../text/numbers.ts";
import { createOutput, type Output } from "../../text/output.ts";
import { createQemuEvents, isObject, lastOf, type QemuEvents, sizeOf } from "../../text/qemu-events.ts";
import { createStampClock, isStamp, parseStamp } from "../../text/stamp.ts";
import { accepted, blank, comment, pending, rejected, skipped, type Verdict } from "../../text/verdict.ts";
import { type Asked, takeReply, version } from "./replies.ts";

type Json = Readonly<Record<string, unknown>>;

const MICROSECOND = 1000;
const COMMAND = skipped("command that asks for no size");
const NOT_KEPT = skipped("reply that is not kept");
const FAILED = skipped("error reply");
const BAD_STAMP = rejected("stamp.form", "# stamp wall_ns=N mono_ns=N");
const NO_DOCUMENT = rejected("qmp.line", "a JSON document, with the guest and the command ahead of it or not");
const BAD_DOCUMENT = rejected("qmp.json", "a JSON document");
const TOO_LONG = rejected("qmp.too_long", "a JSON document of at most 4 MiB");
const NOT_QMP = rejected("qmp.shape", 'an object with "return", "event" and "timestamp", "error" or "QMP"');

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Numbers beyond 2^53 do not survive JSON.parse: clocks are read from the text. */
const clockIn = (json: string, key: string): bigint | null =>
  int63Of(new RegExp(`"${key}"\\s*:\\s*(\\d+)`).exec(json)?.[1]);

/** Wall ns of an event's own time stamp. */
function eventTime(stamp: unknown): bigint | null {
  if (!isObject(stamp)) return null;
  const { seconds, microseconds = 0 } = stamp;
  if (!Number.isSafeInteger(seconds) || !Number.isSafeInteger(microseconds)) return null;
  const [s, us] = [seconds as number, microseconds as number];
  return s < 0 || s > 9e9 || us < 0 ? null : BigInt(s) * 1_000_000_000n + BigInt(us) * 1000n;
}

/** Commands that ask for a size: of the guest by its balloon, or of a virtio-mem device. */
function takeCommand(events: QemuEvents, { t, guest }: Asked, message: Json): boolean {
  const { execute, arguments: given } = message;
  const told = isObject(given) ? given : {};
  const bytes = sizeOf(told.value);
  if (bytes === null) return false;
  if (execute === "balloon") {
    events.request({ t, guest, device: null, bytes, command: "balloon" });
    return true;
  }
  if (execute !== "qom-set" || told.property !== "requested-size" || typeof told.path !== "string") return false;
  events.request({ t, guest, device: lastOf(told.path), bytes, command: "qom-set requested-size" });
  return true;
}

function reader(context: ImportContext, output: Output, fileName: string): LineReader {
  const clock = createStampClock(context);
  const documents = createDocumentReader();
  const events = createQemuEvents(output);
  const named = guestOfFile(fileName, ["qom", "qmp"]);
  let stamped = { t: null as bigint | null, guest: null as string | null };

  /** Time of a document: of the stamp, or of the clocks that its recorder wrote into it. */
  const timeOf = (json: string): bigint | null => {
    const [wallNs, monoNs] = [clockIn(json, "wall_ns"), clockIn(json, "mono_ns")];
    if (wallNs === null && monoNs === null) return stamped.t;
    return clock.time({ wallNs, monoNs, bootNs: null, guest: null, pid: null, path: null });
  };
  const take = ({ words, json }: Document): Verdict => {
    const value = parse(json);
    if (value === undefined) return BAD_DOCUMENT;
    const told = (words.length > 1 ? words[0] : stamped.guest) ?? null;
    if (told === null) seenByFileName(output, named);
    const guest = told ?? named;
    const onMemoryDevice = (id: string): void => events.memoryDevice(guest, id);
    if (!isObject(value))
      return takeReply(output, { t: timeOf(json), guest, onMemoryDevice }, value) ? accepted : NOT_QMP;
    const message: Json = value;
    if (typeof message.event === "string" && message.timestamp !== undefined) {
      const read = timeOf(json);
      const own = eventTime(message.timestamp);
      const t = own === null ? read : clock.wall(own, MICROSECOND);
      events.event({ t, guest, event: message.event, data: isObject(message.data) ? message.data : {} });
      return accepted;
    }
    const asked = { t: timeOf(json), guest, onMemoryDevice };
    if (typeof message.execute === "string") return takeCommand(events, asked, message) ? accepted : COMMAND;
    if (isObject(message.QMP)) {
      const { version: greeting } = message.QMP;
      const qemu = isObject(greeting) && isObject(greeting.qemu) ? greeting.qemu : {};
      return version(output, asked, qemu) ? accepted : NOT_KEPT;
    }
    if ("return" in message) return takeReply(output, asked, message.return) ? accepted : NOT_KEPT;
    if ("error" in message) return FAILED;
    return takeReply(output, asked, message) ? accepted : NOT_QMP;
  };

  return {
    // A reply that parses is whole, with or without a newline behind it.
    openEnd: true,
    line(text) {
      if (!documents.open) {
        if (text.trim() === "") return blank;
        if (isStamp(text)) {
          const stamp = parseStamp(text);
          stamped = { t: stamp && clock.time(stamp), guest: stamp?.guest ?? null };
          return stamp ? accepted : BAD_STAMP;
        }
        if (text.startsWith("#")) return comment;
      }
      const document = documents.line(text);
      if (document === "none") return NO_DOCUMENT;
      if (document === "open") return pending;
      return document === "too long" ? TOO_LONG : take(document);
    },
    end() {
      if (!documents.open) return;
      context.status("truncated");
      context.reject({ code: "qmp.cut_document", expected: "the end of the last JSON document" });
    },
  };
}

/** Whether a document is a message of the protocol. */
const isMessage = (value: unknown): boolean =>
  isObject(value) &&
  (isObject(value.QMP) ||
    "return" in value ||
    ("event" in value && "timestamp" in value) ||
    (typeof value.execute === "string" && /^[a-z_-]+$/.test(value.execute)));

export const qmp: Importer = {
  id: "qmp",
  title: "QEMU monitor protocol (QMP)",
  notes: {
    made: '`{"execute": ...}` and answers of QMP, `virsh qemu-monitor-command`, a log of events',
    accuracy:
      "sizes in bytes; events with us of the wall clock; QEMU tells sizes of a device at most once a second, so sizes between are lost",
    limits: "replies carry no command and are known by their shape; those that say nothing of memory are counted",
  },
  tables: ["series", "counter", "guest_event", "guest_seen", "guest_ram", "fact"],
  detect(head) {
    const lines = headLines(head);
    if (!lines) return null;
    const documents = createDocumentReader();
    for (const line of lines) {
      if (!documents.open && (line.trim() === "" || line.startsWith("#"))) continue;
      const document = documents.line(line);
      if (document === "open") continue;
      if (document === "none" || document === "too long") return null;
      const known = document.words.length <= 2 && isMessage(parse(document.json));
      return known ? { confidence: 0.9, why: "replies or events of QEMU's monitor protocol" } : null;
    }
    return null;
  },
  open(source, context) {
    const output = createOutput(context);
    return importLines(source, context, output, reader(context, output, source.name));
  },
};
