// Dashboards to begin with: a morning check, one guest, dedup. Each becomes a copy that its owner changes.
import type { Dashboard } from "../schema.ts";
import { dashboardOf, number, table, text } from "./build.ts";
import { BALLOON, type Facts, firstLane, hasLane, RESIDENT } from "./facts.ts";
import * as part from "./parts.ts";

export const morningCheck = (facts: Facts): Dashboard | null =>
  dashboardOf({
    title: "Morning check",
    about: "Is there room, is anybody waiting, and does dedup still pay?",
    wishes: [
      part.guestsThatFit(facts),
      part.memoryAvailable(facts),
      part.savedByKsm(facts),
      part.swappedIn(facts) ?? part.pressure(facts),
      part.memoryOfHost(facts, [5, 3]),
      part.faultStall(facts, [4, 3]) ?? part.faultsByGuest(facts, [4, 3]),
      part.whoWaits(facts, [3, 3]),
      part.addresses(facts, [7, 3]) ?? part.residentByGuest(facts, [7, 3]),
      part.ksmScan(facts, [5, 3]),
    ],
  });

/** Series of the chosen guest, in the place of those of all. */
const ofGuest = (pattern: string): string => pattern.replace(/\*/g, "$guest");

export function oneGuest(facts: Facts): Dashboard | null {
  const [guest] = facts.guests;
  if (guest === undefined) return null;
  const own = (patterns: readonly string[]): string | null => {
    const found = firstLane(facts, patterns);
    return found && ofGuest(found);
  };
  const lanes = (
    title: string,
    patterns: readonly string[],
    rest: { sub?: string; form?: "line" | "area" | "bars" } = {},
  ) => {
    const lane = own(patterns);
    const { form = "line", sub } = rest;
    return lane
      ? {
          kind: "chart" as const,
          title,
          w: 6,
          h: 3,
          source: { lanes: [lane] },
          chart: { form },
          ...(sub ? { sub } : {}),
        }
      : null;
  };
  const resident = own(RESIDENT);
  const size = own(BALLOON);
  return dashboardOf({
    title: "One guest",
    about: "All that is known of one guest; choose it above.",
    parameters: [
      {
        name: "guest",
        title: "Guest",
        type: "text",
        default: guest,
        choices: { sql: "SELECT name FROM guest ORDER BY id" },
      },
    ],
    wishes: [
      resident ? number("Held of the host", { source: { lanes: [resident] }, number: { colour: "anon" } }) : null,
      size ? number("Size", { source: { lanes: [size] }, number: { colour: "balloon" } }) : null,
      hasLane(facts, "fault/*")
        ? number("Page faults", { source: { lanes: ["fault/$guest"] }, number: { show: "sum", colour: "info" } })
        : null,
      lanes("Held of the host", RESIDENT, { form: "area" }),
      lanes("Size", BALLOON, { sub: "as its balloon leaves it" }),
      lanes("Page faults", ["fault/*"], { sub: "faults a second", form: "bars" }),
      lanes("Exits", ["vm_exit/*"], { sub: "exits a second" }),
      lanes("Free inside", ["gauge/domstats.balloon.unused of *", "gauge/dommemstat.unused of *"]),
      lanes("Merged by KSM", ["gauge/smaps_rollup.KSM of *", "gauge/ksm_stat.ksm_merging_pages of *"]),
      lanes("Time on a CPU", ["rate/domstats.cpu.time of *"]),
      (facts.tables.guest_event ?? 0) > 0
        ? table("What happened to it", [6, 3], {
            source: {
              sql: `SELECT time, kind, bytes, wanted_bytes, detail
FROM guest_event
WHERE guest = $guest AND t BETWEEN $from AND $to
ORDER BY t, kind, bytes, detail`,
            },
          })
        : null,
    ],
  });
}

export const dedup = (facts: Facts): Dashboard | null =>
  dashboardOf({
    title: "Dedup",
    about: "What equal pages there are, what merging them saves, and what it costs.",
    wishes: [
      part.savedByKsm(facts),
      hasLane(facts, "gauge/ksm.pages_sharing")
        ? number("Mappings saved", { source: { lanes: ["gauge/ksm.pages_sharing"] }, number: { colour: "shared" } })
        : null,
      hasLane(facts, "rate/ksm.pages_scanned")
        ? number("Pages scanned", { source: { lanes: ["rate/ksm.pages_scanned"] }, number: { colour: "overhead" } })
        : null,
      part.ksmPages(facts, [7, 3]),
      part.ksmByGuest(facts, [5, 3]),
      part.contentsTable(facts, [7, 2]),
      part.ksmScan(facts, [5, 2]),
      text(
        "How to read it",
        [12, 1],
        "Saved = mappings that need no frame of their own. **Unique** pages were looked at and not merged; **volatile** ones change too often.",
      ),
    ],
  });
