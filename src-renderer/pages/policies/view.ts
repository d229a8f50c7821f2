// What a policy run shows: its epochs as rows, its courses as lines, its actions in words.
import { formatBytes, formatNumber } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import type { PolicyAction, PolicyReply } from "../../../src-shared/protocol/policy-replies.ts";

export interface EpochRow {
  readonly epoch: number;
  /** Share of host memory that is free, from 0 to 1. */
  readonly free: number;
  /** Pages in all balloons. */
  readonly balloon: number;
  readonly actions: readonly PolicyAction[];
  readonly slowdown: number;
}

const NO_ACTIONS: readonly PolicyAction[] = [];

/** Epochs of the first replication, in order; empty where the run has no rows. */
export function epochRows({ rows, actions = [] }: PolicyReply): readonly EpochRow[] {
  if (!rows) return [];
  const at = (name: string): number => rows.columns.indexOf(name);
  const [epoch, balloon, slowdown] = [at("epoch"), at("balloon"), at("slowdown_p99")];
  const [fast, slow, fastTotal, slowTotal] = [at("fast.free"), at("slow.free"), at("fast.total"), at("slow.total")];
  const byEpoch = new Map<number, PolicyAction[]>();
  for (const action of actions) {
    const others = byEpoch.get(action.epoch);
    if (others) others.push(action);
    else byEpoch.set(action.epoch, [action]);
  }
  return rows.data.map((row) => ({
    epoch: row[epoch]!,
    free: (row[fast]! + row[slow]!) / Math.max(1, row[fastTotal]! + row[slowTotal]!),
    balloon: row[balloon]!,
    actions: byEpoch.get(row[epoch]!) ?? NO_ACTIONS,
    slowdown: row[slowdown]!,
  }));
}

export interface Course {
  readonly id: string;
  readonly title: string;
  /** Colour of the chart's tokens. */
  readonly colour: "anon" | "free" | "balloonLine" | "accent";
  /** What stays until it is changed is drawn as steps. */
  readonly step: boolean;
  readonly dashed?: boolean;
  /** Pages by epoch; null: not there. */
  readonly values: readonly (number | null)[];
}

/** What was seen and done, of the host (`guest` null) or of one guest. */
export function coursesOf(reply: PolicyReply, guest: number | null): readonly Course[] {
  const { seen } = reply;
  if (!seen) return [];
  if (guest === null) {
    const { total, free } = seen.host;
    const balloon = epochRows(reply).map((row) => row.balloon);
    return [
      {
        id: "used",
        title: "in use, with reserve",
        colour: "anon",
        step: false,
        values: free.map((pages) => total - pages),
      },
      { id: "free", title: "free", colour: "accent", step: false, values: free },
      { id: "balloon", title: "balloons", colour: "balloonLine", step: true, values: balloon },
    ];
  }
  const own = seen.guests.find(({ id }) => id === guest);
  if (!own) return [];
  const asked = askedBalloon(reply, guest, seen.epochs);
  return [
    { id: "used", title: "in use", colour: "anon", step: false, values: own.used },
    { id: "balloon", title: "balloon", colour: "balloonLine", step: true, values: own.balloon },
    ...(asked.some((pages) => pages !== null)
      ? [{ id: "asked", title: "balloon asked", colour: "accent", step: true, dashed: true, values: asked } as const]
      : []),
  ];
}

/** The balloon that was asked for last, at each epoch. */
function askedBalloon(reply: PolicyReply, guest: number, epochs: readonly number[]): readonly (number | null)[] {
  const asked = new Map<number, number>();
  for (const one of reply.actions ?? [])
    if (one.kind === "setBalloon" && one.guest === guest && typeof one.asked === "number")
      asked.set(one.epoch, one.asked);
  let last: number | null = null;
  return epochs.map((epoch) => {
    last = asked.get(epoch) ?? last;
    return last;
  });
}

/** Epochs in which the policy asked for something of this guest, or of anything (`guest` null). */
export const actedEpochs = ({ actions = [] }: PolicyReply, guest: number | null): readonly number[] => [
  ...new Set(actions.filter((one) => guest === null || one.guest === guest).map(({ epoch }) => epoch)),
];

const PAGES: ReadonlySet<string> = new Set([
  ...["setBalloon", "setTmemTarget", "plug", "unplug", "reclaim"],
  ...["setTier.fastMin", "setTier.fastMax", "setSwap.limit", "setSwap.zswapMax"],
]);

/** An asked or granted value in the unit of its action; null: there is none. */
export function valueText(kind: string, value: PolicyAction["asked"]): string | null {
  if (value === null) return null;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return PAGES.has(kind) ? formatBytes(bytesOf(value)) : formatNumber(value, Number.isInteger(value) ? 0 : 1);
}

const VERBS: Readonly<Record<string, string>> = {
  setBalloon: "balloon",
  setTmemTarget: "tmem target",
  tmemAdmit: "tmem admits",
  setKsm: "KSM",
  keepWarm: "keep warm",
  evict: "evict",
  prewarm: "prewarm",
  plug: "plug",
  unplug: "unplug",
  reclaim: "reclaim",
  "setTier.fastMin": "fast tier at least",
  "setTier.fastMax": "fast tier at most",
  "setTier.promoteRate": "promotions a second",
  "setSwap.limit": "swap at most",
  "setSwap.zswapMax": "compressed at most",
};

/** An action in a few words: "balloon alpha 0.5 GiB". */
export function actionText(action: PolicyAction, names: ReadonlyMap<number, string>): string {
  const { kind, guest, asked } = action;
  const name = guest === null ? null : (names.get(guest) ?? `guest ${guest}`);
  return [VERBS[kind] ?? kind, name, valueText(kind, asked)].filter((part) => part !== null).join(" ");
}

export const guestNames = ({ seen }: PolicyReply): ReadonlyMap<number, string> =>
  new Map(seen?.guests.map(({ id, name }) => [id, name]));

/** What a violation means for the run, in words. */
export function stoppedWords({ epoch, message }: { readonly epoch: number; readonly message: string }): string {
  if (epoch === 0) return `The policy was stopped while it was loaded: ${message}`;
  return `The policy was stopped at epoch ${formatNumber(epoch)}: ${message}. It did nothing from there on; what it did before is shown.`;
}
