// Break conditions chosen from a form: what can be chosen, and the expression that it is.

export interface ConditionPart {
  readonly id: "free" | "stall" | "slowdown" | "swap" | "actions" | "clipped" | "refused" | "changed" | "epoch";
  readonly title: string;
  readonly unit: string;
  /** With `?` where comparison and value go; without one it is true or false by itself. */
  readonly expression: string;
}

export const PARTS: readonly ConditionPart[] = [
  { id: "free", title: "Free host memory", unit: "%", expression: "obs.host.freePct ?" },
  { id: "stall", title: "A guest waited", unit: "%", expression: "obs.guests.some((g) => g.stall * 100 ?)" },
  { id: "slowdown", title: "A guest's slowdown", unit: "", expression: "obs.guests.some((g) => g.slowdown ?)" },
  { id: "swap", title: "Pages swapped on the host", unit: "", expression: "obs.host.swapUsed ?" },
  { id: "actions", title: "Actions asked", unit: "", expression: "asked.length ?" },
  {
    ...{ id: "clipped", title: "An action was clipped", unit: "" },
    expression: "granted.some((g) => g.granted !== null && g.reason !== null)",
  },
  {
    ...{ id: "refused", title: "An action was refused", unit: "" },
    expression: "granted.some((g) => g.granted === null && g.reason !== null)",
  },
  {
    ...{ id: "changed", title: "The state changed", unit: "" },
    expression: "JSON.stringify(before) !== JSON.stringify(state)",
  },
  { id: "epoch", title: "Epoch", unit: "", expression: "epoch ?" },
];

export const COMPARISONS = ["<", "<=", ">", ">=", "===", "!=="] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const isCompared = ({ expression }: ConditionPart): boolean => expression.includes("?");

/** The condition with a part more: all of them must hold. */
export function conditionText(
  before: string,
  { expression }: ConditionPart,
  comparison: Comparison | null,
  value: number | null,
): string {
  const part = expression.replace("?", `${comparison} ${value}`);
  const old = before.trim();
  if (old === "") return part;
  return `${/\|\||\?|,|=>/.test(old.replaceAll(/\([^()]*\)/g, "")) ? `(${old})` : old} && ${part}`;
}
