// Request scenario: a scenario to start from, filled from what was recorded of the host.
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import type { Job } from "../../jobs/job.ts";
import type { Context } from "../context.ts";
import { inventoryOf } from "../inventory.ts";

/** Settings of KSM that a scenario knows by the kernel's own names. */
const KSM_SETTINGS = ["max_page_sharing", "use_zero_pages", "smart_scan", "pages_to_scan", "sleep_millisecs"] as const;

/** Part of the host's memory that is kept from guests where nobody says otherwise: one sixteenth. */
const RESERVE_SHARE = 16;

/** Stands in where the host's memory was not recorded; the reply then says so. */
const UNKNOWN_HOST_BYTES = 64 * 2 ** 30;

export async function handleScenario(
  request: Request<"scenario">,
  job: Job,
  context: Context,
): Promise<ReplyOf["scenario"]> {
  const host = await context.analyses.host(request.project, job);
  const memory = host.hostMemoryBytes ?? UNKNOWN_HOST_BYTES;
  const settings = KSM_SETTINGS.flatMap((name) => {
    const value = host.ksmSettings[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // Xen merges no pages; what Domain-0 has is kept from guests.
  const dedup = host.xen ? [] : [{ id: "dedup", scanner: "ksm", ...Object.fromEntries(settings) }];
  const reserve = Math.min(host.xen?.domain0Bytes ?? memory / RESERVE_SHARE, memory);
  return {
    scenario: {
      host: { memory_bytes: memory, reserve_bytes: Math.floor(reserve / 4096) * 4096 },
      guests: [{ kind: "profile", profile: "*", weight: 1 }],
      mechanisms: [...dedup, { id: "balloon" }],
      objective: { confidence: 0.95 },
      seed: 1,
    },
    remarks: [
      ...(host.xen ? ["Xen merges no equal pages, so KSM is not among the mechanisms"] : []),
      ...(host.hostMemoryBytes === null
        ? ["the host's memory was not recorded: put yours into host.memory_bytes"]
        : []),
      ...(host.guests.length ? [] : [await noGuest(request.project, context)]),
    ],
  };
}

async function noGuest(project: string, context: Context): Promise<string> {
  const { guests } = await inventoryOf(project, context);
  return guests.length === 0
    ? "no guest was captured: describe yours under guests"
    : `the memory size of ${guests.map(({ name }) => name).join(", ")} was not recorded: give it as ram_bytes in a guest map, or describe your guests under guests`;
}
