// One kind of content inside a series: which line opens it and what its lines become.
import type { ImportContext } from "../../importer.ts";
import type { KernelFile } from "../../text/kernel-file.ts";
import type { Output } from "../../text/output.ts";
import type { Group, Scope } from "../../text/statistics.ts";
import type { Verdict } from "../../text/verdict.ts";

/** What is known of the lines under one stamp, or of a whole file without stamps. */
export interface Block {
  /** Time of the stamp in the project's time base, ns. */
  t: bigint | null;
  guest: string | null;
  pid: number | null;
  /** The process that a stamp or the path tells; a file's own word does not change it. */
  readonly stampPid: number | null;
  /** Name of the process, once its status or stat told it. */
  comm: string | null;
  /** File that was read, where a stamp, the path or the name of the imported file tells it. */
  readonly file: KernelFile | null;
  /** The lines were printed with the path of their file: one that is not known is left out, not wrong. */
  readonly listed: boolean;
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

/** Name under which a process is shown: its guest's, its own, else that of its file. */
export const subjectOf = (block: Block): string | null => block.guest ?? block.comm ?? block.file?.owner ?? null;

/** Subject of a fact about a process: its guest's name, else its pid, else the name under which it is shown. */
export const factSubjectOf = (block: Block): string | null =>
  block.guest ?? (block.pid === null ? subjectOf(block) : String(block.pid));

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

/** The memory node whose own file it is. */
export const nodeOf = (block: Block): string | null => /\/node\/node(\d+)\//.exec(block.file?.path ?? "")?.[1] ?? null;

/** Statistics of the whole system, of the host or of a guest where the stamp names one, or of one of its nodes. */
export const systemGroup = (sink: Sink, source: string): ((block: Block) => Group) =>
  remembered((block) => {
    const node = nodeOf(block);
    const scope: Scope = node !== null ? "node" : block.guest === null ? "host" : "guest";
    return sink.output.statistics.group(source, scope, node ?? block.guest);
  });

/** A property of the whole system. */
export function systemFact(sink: Sink, block: Block, name: string, value: string): void {
  const scope = block.guest === null ? "host" : "guest";
  const number = /^-?\d+$/.test(value) ? Number(value) : null;
  sink.output.fact({ t: block.t, scope, subject: block.guest, name, value, number });
}

/** Tells how much memory of the block's process is pinned in one way; nothing pinned is no fact. */
export function pinned(sink: Sink, block: Block, name: string, bytes: number): void {
  if (bytes > 0) sink.output.fact({ t: block.t, scope: "process", subject: factSubjectOf(block), name, number: bytes });
}
