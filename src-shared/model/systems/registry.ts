// The published systems there are, and scenarios' mechanisms with every system written out.
import { hotmem } from "./hotmem.ts";
import { meunikLike } from "./meunik-like.ts";
import { smartmem } from "./smartmem.ts";
import { spacer } from "./spacer.ts";
import type { MechanismPart, System, SystemEntry } from "./system.ts";
import { ucat } from "./ucat.ts";

export const systems: readonly System[] = [hotmem, spacer, smartmem, ucat, meunikLike];

export const systemOf = (name: string): System | undefined => systems.find((system) => system.name === name);

/** The mechanisms of a list of entries, systems replaced by their parts; a system without a definition throws `RangeError`. */
export const writtenOut = (entries: readonly (MechanismPart | SystemEntry)[]): MechanismPart[] =>
  entries.flatMap((entry) => {
    if (!isSystem(entry)) return [entry];
    const system = systemOf(entry.system);
    if (!system) throw new RangeError(`no system ${entry.system}`);
    return system.parts(entry);
  });

const isSystem = (entry: MechanismPart | SystemEntry): entry is SystemEntry => "system" in entry;
