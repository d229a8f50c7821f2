// The fields of the form: which place of the scenario each shows, in which unit, and what a person should know about it.
import { formatBytes, formatNumber, formatPlain } from "../../../src-shared/base/format.ts";
import { GIB, MIB } from "../../../src-shared/base/units.ts";
import type { GuestEntry, Scenario } from "../../../src-shared/density/scenario-schema.ts";
import type { Parameter } from "../../../src-shared/model/parameters.ts";
import { capital } from "../../ui/sentence.ts";
import { valueAt } from "./paths.ts";

/** A number of the scenario as a field shows it. */
export interface NumberSpec {
  readonly place: string;
  readonly title: string;
  /** Beside the number; empty for a bare count. */
  readonly unit: string;
  /** Value in the scenario of one of the shown unit. */
  readonly scale: number;
  /** The scenario holds 1 + shown × scale. */
  readonly above?: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly decimals: number;
  /** Only whole values are allowed in the scenario. */
  readonly whole: boolean;
  /** May be left empty, which is null in the scenario; what that means. */
  readonly empty?: string;
  /** What stands for a value that the scenario leaves out, in the scenario's own unit. */
  readonly standard?: number;
  readonly help: string;
}

const NONE = Number.POSITIVE_INFINITY;
const MOST_OUTER = 1024;
const MOST_INNER = 16_384;

/** The shown number of a field; null where it is left empty. */
export function shownOf(spec: NumberSpec, scenario: Scenario): number | null {
  const value = valueAt(scenario, spec.place) ?? spec.standard;
  return typeof value === "number" ? (value - (spec.above ?? 0)) / spec.scale : null;
}

/** The scenario's value for a shown number. Thousandths of a millionth are cut, so that 5 % is 1.05 and not 1.0500000000000001. */
export function storedOf(spec: NumberSpec, shown: number | null): number | null {
  if (shown === null) return null;
  const value = shown * spec.scale + (spec.above ?? 0);
  return spec.whole ? Math.round(value) : Math.round(value * 1e9) / 1e9;
}

/** "Memory 8 GiB", as steps of undo are called. */
export const stepWords = (spec: NumberSpec, shown: number | null): string =>
  `${spec.title} ${shown === null ? (spec.empty ?? "empty") : `${formatPlain(shown)}${spec.unit ? ` ${spec.unit}` : ""}`}`;

const bytes = (place: string, title: string, help: string, more: Partial<NumberSpec> = {}): NumberSpec => ({
  place,
  title,
  unit: "GiB",
  scale: GIB,
  min: 0,
  max: 2 ** 22,
  step: 1,
  decimals: 3,
  whole: true,
  help,
  ...more,
});

/** Sizes of guests and their parts. */
const mebibytes = { unit: "MiB", scale: MIB, step: 16, max: 2 ** 32 } as const;

export const hostFields: readonly NumberSpec[] = [
  bytes("host.memory_bytes", "Memory", "memory of the host"),
  bytes("host.reserve_bytes", "Reserve for the host", "kept from guests: hypervisor, host kernel, safety; default 0"),
];

export const objectiveFields: readonly NumberSpec[] = [
  {
    place: "objective.p99_slowdown",
    title: "p99 slowdown at most",
    unit: "%",
    scale: 0.01,
    above: 1,
    min: 0,
    max: 10_000,
    step: 0.5,
    decimals: 3,
    whole: false,
    empty: "no limit",
    help: "most slowdown at the 99th percentile over guests and epochs; default: no limit",
  },
  {
    place: "objective.stall_share",
    title: "Stall share at most",
    unit: "%",
    scale: 0.01,
    min: 0,
    max: 100,
    step: 0.1,
    decimals: 3,
    whole: false,
    empty: "no limit",
    help: "most share of time a guest may stand still for memory; default: no limit",
  },
  {
    place: "objective.confidence",
    title: "Confidence",
    unit: "%",
    scale: 0.01,
    min: 1,
    max: 100,
    step: 1,
    decimals: 2,
    whole: false,
    help: "share of the runs of a draw that must fit; default 95 %",
  },
];

const counted = (place: string, title: string, help: string, more: Partial<NumberSpec> = {}): NumberSpec => ({
  place,
  title,
  unit: "",
  scale: 1,
  min: 1,
  max: NONE,
  step: 1,
  decimals: 0,
  whole: true,
  help,
  ...more,
});

export const runFields: readonly NumberSpec[] = [
  counted("seed", "Seed", "same seed, same bytes; default 1", { min: 0, max: Number.MAX_SAFE_INTEGER }),
  counted(
    "replications.outer",
    "Draws of what is not known",
    "replications of an exact answer: the interval comes from them; default 20",
    { max: MOST_OUTER },
  ),
  counted("replications.inner", "Runs in each draw", "the confidence is judged over them; default 100", {
    max: MOST_INNER,
  }),
  counted("horizon_s", "Horizon", "how long the guests must fit; longer is harder; default 600 s", {
    unit: "s",
    whole: false,
    decimals: 3,
    step: 60,
    max: 1e9,
  }),
  counted("epoch_s", "Epoch", "length of a step; default 1 s", {
    unit: "s",
    whole: false,
    decimals: 3,
    min: 0.001,
    max: 1e6,
  }),
];

/** Default, range, source and evidence, as the tooltip of a parameter tells them. */
export function parameterHelp({ title, value, unit, min, max, source, evidence }: Parameter): string {
  const amount = (n: number): string =>
    unit === "bytes" ? formatBytes(n) : `${formatNumber(n, Number.isInteger(n) ? 0 : 2)} ${unit}`;
  const range =
    min === null && max === null
      ? ""
      : max === null
        ? `, at least ${amount(min ?? 0)}`
        : `, ${formatPlain(min ?? 0)} to ${amount(max)}`;
  const standard =
    value === null
      ? "default: none"
      : unit === "0 or 1"
        ? `default ${value === 1 ? "on" : "off"}`
        : `default ${amount(value)}${range}`;
  return `${title}. ${standard}. ${source} (${evidence})`;
}

/** A parameter that is on or off, as the table writes it. */
export const isFlag = (parameter: Parameter): boolean => parameter.unit === "0 or 1";

export const parameterTitle = (parameter: Parameter): string => capital(parameter.title);

/** Words for what an empty field of a mechanism means. */
const emptyWords: Readonly<Record<string, string>> = {
  "balloon.target_bytes": "as used",
  "balloon.rate_bytes_per_s": "no limit",
};

/** Units of what is counted in whole numbers. */
const COUNTS: readonly string[] = ["pages", "entries", "epochs", "passes", "tries", "bytes"];
const isCount = ({ id, unit }: Parameter): boolean => COUNTS.includes(unit) || id.startsWith("dedup.");

/** A step that changes something and stays in the range: hundreds of many, hundredths of a share. */
const stepOf = ({ value, max }: Parameter): number =>
  max !== null && max <= 1 ? 0.01 : (value ?? 1) >= 100 ? 100 : (value ?? 1) < 1 ? 0.1 : 1;

export function parameterField(parameter: Parameter): NumberSpec {
  const [mechanism, key] = parameter.id.split(".") as [string, string];
  const size = parameter.unit.startsWith("bytes");
  const perSecond = parameter.unit.endsWith("/s");
  const empty = parameter.value === null ? (emptyWords[parameter.id] ?? "default") : undefined;
  const scale = size ? MIB : 1;
  return {
    place: `mechanisms.${mechanism}.${key}`,
    title: parameterTitle(parameter),
    unit: size ? (perSecond ? "MiB/s" : "MiB") : parameter.unit === "pages" ? "" : parameter.unit,
    scale,
    min: perSecond ? 1 / MIB : (parameter.min ?? 0) / scale,
    max: parameter.max === null ? NONE : parameter.max / scale,
    step: size ? 16 : stepOf(parameter),
    decimals: size || !isCount(parameter) ? 3 : 0,
    whole: !perSecond && (size || isCount(parameter)),
    ...(empty === undefined ? {} : { empty }),
    ...(parameter.value === null ? {} : { standard: parameter.value }),
    help: parameterHelp(parameter),
  };
}

/** Fields of one guest of the mix, by its kind. */
export function guestFields(guest: GuestEntry, entry: number): NumberSpec[] {
  const at = (key: string): string => `guests[${entry}].${key}`;
  const size = (key: string, title: string, help: string, more: Partial<NumberSpec> = {}): NumberSpec =>
    bytes(at(key), title, help, { ...mebibytes, ...more });
  const overhead =
    guest.kind === "profile"
      ? size("overhead_bytes", "Host memory besides RAM", "of the monitor, for each guest; empty: as measured", {
          empty: "as measured",
        })
      : size("overhead_bytes", "Host memory besides RAM", "of the monitor, for each guest; default 0");
  return [...ownFields(guest, at, size), overhead];
}

function ownFields(
  guest: GuestEntry,
  at: (key: string) => string,
  size: (key: string, title: string, help: string, more?: Partial<NumberSpec>) => NumberSpec,
): NumberSpec[] {
  switch (guest.kind) {
    case "static":
      return [size("ram_bytes", "RAM", "constant demand", { min: 0.001 })];
    case "onoff":
      return [
        size("base_bytes", "Base", "demand outside a burst"),
        size("burst_bytes", "Burst", "what a burst adds"),
        {
          ...counted(at("p"), "Chance of a burst", "in each epoch"),
          unit: "%",
          scale: 0.01,
          min: 0,
          max: 100,
          decimals: 2,
          whole: false,
        },
      ];
    case "synthetic":
      return (
        [
          ["zero_pages", "Zero pages", "pages of zeros"],
          ["common_pages", "Common pages", "contents that every guest of the kind has"],
          ["unique_pages", "Own pages", "contents that nobody else has"],
        ] as const
      ).map(([key, title, help]) =>
        counted(at(`content.${key}`), title, `${help}; pages of 4 KiB`, { min: 0, max: 2 ** 40, step: 1024 }),
      );
    default:
      return [];
  }
}
