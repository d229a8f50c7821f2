// One kind of content inside a series: which line opens it and what its lines become.
import type { ImportContext } from "../../importer.ts";
import type { Output } from "../../text/output.ts";
import type { Group } from "../../text/statistics.ts";
import type { Verdict } from "../../text/verdict.ts";

/** What is known of the lines under one stamp, or of a whole file without stamps. */
export interface Block {
  /** Time of the stamp in the project's time base, ns. */
  t: bigint | null;
  guest: string | null;
  pid: number | null;
  /** The stamp's process; a file's own word does not change it. */
  readonly stampPid: number | null;
  /** Name of the process, once its status or stat told it. */
  comm: string | null;
  /** File that was read, where the stamp names it. */
  path: string | null;
  /** Name of the imported file. */
  readonly fileName: string;
}

export interface Section {
  /** Whether this line can be the first of the section. */
  opens(text: string, block: Block): boolean;
  /** Takes a line; null where it belongs to another section. */
  line(text: string, block: Block): Verdict | null;
  /** The section is over: the next one, the next stamp or the end of the file follows. */
  end?(block: Block): void;
}

/** What sections need of the import. */
export interface Sink {
  readonly output: Output;
  readonly nextTaskId: () => number;
  readonly name: ImportContext["name"];
}

/** Name under which a process is shown: its guest's, else its own. */
export const subjectOf = (block: Block): string | null => block.guest ?? block.comm;

/** Subject of a fact about a process: its guest's name, else its pid, else its own name. */
export const factSubjectOf = (block: Block): string | null =>
  block.guest ?? (block.pid === null ? block.comm : String(block.pid));

/** The group of a block, looked up again only when the block or its process changes. */
function remembered(create: (block: Block) => Group): (block: Block) => Group {
  let last: Block | null = null;
  let comm: string | null = null;
  let pid: number | null = null;
  let group: Group | null = null;
  return (block) => {
    if (group === null || block !== last || block.comm !== comm || block.pid !== pid) {
      group = create(block);
      last = block;
      ({ comm, pid } = block);
    }
    return group;
  };
}

/** Statistics that the host's kernel keeps of a block's process. */
export const processGroup = (sink: Sink, source: string): ((block: Block) => Group) =>
  remembered((block) => sink.output.statistics.group(source, "process", subjectOf(block), block.pid));

/** Statistics of the whole system: of the host, or of a guest where the stamp names one. */
export const systemGroup = (sink: Sink, source: string): ((block: Block) => Group) =>
  remembered((block) => sink.output.statistics.group(source, block.guest === null ? "host" : "guest", block.guest));

/** Tells how much memory of the block's process is pinned in one way; nothing pinned is no fact. */
export function pinned(sink: Sink, block: Block, name: string, bytes: number): void {
  if (bytes > 0) sink.output.fact({ t: block.t, scope: "process", subject: factSubjectOf(block), name, number: bytes });
}
