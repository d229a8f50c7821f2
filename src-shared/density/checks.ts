// Predicted against observed on the recorded host itself: what the engine says of the guests that did run there.
import type { CapturedGuest, CapturedHost } from "../profile/host.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { capturedContents } from "./captured.ts";
import { createClassBook, createSharedFrames } from "./contents.ts";

type Check = DensityReply["checks"][number];

/** The kernel's own cap where the recording does not tell it. */
const DEFAULT_CAP = 256;

/** Every comparison that the captures allow; none without captures. */
export function checksOf(host: CapturedHost | null): Check[] {
  const observed = host?.observed;
  if (!host || !observed) return [];
  const checks = observed.resident.map(
    ({ guest, byFaults, counted }): Check => ({
      id: `resident.${guest}`,
      title: `resident pages of ${guest}`,
      unit: "pages",
      observed: counted.pages,
      predicted: byFaults,
      observed_by: counted.by,
      predicted_by: "page faults and moves of its size",
    }),
  );
  const saved = savedFrames(host);
  if (observed.framesSaved && saved !== null)
    checks.push({
      id: "frames_saved",
      title: "frames saved by merging equal pages",
      unit: "pages",
      observed: observed.framesSaved.pages,
      predicted: saved,
      observed_by: observed.framesSaved.by,
      predicted_by:
        observed.ksmRan === false ? "KSM did not run" : "page contents, residency and KSM settings, all pages scanned",
    });
  if (observed.memory && saved !== null)
    checks.push({
      id: "memory",
      title: "host memory of all guests",
      unit: "pages",
      observed: observed.memory.pages,
      predicted: host.guests.reduce((sum, guest) => sum + residentAtEnd(guest) + guest.overheadPages, 0) - saved,
      observed_by: observed.memory.by,
      predicted_by: "resident pages, frames saved as predicted, and the measured overhead",
    });
  return checks;
}

/** Resident pages where the contents were read, else at the last epoch. */
const residentAtEnd = ({ contentPages, residentPages, ramPages }: CapturedGuest): number =>
  contentPages > 0 ? contentPages : (residentPages?.at(-1) ?? ramPages);

/** Frames that the recorded guests save, each there once, under the recorded settings; null unless the contents of all are known. */
function savedFrames(host: CapturedHost): number | null {
  if (!host.patterns) return null;
  if (host.observed?.ksmRan === false) return 0;
  // What is observed is of all guests: a prediction from the contents of some would be held against more than it speaks of.
  if (host.guests.some(({ contentPages, pinned }) => contentPages === 0 && pinned === null)) return null;
  const { max_page_sharing: cap = DEFAULT_CAP, use_zero_pages: zeroPages = 0 } = host.ksmSettings;
  const sources = host.guests.map((guest, g) => (guest.pinned === null ? capturedContents(host, g) : null));
  const domains = sources.map(() => "");
  const book = createClassBook(sources, domains, { cap, zeroPages: zeroPages === 1 });
  const shared = createSharedFrames(book, cap);
  let pages = 0;
  let own = 0;
  for (const [g, split] of book.splits.entries()) {
    if (!split) continue;
    shared.change(g, 1);
    pages += split.pages;
    own += split.privateFrames;
  }
  return pages - own - shared.frames();
}
