// Charts as pictures: what a drawing can be taken away as.

export interface Picture {
  /** Null where the drawing has no pixels of its own. */
  readonly png: (() => Promise<Blob>) | null;
  readonly svg: () => Promise<string>;
  /** Its ECharts option as JSON; null for a drawing of another kind. */
  readonly option: (() => string) | null;
}
