// From replies to the report's document: everything that is shown, at stable paths.
import { failure } from "../../src-shared/base/errors.ts";
import type { CompareReply } from "../../src-shared/protocol/compare-replies.ts";
import type {
  Capture,
  DensityReply,
  Guest,
  ImportReply,
  Problem,
  ProfileReply,
  SizeReply,
} from "../../src-shared/protocol/replies.ts";
import {
  REPORT_SECTIONS,
  ReportDocument,
  type ReportedDashboard,
  type ReportSection,
} from "../../src-shared/protocol/report.ts";
import { type Contents, cardsOf } from "./cards.ts";
import { derive } from "./derive.ts";

export interface ReportInput {
  readonly title: string;
  /** The author's word to the reader. */
  readonly note?: string | null;
  /** Ids of sections that the author leaves out of the page. */
  readonly without?: readonly string[];
  readonly density: DensityReply;
  readonly profile: ProfileReply;
  readonly captures: readonly Capture[];
  readonly guests: readonly Guest[];
  readonly problems: readonly Problem[];
  readonly clocks?: ImportReply["clocks"];
  readonly comparison?: CompareReply | null;
  readonly sizes?: readonly SizeReply[];
  readonly dashboards?: readonly ReportedDashboard[];
  readonly startWallMs?: number | null;
}

/**
 * The report of an answer. Equal input gives an equal document: paths, dates and durations (`run`) are left out.
 * Throws a ZodError when a reply does not keep its own schema, which is a bug of whoever made it.
 */
export function buildReport(input: ReportInput): ReportDocument {
  const contents: Contents = {
    schema: "plimsoll.report/1",
    title: input.title,
    note: input.note?.trim() || null,
    without: chosen(input.without ?? []),
    density: input.density,
    profile: input.profile,
    comparison: input.comparison ?? null,
    sizes: [...(input.sizes ?? [])],
    captures: [...input.captures],
    guests: [...input.guests],
    clocks: [...(input.clocks ?? [])],
    problems: [...input.problems],
    derived: derive(input.density, input.profile, input.captures, input.guests.length),
    dashboards: [...(input.dashboards ?? [])],
    start_wall_ms: input.startWallMs ?? null,
    left_out: leftOut(input),
  };
  return ReportDocument.parse({ ...contents, cards: cardsOf(contents) });
}

/** The sections of a list in the order of the page. Throws `report.unknown_section` (exit 2). */
function chosen(without: readonly string[]): ReportSection[] {
  const unknown = without.find((id) => !REPORT_SECTIONS.some((section) => section.id === id));
  if (unknown !== undefined)
    throw failure("report.unknown_section", `the report has no section ${JSON.stringify(unknown)} to leave out`, {
      expected: `one of ${REPORT_SECTIONS.map(({ id }) => id).join(", ")}`,
      next: "name another section",
      exit: 2,
    });
  return REPORT_SECTIONS.map(({ id }) => id).filter((id) => without.includes(id));
}

/** Parts that have nothing to stand on, each with what is missing, and those that the author left out. */
function leftOut({
  density,
  profile,
  guests,
  sizes,
  comparison,
  without = [],
  dashboards = [],
}: ReportInput): ReportDocument["left_out"] {
  const out: ReportDocument["left_out"] = [];
  const leave = (section: string, why: string): void => {
    out.push({ section, why });
  };
  if (!profile.ksm?.observed) leave("KSM observed against predicted", "no KSM counters were recorded on this host");
  if (!profile.guests.some((guest) => guest.resident_pages))
    leave("Resident memory", "neither page faults nor a page table were recorded");
  if (!profile.sharing) leave("Page contents and sharing", "no page contents were recorded");
  if (!profile.guests.some((guest) => guest.working_set.length > 0))
    leave("Working sets", "no accesses were recorded often enough to tell them");
  if (guests.length === 0) leave("Guests", "no guest was found in the captures");
  if (density.mechanisms.length === 0) leave("Mechanisms", "the scenario uses none");
  if (!comparison)
    leave("Systems compared", "not compared for this scenario: What-if does it, or report --compare systems");
  if (density.mechanisms.length > 1 && !density.shapley)
    leave("Which mechanism deserves what", "not attributed for this scenario: What-if does it, or report --shapley");
  if (!sizes?.length)
    leave("Memory and hosts for a given number of guests", "it was not asked; the size command answers it");
  for (const { id, title } of REPORT_SECTIONS) if (without.includes(id)) leave(title, "the author left it out");
  for (const { title, panels } of dashboards)
    for (const { title: panel, shown } of panels)
      if (shown.shape === "nothing") leave(`${title}: ${panel}`, `${shown.what}: ${shown.why}`);
  leave("Sensitivity", "this answer holds one scenario; change a parameter in the file and compare");
  return out;
}
