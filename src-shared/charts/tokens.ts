// Colours and type of every drawing: the two themes, and the same names as CSS variables.

/** Name in drawings: its variable in the window's style sheet, its value in the dark and in the light theme. */
const colours = {
  page: ["--bg-1", "#10161f", "#f3f5f8"],
  panel: ["--bg-2", "#161d28", "#ffffff"],
  raised: ["--bg-3", "#1d2633", "#f0f3f7"],
  line: ["--line-1", "#1f2936", "#e6ebf1"],
  edge: ["--line-2", "#2b3748", "#d3dbe5"],
  text: ["--fg-1", "#e9eef5", "#131a24"],
  text2: ["--fg-2", "#b0bccb", "#3e4b5c"],
  label: ["--c-label", "#8797aa", "#5b6879"],
  accent: ["--accent", "#35c0c9", "#0a7580"],
  accentSoft: ["--accent-bg", "#35c0c91f", "#0a758014"],
  ok: ["--ok", "#4cc38a", "#14784a"],
  warn: ["--warn", "#f0b440", "#8a5a00"],
  warnSoft: ["--warn-bg", "#f0b4401f", "#f0b44033"],
  err: ["--err", "#f27a6b", "#b93324"],
  errSoft: ["--err-bg", "#f27a6b20", "#b9332414"],
  info: ["--info", "#79b2f7", "#1f5fb8"],
  grid: ["--c-grid", "#1f2937", "#e8edf3"],
  axis: ["--c-axis", "#3a485b", "#b4c0ce"],
  cross: ["--c-cross", "#d8e2ee", "#131a24"],
  water: ["--c-water", "#1d6f8a", "#7cc4d8"],
  hull: ["--c-hull", "#223043", "#dbe4ee"],
  hullLine: ["--c-hull-line", "#5b6d84", "#7c8ea4"],
  neutral: ["--line-3", "#6a7b91", "#7d8a9b"],
  // States of memory
  free: ["--m-free", "#2a3545", "#e3e9f0"],
  hatch: ["--m-hatch", "#3b485b", "#c3cedb"],
  zero: ["--m-zero", "#46566c", "#b9c4d1"],
  anon: ["--m-anon", "#5594f5", "#2462c4"],
  onAnon: ["--on-anon", "#0b1017", "#ffffff"],
  file: ["--m-file", "#74d0f2", "#4db4ee"],
  shared: ["--m-shared", "#98e0ac", "#8fc8af"],
  balloon: ["--m-balloon", "#f0b02e", "#f0aa1e"],
  tiered: ["--m-tiered", "#955ac5", "#8f79a9"],
  swapped: ["--m-swapped", "#d0532f", "#c95310"],
  overhead: ["--m-overhead", "#a1a3a7", "#474e54"],
  // The same states as thin lines
  fileLine: ["--m-file-line", "#74d0f2", "#397ea7"],
  sharedLine: ["--m-shared-line", "#98e0ac", "#648b7e"],
  balloonLine: ["--m-balloon-line", "#f0b02e", "#a37820"],
  // Guests, in order of first appearance
  g1: ["--g-1", "#3d7de1", "#073e9e"],
  g2: ["--g-2", "#d1980a", "#c68707"],
  g3: ["--g-3", "#36cfa3", "#32a689"],
  g4: ["--g-4", "#b35e95", "#810354"],
  g5: ["--g-5", "#fcde46", "#776900"],
  g6: ["--g-6", "#b5a6fc", "#a27ff0"],
  g7: ["--g-7", "#6feffd", "#00869a"],
  g8: ["--g-8", "#d05336", "#a86b5a"],
  g9: ["--g-9", "#b6f0af", "#37613d"],
  g10: ["--g-10", "#fab16b", "#643e00"],
  g11: ["--g-11", "#719ec4", "#006398"],
  g12: ["--g-12", "#f8717e", "#b03157"],
  // Heat: q0 is nothing seen
  q0: ["--q-0", "#131b26", "#f1f5f9"],
  q1: ["--q-1", "#15304a", "#dff0d6"],
  q2: ["--q-2", "#124b69", "#b8dfc0"],
  q3: ["--q-3", "#0f6b81", "#84c8b4"],
  q4: ["--q-4", "#1b8d8f", "#4dabab"],
  q5: ["--q-5", "#4daf91", "#2a88a0"],
  q6: ["--q-6", "#90cc8b", "#20658f"],
  q7: ["--q-7", "#d4e48e", "#1d4478"],
  q8: ["--q-8", "#fcf7b6", "#172a56"],
} as const;

/** Name of a colour of the design. */
export type ColourName = keyof typeof colours;
export type Palette = Readonly<Record<ColourName, string>>;

const names = Object.keys(colours) as ColourName[];
const paletteBy = (value: (name: ColourName) => string): Palette =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as Palette;

export const palettes: { readonly light: Palette; readonly dark: Palette } = {
  light: paletteBy((name) => colours[name][2]),
  dark: paletteBy((name) => colours[name][1]),
};

/** The variable of the window's style sheet that holds a colour. */
export const windowVariableOf = (name: ColourName): string => colours[name][0];

/** What a chart is drawn with. */
export interface ChartTokens {
  readonly colour: Palette;
  readonly font: string;
  /** Text size in px. */
  readonly size: number;
}

export const FONT_UI = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
export const FONT_MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace';

/** Name of the CSS variable that holds a colour in a report. */
export const variableOf = (name: ColourName): string =>
  `--${name.replace(/[A-Z]|[0-9]+/g, (part) => `-${part.toLowerCase()}`)}`;

/** Tokens whose colours are CSS variables of a report: one drawing that follows the theme of its page. */
export const variableTokens: ChartTokens = {
  colour: paletteBy((name) => `var(${variableOf(name)})`),
  font: "inherit",
  size: 11,
};

/** The same for drawings inside the window. */
export const windowTokens: ChartTokens = {
  colour: paletteBy((name) => `var(${windowVariableOf(name)})`),
  font: "inherit",
  size: 11,
};

/** Tokens of one theme with the colours themselves, for drawings on a canvas; `read` gives a variable's value. */
export const canvasTokens = (read: (variable: string) => string): ChartTokens => ({
  colour: paletteBy((name) => read(windowVariableOf(name))),
  font: read("--font-ui"),
  size: 11,
});

const GUEST_HUES = 12;
/** The colour of a guest by its place among the guests of the project, from 0. */
export const guestColour = (t: ChartTokens, index: number): string =>
  t.colour[`g${(index % GUEST_HUES) + 1}` as ColourName];

/** Steps of the heat colours besides nothing. */
export const HEAT_STEPS = 8;
