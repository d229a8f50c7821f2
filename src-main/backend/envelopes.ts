// What crosses between a shell and its back end process: frames of many windows, each in an envelope with its window.

export type ToProcess =
  | { readonly window: number; readonly open: true }
  | { readonly window: number; readonly frame: Uint8Array }
  | { readonly window: number; readonly close: true }
  /** Ends the process in good order. */
  | { readonly end: true };

export type FromProcess =
  | { readonly window: number; readonly frame: Uint8Array }
  | { readonly window: number; readonly close: true }
  /** Titles of the jobs that run or wait; the first one says that the process is ready. */
  | { readonly jobs: readonly string[] };

/** What the process is started with, as its one argument in JSON. */
export interface BackendArguments {
  readonly staging: string | null;
  /** Titles of jobs that ended with an earlier process. */
  readonly interrupted: readonly string[];
}
