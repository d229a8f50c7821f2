// What crosses between the main process and a utility process, and over the port between a parent and its child.

/** Bundles of out/main that may be started as a process. */
export const ENTRIES = [
  "backend-process",
  "import-process",
  "query-process",
  "parquet-process",
  "analysis-process",
] as const;
export type Entry = (typeof ENTRIES)[number];

export const isEntry = (name: unknown): name is Entry => (ENTRIES as readonly unknown[]).includes(name);

/** From a utility process, which cannot start another one by itself. */
export type ToMain =
  | {
      readonly t: "start";
      /** Number of the child, chosen by its parent. */
      readonly child: number;
      readonly entry: Entry;
      readonly args: readonly string[];
      readonly heapMb: number | null;
    }
  | { readonly t: "kill"; readonly child: number; readonly hard: boolean };

/** To a utility process. A port comes with `parent` and with `started`. */
export type ToUtility =
  /** The port to whoever asked for this process. */
  | { readonly t: "parent" }
  /** The port to a child that was asked for. */
  | { readonly t: "started"; readonly child: number; readonly pid: number | null }
  | { readonly t: "exited"; readonly child: number; readonly code: number }
  | { readonly t: "refused"; readonly child: number; readonly why: string };

/** Over the port: a message, or that the child has said everything and waits for its parent to close the port. */
export type OverPort = { readonly m: unknown } | { readonly end: true };
