// Captures and projects for the tests of this folder.

import type { Problem } from "../../../src-shared/protocol/replies.ts";
import type { OpenCapture, OpenReply } from "../../../src-shared/protocol/window-replies.ts";

export function capture(id: number, over: Partial<OpenCapture> = {}): OpenCapture {
  return {
    id,
    name: `file-${id}.txt`,
    sha256: "0".repeat(64),
    content_sha256: "0".repeat(64),
    bytes: 1000,
    format: "series",
    status: "whole",
    duplicate_of: null,
    records: { read: 10, accepted: 10, rejected: 0, lost: null, skipped: 0 },
    first_ns: null,
    last_ns: null,
    clock: null,
    events: {},
    comms: {},
    cpus: {},
    tables: {},
    ...over,
  };
}

export const problem = (code: string, of: string | null, over: Partial<Problem> = {}): Problem => ({
  code,
  capture: of,
  where: { offset: null, line: null },
  excerpt: null,
  count: 1,
  expected: null,
  next: null,
  ...over,
});

export const project = (
  captures: readonly OpenCapture[],
  over: Partial<OpenReply> & { problems?: Problem[] } = {},
): OpenReply => ({
  project: "/p/rack.plimsoll",
  name: "rack",
  revision: "1",
  read_only: null,
  info: {
    schema: "plimsoll.info/1",
    project: "rack.plimsoll",
    engine: "0",
    captures: [...captures],
    guests: [],
    tables: {},
    problems: over.problems ?? [],
  },
  clocks: [],
  start_wall_ms: null,
  length_ms: null,
  spans: [],
  whys: [],
  clock_given: [],
  excluded: [],
  last_import_ms: null,
  ...over,
});
