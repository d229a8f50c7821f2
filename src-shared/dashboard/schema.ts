// The file of a dashboard: what it shows, where the numbers of each panel come from, and where panels stand.
import { z } from "zod";

export const DASHBOARD_SCHEMA = "plimsoll.dashboard/1";

/** Columns of the grid, and the height of one of its rows in px. */
export const COLUMNS = 12;
export const ROW_PX = 90;
const MOST_ROWS = 10_000;
/** Rows of the tallest panel. */
export const MOST_TALL = 24;
export const MOST_PANELS = 60;

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "small letters, digits and hyphens");
const Title = z.string().min(1).max(200);
const Sql = z.string().min(1).max(100_000);

/** FAMILY/NAME of lanes of the timeline; `*` stands for one or more characters. */
const LaneName = z
  .string()
  .max(300)
  .regex(/^[a-z_0-9]+\/.*$/, "a lane as FAMILY/NAME, such as fault/alpha or gauge/meminfo.MemFree");

/** What of its lanes a panel shows. */
export const MEASURES = ["auto", "events_per_s", "value_per_s", "value_per_event"] as const;

/** Colours by the words of the design: states of memory, and the one of what is current. */
export const PANEL_COLOURS = [
  "accent",
  "anon",
  "file",
  "shared",
  "tiered",
  "balloon",
  "swapped",
  "overhead",
  "free",
  "info",
  "warn",
] as const;

/** A lane, or one with a title and a colour of its own. */
const Lane = z.union([
  LaneName,
  z.strictObject({ lane: LaneName, title: Title.optional(), colour: z.enum(PANEL_COLOURS).optional() }),
]);

const SqlSource = z.strictObject({ sql: Sql });
const LanesSource = z.strictObject({
  lanes: z.array(Lane).min(1).max(24),
  measure: z.enum(MEASURES).optional(),
  /** Without lanes of the host, of its other processes and of a control domain. */
  guests_only: z.boolean().optional(),
});

export const ANSWER_NUMBERS = ["n", "n.p5", "slowdown.p99", "marginal_bytes_per_guest", "overrun.p"] as const;
export const ANSWER_CHARTS = ["load_lines", "curve", "slowdown", "waterfall"] as const;
export const ANSWER_TABLES = ["curve", "waterfall", "mechanisms", "rules_of_thumb", "binding", "checks"] as const;

/** Which answer: `last`, or the name of a saved scenario that was answered last. */
const answerSource = <F extends z.ZodType>(field: F) => z.strictObject({ answer: z.string().min(1).max(100), field });

const frame = {
  id: Id,
  title: Title,
  /** Grey words behind the title: scope and unit. */
  sub: z.string().max(200).optional(),
  x: z
    .int()
    .min(0)
    .max(COLUMNS - 1),
  y: z.int().min(0).max(MOST_ROWS),
  w: z.int().min(1).max(COLUMNS),
  h: z.int().min(1).max(MOST_TALL),
  /** `all`: the panel shows the whole recording whatever is selected. */
  span: z.enum(["selection", "all"]).optional(),
};

export const FORMS = ["line", "area", "bars", "lying", "heat"] as const;

/** How a chart is drawn. Columns are those of its SQL, by name; left out: chosen by what they hold. */
const ChartLook = z.strictObject({
  form: z.enum(FORMS),
  x: z.string().optional(),
  y: z.array(z.string()).min(1).max(6).optional(),
  /** A line or colour for each value of this column. */
  by: z.string().optional(),
  stacked: z.boolean().optional(),
  /** Lying and upright bars: the total of each lane in the span instead of its course over time. */
  totals: z.boolean().optional(),
  /** A dashed line: a limit or the whole, in the unit of the values, or the last value of a lane. */
  limit: z.union([z.number(), LaneName]).optional(),
  limit_title: z.string().max(60).optional(),
  unit: z.string().max(20).optional(),
});

const ChartPanel = z.strictObject({
  ...frame,
  kind: z.literal("chart"),
  source: z.union([SqlSource, LanesSource, answerSource(z.enum(ANSWER_CHARTS))]),
  chart: ChartLook.optional(),
});

const TablePanel = z.strictObject({
  ...frame,
  kind: z.literal("table"),
  source: z.union([SqlSource, LanesSource, answerSource(z.enum(ANSWER_TABLES))]),
});

export const SHOWN = ["last", "mean", "max", "min", "sum"] as const;

const NumberLook = z.strictObject({
  /** Which number of the values in the span. */
  show: z.enum(SHOWN).optional(),
  unit: z.string().max(20).optional(),
  /** Which way is better: the change is coloured by it. */
  better: z.enum(["up", "down"]).optional(),
  colour: z.enum(PANEL_COLOURS).optional(),
});

const NumberPanel = z.strictObject({
  ...frame,
  kind: z.literal("number"),
  source: z.union([SqlSource, LanesSource, answerSource(z.enum(ANSWER_NUMBERS))]),
  number: NumberLook.optional(),
});

const TextPanel = z.strictObject({ ...frame, kind: z.literal("text"), text: z.string().max(20_000) });

export const Panel = z.discriminatedUnion("kind", [ChartPanel, TablePanel, NumberPanel, TextPanel]);

const ParameterName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, "a name as it stands behind $: small letters, digits and _")
  .refine((name) => !["from", "to", "guests"].includes(name), "$from, $to and $guests follow the selection");
export const ParameterValue = z.union([z.string().max(500), z.number()]);

/** A value that SQL of the panels has as $NAME. */
export const Parameter = z.strictObject({
  name: ParameterName,
  title: z.string().max(60).optional(),
  type: z.enum(["text", "number"]),
  default: ParameterValue,
  /** What may be chosen: a list, or the first column of a query. Left out: anything. */
  choices: z.union([z.array(ParameterValue).min(1).max(200), z.strictObject({ sql: Sql })]).optional(),
});

export const Dashboard = z.strictObject({
  schema: z.literal(DASHBOARD_SCHEMA),
  title: Title,
  /** What it is for, in a sentence. */
  about: z.string().max(500).optional(),
  parameters: z.array(Parameter).max(20).optional(),
  panels: z.array(Panel).max(MOST_PANELS),
});

export type Dashboard = z.infer<typeof Dashboard>;
export type Panel = z.infer<typeof Panel>;
export type ChartLook = z.infer<typeof ChartLook>;
export type NumberLook = z.infer<typeof NumberLook>;
export type LanesSource = z.infer<typeof LanesSource>;
export type PanelColour = (typeof PANEL_COLOURS)[number];
export type Form = (typeof FORMS)[number];
export type Measure = (typeof MEASURES)[number];
export type Parameter = z.infer<typeof Parameter>;
export type ParameterValue = z.infer<typeof ParameterValue>;
