// A row of the table of parameters.

/** published: in a paper or kernel source; measured: in the captures; derived: computed from those; assumed: ours. */
export type Evidence = "published" | "measured" | "derived" | "assumed";

export interface Parameter {
  /** mechanism.name as in a scenario file. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly evidence: Evidence;
  readonly source: string;
}

export const row = (
  id: string,
  title: string,
  unit: string,
  value: number | null,
  range: readonly [number | null, number | null],
  evidence: Evidence,
  source: string,
): Parameter => ({ id, title, unit, value, min: range[0], max: range[1], evidence, source });
