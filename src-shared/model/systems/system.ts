// What a published system is to the engine: a name, and the list of mechanisms it is made of.

/** An entry of the scenario's mechanisms that names one mechanism. */
export type MechanismPart = { readonly id: string } & Readonly<Record<string, unknown>>;

/** An entry that names a system; its parameters and switches stand beside the name. */
export type SystemEntry = { readonly system: string } & Readonly<Record<string, unknown>>;

export interface System {
  readonly name: string;
  /** As it is called wherever it is shown. */
  readonly title: string;
  readonly source: string;
  /** Whether its rules are as published, or ours. */
  readonly evidence: "published" | "assumed";
  /** The mechanisms that an entry stands for: those switched off are left out. */
  parts(entry: SystemEntry): readonly MechanismPart[];
}

/** An entry without some of its keys, under the id of a mechanism. */
export function partOf(entry: SystemEntry, id: string, without: readonly string[]): MechanismPart {
  const kept = Object.entries(entry).filter(([key]) => key !== "system" && !without.includes(key));
  return { id, ...Object.fromEntries(kept) };
}
