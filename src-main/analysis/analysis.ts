// What the analysis tells of a project, for the profile, the density answer and the timeline: from findings that are read once.
import type { CapturedHost } from "../../src-shared/profile/host.ts";
import type { ProfileReply } from "../../src-shared/protocol/replies.ts";
import type { QueryClient } from "../store/contract.ts";
import type { TellTouches } from "./faults.ts";
import { readFindings } from "./findings.ts";
import { hostOf } from "./host.ts";
import { profileOf } from "./profile.ts";
import { type EvenReadings, residentReadings } from "./resident-lanes.ts";

export interface Analysis {
  readonly host: CapturedHost;
  /** Resident bytes over time by guest. */
  readonly residents: ReadonlyMap<string, EvenReadings>;
  /** Null when it was not asked for: it predicts KSM page by page. */
  readonly profile: ProfileReply | null;
}

/** Reads a project once for all of it. The same project gives the same bytes. */
export async function analyse(query: QueryClient, withProfile: boolean, tell?: TellTouches): Promise<Analysis> {
  const findings = await readFindings(query, tell);
  return {
    host: hostOf(findings),
    residents: residentReadings(findings),
    profile: withProfile ? await profileOf(query, findings) : null,
  };
}
