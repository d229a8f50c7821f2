// Importer of raw memory images: the guest's RAM, byte after byte, without any header.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { guestFromFile } from "../../guest-name.ts";
import type { Detection, Hint, ImportContext, Importer, Source } from "../../importer.ts";
import { pageDigest } from "../../page-digest.ts";
import { guestSeenBatch, snapshotBatch } from "../../small-batches.ts";
import { headLines } from "../../text/head.ts";
import { PAGE_BYTES, pageSink } from "./pages.ts";
import { pageStream } from "./stream.ts";

/** No guest is smaller, and a smaller file without any mark is more likely something else. */
export const LEAST_IMAGE_BYTES = 1024 * 1024;
const GIB = 1024 ** 3;

/** Nothing marks a raw image, so that any other importer's claim wins. A size that is not known proves nothing either. */
function detect(head: Uint8Array, hint: Hint): Detection | null {
  if (headLines(head)) return null;
  if (hint.size === null)
    return hasUnusedBytes(head)
      ? { confidence: 0.05, why: "it is no text, has no known mark, and begins with memory in part unused" }
      : null;
  if (hint.size < LEAST_IMAGE_BYTES || hint.size % PAGE_BYTES !== 0) return null;
  return { confidence: 0.1, why: `it is no text, has no known mark, and holds ${hint.size / PAGE_BYTES} whole pages` };
}

/** The first memory of a machine is hardly used; traces and tables of digests have no such gaps. */
const UNUSED_BYTES = 512;
function hasUnusedBytes(head: Uint8Array): boolean {
  let run = 0;
  for (const byte of head) {
    run = byte === 0 ? run + 1 : 0;
    if (run === UNUSED_BYTES) return true;
  }
  return false;
}

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch> {
  const digest = await pageDigest(context.options.pageHash);
  const id = context.nextId("snapshot");
  const moment = context.nextId("moment");
  const guest = guestFromFile(source.name);
  const sink = pageSink(digest, id);
  const stream = pageStream([{ offset: 0, gfn: 0, pages: Number.POSITIVE_INFINITY }], sink);
  let told = false;

  function* rows(): Generator<ColumnBatch> {
    if (!told)
      yield snapshotBatch([{ id, guest, pid: null }], { space: "gpa", moment, algorithm: digest.algorithm, t: null });
    told = true;
    context.accept(sink.rows());
    yield sink.batch();
    sink.reset();
  }

  for await (const chunk of source.chunks()) {
    if (context.signal.aborted) return;
    for (let at = 0; at < chunk.length; ) {
      at = stream.feed(chunk, at);
      if (sink.full()) yield* rows();
    }
  }
  const { tailBytes, position } = stream.end();
  if (position < LEAST_IMAGE_BYTES) {
    context.reject({ code: "image.too_small", offset: 0, expected: "a raw image of at least 1 MiB" });
    return;
  }
  if (sink.rows() > 0) yield* rows();
  reportTail(context, position, tailBytes);
  if (position > 3 * GIB) context.remark(pciHole);
  yield guestSeenBatch(guest, position - tailBytes, "raw memory image");
}

function reportTail(context: ImportContext, position: number, tailBytes: number): void {
  context.remark({
    code: "image.raw",
    expected: "a raw memory image: nothing in the file proves it",
    next: "exclude the capture if it is something else",
  });
  if (tailBytes === 0) return;
  context.reject({
    code: "image.tail",
    offset: position - tailBytes,
    excerpt: `${tailBytes} bytes`,
    expected: `whole pages of ${PAGE_BYTES} bytes`,
    next: "dump the image again: its end is missing",
  });
  context.status("truncated");
}

const pciHole = {
  code: "image.pci_hole",
  offset: 3 * GIB,
  expected: "guest addresses equal to file offsets",
  next: "above the PCI hole of the machine, often from 3 GiB on, pages lie at higher guest addresses; an ELF dump tells where",
};

export const rawImage: Importer = {
  id: "memory.raw",
  title: "raw memory image",
  notes: {
    made: "`pmemsave 0 SIZE FILE` in QEMU's monitor, or the file of a memory-backend-file",
    accuracy: "one digest of 128 bits for each page; its address is the offset in the file",
    limits:
      "nothing in the file proves what it is; above the PCI hole, often from 3 GiB on, offsets are no guest addresses",
  },
  tables: ["snapshot", "page", "guest_seen"],
  detect,
  open,
};
