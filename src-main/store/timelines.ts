// The timeline of a project as its reader shows it: opened once for all who ask, anew when the reader was refreshed.
import { cancelled } from "../../src-shared/base/errors.ts";
import { orAborted } from "../jobs/or-aborted.ts";
import type { ViewSources } from "./branches.ts";
import type { Reader } from "./reader.ts";
import { openTimeline, type Timeline } from "./tiles.ts";

export interface Timelines {
  /**
   * The present timeline; who gives up leaves the others waiting, and the last one stops the work. All who wait hear how
   * many rows of how many are summed.
   */
  of(engine: string, signal: AbortSignal, listen?: Listen): Promise<Timeline>;
}

type Listen = (done: number, total: number) => void;

interface Opening {
  readonly engine: string;
  readonly sources: ViewSources;
  readonly timeline: Promise<Timeline | null>;
  readonly abort: AbortController;
  readonly listeners: Set<Listen>;
  waiting: number;
  settled: boolean;
}

const DOING = "making the timeline";

export function createTimelines(project: string, reader: Reader): Timelines {
  let present: Opening | null = null;

  function begin(engine: string): Opening {
    const abort = new AbortController();
    const listeners = new Set<Listen>();
    const progress: Listen = (done, total) => {
      for (const listen of listeners) listen(done, total);
    };
    const timeline = openTimeline(project, reader, { engine, signal: abort.signal, progress });
    const opening: Opening = {
      ...{ engine, sources: reader.sources(), timeline, abort, listeners },
      ...{ waiting: 0, settled: false },
    };
    const settle = (opened: Timeline | null): void => {
      opening.settled = true;
      if (opened === null && present === opening) present = null;
    };
    timeline.then(settle, () => settle(null));
    return opening;
  }

  /** Null when it was of an earlier state of the project. */
  async function wait(opening: Opening, signal: AbortSignal, listen: Listen): Promise<Timeline | null> {
    opening.waiting++;
    // A function of its own, as the same one may be given twice.
    const own: Listen = (done, total) => listen(done, total);
    opening.listeners.add(own);
    try {
      return await orAborted(opening.timeline, signal, DOING);
    } finally {
      opening.listeners.delete(own);
      opening.waiting--;
      if (opening.waiting === 0 && !opening.settled) {
        if (present === opening) present = null;
        opening.abort.abort();
        // The database is free only when its work has stopped.
        await opening.timeline.catch(() => {});
      }
    }
  }

  return {
    async of(engine, signal, listen = () => {}) {
      for (;;) {
        if (signal.aborted) throw cancelled(DOING);
        if (present?.sources !== reader.sources() || present.engine !== engine) present = begin(engine);
        const timeline = await wait(present, signal, listen);
        if (timeline) return timeline;
      }
    },
  };
}
