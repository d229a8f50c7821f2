// The one error of the product: a stable code, what happened, where, what was expected, what to do next.

/** Where an error lies: a file, and in it a byte offset or a line counted from 1. Unknown parts are null. */
export interface Place {
  readonly file: string | null;
  readonly offset: string | null;
  readonly line: number | null;
}

export const nowhere: Place = { file: null, offset: null, line: null };

/** Exit codes of the command line (docs/guide.md): 1 no, 2 usage, 3 bad input, 4 cancelled, 5 internal. */
export type ExitCode = 1 | 2 | 3 | 4 | 5;

/** Plain form of an error: what crosses process borders and is printed with --json. */
export interface ErrorReport {
  readonly code: string;
  readonly what: string;
  readonly where: Place;
  readonly expected: string | null;
  readonly next: string | null;
  readonly exit: ExitCode;
}

/** Thrown where a caller can do nothing but tell the user; `report` is what the user sees. */
export class PlimsollError extends Error {
  readonly report: ErrorReport;

  constructor(report: ErrorReport) {
    super(report.what);
    this.name = "PlimsollError";
    this.report = report;
  }
}

/** Builds an error. `code` is dotted and stable, for example `project.in_use`; default exit code 3 (bad input). */
export function failure(
  code: string,
  what: string,
  detail: { where?: Partial<Place>; expected?: string; next?: string; exit?: ExitCode } = {},
): PlimsollError {
  return new PlimsollError({
    code,
    what,
    where: { ...nowhere, ...detail.where },
    expected: detail.expected ?? null,
    next: detail.next ?? null,
    exit: detail.exit ?? 3,
  });
}

/** Whatever was thrown as a report; anything that is not ours is an internal error. */
export function toReport(thrown: unknown): ErrorReport {
  if (thrown instanceof PlimsollError) return thrown.report;
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "internal",
    what,
    where: nowhere,
    expected: null,
    next: "run again with --debug and report this with the output",
    exit: 5,
  };
}

/** The error of a cancelled job. */
export const cancelled = (what: string): PlimsollError =>
  failure("job.cancelled", `${what} was cancelled`, { next: "nothing was kept; start it again", exit: 4 });
