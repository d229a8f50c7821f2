// What an import job is told and what comes of it; plain data, so that both can cross to another process.
import type { Capture, Problem } from "../../src-shared/protocol/replies.ts";
import type { CatalogueEntry, GuestEvidence, Shift } from "../store/contract.ts";
import type { ClockLink } from "./clocks.ts";
import type { Findings } from "./context.ts";
import type { ImportOptions } from "./importer.ts";
import type { DetectedSource } from "./sources.ts";

/** What an import job has to do. */
export interface JobSpec {
  /** Files and folders as the user gave them. */
  readonly paths: readonly string[];
  /** Where the capture file goes, and its name in the project. */
  readonly file: string;
  readonly fileName: string;
  readonly firstCaptureId: number;
  readonly options: ImportOptions;
  /** Chunk size for importers in bytes, null for the reader's own. */
  readonly chunkBytes: number | null;
  /** Captures that the project holds already, and their files. */
  readonly catalogue: readonly CatalogueEntry[];
  /** Clock shifts of captures that the project holds already. */
  readonly shifts: readonly Shift[];
  /** Folder of the existing capture files. */
  readonly folder: string;
  /** Folder for copies of packed files that must be read at any place; default that of the system. */
  readonly temporary?: string | undefined;
  readonly version: string;
}

/** What came of a job. */
export interface JobResult {
  /** False when nothing new was found and no file was written. */
  readonly written: boolean;
  readonly captures: readonly Capture[];
  readonly problems: readonly Problem[];
  readonly clocks: readonly ClockLink[];
  /** Shifts of captures, new or stored, whose clock was measured against another capture's. */
  readonly shifts: readonly Shift[];
  readonly evidence: GuestEvidence;
  readonly catalogue: readonly CatalogueEntry[];
  /** Captures to hide, new or stored, and the one that is kept instead. */
  readonly duplicates: readonly (readonly [number, number])[];
}

/** A source that was read and kept. */
export interface ReadSource {
  readonly id: number;
  readonly source: DetectedSource;
  readonly findings: Findings;
  readonly sha256: string;
  readonly contentSha256: string;
  readonly bytes: number;
}
