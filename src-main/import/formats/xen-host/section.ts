// What the parts of a Xen host's texts have in common: when a line was read, and which domain it is of.
import type { ImportContext } from "../../importer.ts";
import type { Output } from "../../text/output.ts";
import type { Group } from "../../text/statistics.ts";
import type { Verdict } from "../../text/verdict.ts";

/** What is known of the lines under one stamp, or of a whole text without stamps. */
export interface Block {
  /** Time of the stamp in the project's time base, ns. */
  readonly t: bigint | null;
}

export interface Section {
  /** Takes a line; null where it is none of its own. */
  line(text: string, block: Block): Verdict | null;
  /** The block is over. */
  end?(block: Block): void;
}

export interface Sink {
  readonly output: Output;
  readonly context: Pick<ImportContext, "property" | "tellRate">;
  readonly domains: Domains;
}

/** Names of domains, and their statistics. Domain 0 is the host's own and no guest. */
export interface Domains {
  /** The toolstack's name of a domain; a guest that comes in by migration has its own name again. */
  named(domid: number, name: string): string;
  /** Name of a domain as far as it is known here: else `d7`. */
  nameOf(domid: number): string;
  /** Statistics of a domain by its name. */
  group(source: string, name: string): Group;
}

const HOST_DOMAIN = "Domain-0";
/** Names that xl gives a domain while it moves to another host, or from there. */
const MOVING = /--(incoming|migratedaway)$/;

/** Such a name as xentop cuts it. */
const CUT = /--(?:i|in|inc|m|mi|mig)?$/;
const CUT_LENGTH = 10;

export function ownName(name: string): string {
  const own = name.length === CUT_LENGTH ? name.replace(CUT, "") : name.replace(MOVING, "");
  return own === "" ? name : own;
}
export const isHostDomain = (domid: number | null, name: string | null): boolean => domid === 0 || name === HOST_DOMAIN;

export function createDomains(output: Output): Domains {
  const names = new Map<number, string>([[0, HOST_DOMAIN]]);
  return {
    named(domid, name) {
      const own = ownName(name);
      names.set(domid, own);
      return own;
    },
    nameOf: (domid) => names.get(domid) ?? `d${domid}`,
    group: (source, name) => output.statistics.group(source, isHostDomain(null, name) ? "other" : "guest", name),
  };
}
