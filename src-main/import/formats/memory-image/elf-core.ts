// Importer of ELF cores of guests, as `dump-guest-memory` writes them: segments with their guest physical addresses.

import { failure } from "../../../../src-shared/base/errors.ts";
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { guestFromFile } from "../../guest-name.ts";
import type { Detection, ImportContext, Importer, Source } from "../../importer.ts";
import { type PageDigest, pageDigest } from "../../page-digest.ts";
import { guestSeenBatch, snapshotBatch } from "../../small-batches.ts";
import {
  CORE_HEADER_BYTES,
  COUNT_ELSEWHERE,
  type CoreHeader,
  coreHeader,
  countOfSection,
  entriesFit,
  isCore,
  loadSegments,
  SECTION_BYTES,
  type Segment,
} from "./elf-headers.ts";
import { type ElfPlan, isProcessCore, isRom, planElf } from "./elf-ranges.ts";
import { pageSink } from "./pages.ts";
import { type ForwardBytes, forwardBytes } from "./prefix.ts";
import { pageStream } from "./stream.ts";

/** Program headers that are read: some 9 MiB of table. QEMU writes one per RAM block. */
const ENTRY_LIMIT = 1 << 17;

const detect = (head: Uint8Array): Detection | null =>
  head.length >= CORE_HEADER_BYTES && isCore(head)
    ? { confidence: 0.98, why: "starts as a 64-bit ELF file of type CORE" }
    : null;

const broken = (what: string, offset: number, expected: string): Error =>
  failure("image.elf_headers", what, {
    where: { offset: String(offset) },
    expected,
    next: "dump the guest again with `dump-guest-memory`, or import an unpacked file instead of a compressed one",
  });

/** All PT_LOAD entries, wherever the table stands. */
async function readSegments(bytes: ForwardBytes): Promise<Segment[]> {
  const head = await bytes.at(0, CORE_HEADER_BYTES);
  if (!head) throw broken("the ELF header is cut off", 0, "64 bytes of header");
  const header = coreHeader(head);
  if (!entriesFit(header)) throw broken("program headers are too short", 54, "entries of at least 56 bytes");
  const entries = header.entries === COUNT_ELSEWHERE ? await countElsewhere(bytes, header) : header.entries;
  if (entries > ENTRY_LIMIT) throw broken("there are too many program headers", 56, `at most ${ENTRY_LIMIT}`);
  const table = await bytes.at(header.programOffset, entries * header.entryBytes);
  if (!table) throw broken("the program headers are out of reach", header.programOffset, "headers ahead of the memory");
  return loadSegments(table, header.entryBytes, entries);
}

async function countElsewhere(bytes: ForwardBytes, header: CoreHeader): Promise<number> {
  const section = await bytes.at(header.sectionOffset, SECTION_BYTES);
  if (!section) throw broken("section 0 is out of reach", header.sectionOffset, "the count of program headers");
  return countOfSection(section);
}

const LEFT_OUT_EXPECTED = {
  "image.absent": "memory that is in the file; what is absent is unknown, not zero",
  "image.unaligned": "whole pages",
  "image.overlap": "each page once",
  "image.address": "guest addresses of at most 52 bits",
} as const;

function reportPlan(plan: ElfPlan, context: ImportContext): void {
  for (const { code, segment, bytes } of plan.leftOut) {
    const excerpt = `${bytes} bytes of the segment at guest address 0x${segment.gpa.toString(16)}`;
    context.remark({ code, offset: segment.offset, excerpt, expected: LEFT_OUT_EXPECTED[code] });
  }
}

/** Where the guest's memory lies, ROM labelled as such. */
function ramBatch(segments: readonly Segment[], guest: string): ColumnBatch {
  return {
    table: "guest_ram",
    rows: segments.length,
    columns: {
      name: { data: segments.map(() => guest), valid: null },
      gpa: { data: BigUint64Array.from(segments, (segment) => BigInt(segment.gpa)), valid: null },
      bytes: { data: BigUint64Array.from(segments, (segment) => BigInt(segment.memoryBytes)), valid: null },
      label: { data: segments.map((segment) => (isRom(segment) ? "rom" : "ram")), valid: null },
    },
  };
}

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch> {
  const bytes = forwardBytes(source);
  const segments = await readSegments(bytes);
  if (isProcessCore(segments))
    throw failure("image.process_core", `${source.name} is a core dump of a process, not of a guest`, {
      expected: "a core with guest physical addresses",
      next: "dump the guest with `dump-guest-memory`",
    });
  const plan = planElf(segments);
  reportPlan(plan, context);
  const digest = await pageDigest(context.options.pageHash);
  const guest = guestFromFile(source.name);
  yield guestSeenBatch(guest, null, "ELF core");
  const placed = segments.filter((segment) => segment.gpa + segment.memoryBytes <= 2 ** 52);
  if (placed.length > 0) yield ramBatch(placed, guest);
  yield* pages(bytes, plan, digest, guest, context);
}

async function* pages(
  bytes: ForwardBytes,
  plan: ElfPlan,
  digest: PageDigest,
  guest: string,
  context: ImportContext,
): AsyncGenerator<ColumnBatch> {
  const id = context.nextId("snapshot");
  const moment = context.nextId("moment");
  const sink = pageSink(digest, id);
  const stream = pageStream(plan.ranges, sink);
  yield snapshotBatch([{ id, guest, pid: null }], { space: "gpa", moment, algorithm: digest.algorithm, t: null });
  for await (const chunk of bytes.all()) {
    if (context.signal.aborted) return;
    for (let at = 0; at < chunk.length; ) {
      at = stream.feed(chunk, at);
      if (!sink.full()) continue;
      context.accept(sink.rows());
      yield sink.batch();
      sink.reset();
    }
  }
  context.accept(sink.rows());
  if (sink.rows() > 0) yield sink.batch();
  const { missingPages, position } = stream.end();
  if (missingPages === 0) return;
  context.remark({
    code: "image.truncated",
    offset: position,
    excerpt: `${missingPages} pages`,
    expected: "all memory that the program headers name",
    next: "dump the guest again: the end of the file is missing",
  });
  context.status("truncated");
}

export const elfCore: Importer = {
  id: "memory.elf-core",
  title: "ELF core of a guest",
  notes: {
    made: "`dump-guest-memory FILE` in QEMU's monitor, `virsh dump --memory-only --format elf`",
    accuracy: "one digest of 128 bits for each page of 4096 bytes, at its guest address",
    limits:
      "kdump-compressed images are refused: dump again with format elf; whether the guest was paused is not in the file",
  },
  tables: ["snapshot", "page", "guest_seen", "guest_ram"],
  detect,
  open,
};
