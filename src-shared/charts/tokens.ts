// Colours and type of every drawing: the two themes, and the same names as CSS variables.

const dark = {
  page: "#10161f",
  panel: "#161d28",
  raised: "#1d2633",
  line: "#1f2936",
  edge: "#2b3748",
  text: "#e9eef5",
  text2: "#b0bccb",
  label: "#8797aa",
  accent: "#35c0c9",
  accentSoft: "#35c0c91f",
  ok: "#4cc38a",
  warn: "#f0b440",
  warnSoft: "#f0b4401f",
  err: "#f27a6b",
  errSoft: "#f27a6b20",
  info: "#79b2f7",
  grid: "#1f2937",
  axis: "#3a485b",
  water: "#1d6f8a",
  hull: "#223043",
  hullLine: "#5b6d84",
  free: "#46566c",
  anon: "#5594f5",
  file: "#74d0f2",
  shared: "#98e0ac",
  balloon: "#f0b02e",
  tiered: "#955ac5",
  swapped: "#d0532f",
  overhead: "#a1a3a7",
  neutral: "#6a7b91",
} as const;

/** Name of a colour of the design. */
export type ColourName = keyof typeof dark;
export type Palette = Readonly<Record<ColourName, string>>;

const light: Palette = {
  page: "#f3f5f8",
  panel: "#ffffff",
  raised: "#f0f3f7",
  line: "#e6ebf1",
  edge: "#d3dbe5",
  text: "#131a24",
  text2: "#3e4b5c",
  label: "#5b6879",
  accent: "#0a7580",
  accentSoft: "#0a758014",
  ok: "#14784a",
  warn: "#8a5a00",
  warnSoft: "#f0b44033",
  err: "#b93324",
  errSoft: "#b9332414",
  info: "#1f5fb8",
  grid: "#e8edf3",
  axis: "#b4c0ce",
  water: "#7cc4d8",
  hull: "#e8eef5",
  hullLine: "#7c8ea4",
  free: "#b9c4d1",
  anon: "#2462c4",
  file: "#4db4ee",
  shared: "#8fc8af",
  balloon: "#f0aa1e",
  tiered: "#8f79a9",
  swapped: "#c95310",
  overhead: "#474e54",
  neutral: "#97a3b2",
};

export const palettes: { readonly light: Palette; readonly dark: Palette } = { light, dark };

/** What a chart is drawn with. */
export interface ChartTokens {
  readonly colour: Palette;
  readonly font: string;
  /** Text size in px. */
  readonly size: number;
}

export const FONT_UI = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
export const FONT_MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace';

/** Name of the CSS variable that holds a colour. */
export const variableOf = (name: ColourName): string => `--${name.replace(/[A-Z0-9]/g, (c) => `-${c.toLowerCase()}`)}`;

/** Tokens whose colours are CSS variables: one drawing that follows the theme of its page. */
export const variableTokens: ChartTokens = {
  colour: Object.fromEntries(
    Object.keys(dark).map((name) => [name, `var(${variableOf(name as ColourName)})`]),
  ) as Palette,
  font: "inherit",
  size: 11,
};
