// A report into a file: the form follows the ending, and the file is there whole or not at all.
import { accessSync, constants, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { failure, type PlimsollError } from "../../src-shared/base/errors.ts";
import type { ReportDocument } from "../../src-shared/protocol/report.ts";
import { renderCsv } from "./csv.ts";
import { type PdfOptions, renderPdf } from "./pdf.ts";
import { renderHtml } from "./render.ts";

const reportEndings = [".html", ".pdf", ".json", ".csv"] as const;
type ReportEnding = (typeof reportEndings)[number];

/** The form that a file name asks for. Throws `report.ending` (exit 2) for any other ending. */
function endingOf(out: string): ReportEnding {
  const ending = extname(out).toLowerCase();
  const known = reportEndings.find((one) => one === ending);
  if (known) return known;
  throw failure("report.ending", `no report is written as ${ending === "" ? "a file without ending" : ending}`, {
    where: { file: out },
    expected: `a name ending in ${reportEndings.join(", ")}`,
    next: "change the name after -o",
    exit: 2,
  });
}

/**
 * Tells before the work whether a report can be written to `out`: `report.ending`, `report.write` when its folder is
 * not there or must not be written to, or when `out` is a folder itself.
 */
export function checkTarget(out: string): void {
  endingOf(out);
  try {
    accessSync(dirname(out), constants.W_OK);
  } catch (thrown) {
    throw asFailure(thrown, out);
  }
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory()) throw notWritten("it is a folder", out);
}

/** Writes `report` to `out`. Throws what `endingOf` and `renderPdf` throw, and `report.write` when the disk refuses. */
export async function writeReport(out: string, report: ReportDocument, options: PdfOptions = {}): Promise<void> {
  const ending = endingOf(out);
  const draft = join(dirname(out), `.${basename(out)}.${process.pid}.part`);
  try {
    if (ending === ".pdf") await renderPdf(renderHtml(report), draft, options);
    else writeFileSync(draft, textOf(ending, report));
    renameSync(draft, out);
  } catch (thrown) {
    rmSync(draft, { force: true });
    throw asFailure(thrown, out);
  }
}

function textOf(ending: Exclude<ReportEnding, ".pdf">, report: ReportDocument): string {
  if (ending === ".html") return renderHtml(report);
  if (ending === ".csv") return renderCsv(report);
  return `${JSON.stringify(report, null, 2)}\n`;
}

function asFailure(thrown: unknown, out: string): unknown {
  if (!(thrown instanceof Error && "syscall" in thrown)) return thrown;
  return notWritten(thrown.message.replace(/, .*/, ""), out);
}

const notWritten = (why: string, out: string): PlimsollError =>
  failure("report.write", `the report could not be written: ${why}`, {
    where: { file: out },
    next: "choose a folder that exists, is yours, and has room",
  });
