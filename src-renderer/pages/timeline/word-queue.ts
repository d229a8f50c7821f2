// Words that follow what moves: a few are written in each frame, in turn, so that no frame has to lay all of them out.

/** Writes its words; false: they are what they were. */
export type Writer = () => boolean;

export interface WordQueue {
  /** Calls `writer` with one of the next frames, once, however often it is asked for until then. */
  ask(writer: Writer): void;
  forget(writer: Writer): void;
}

const A_FRAME = 3;

export function createWordQueue(nextFrame: (act: () => void) => void): WordQueue {
  const waiting = new Set<Writer>();
  let asked = false;
  const soon = (): void => {
    if (asked || waiting.size === 0) return;
    asked = true;
    nextFrame(() => {
      asked = false;
      let written = 0;
      for (const writer of waiting) {
        if (written === A_FRAME) break;
        waiting.delete(writer);
        if (writer()) written++;
      }
      soon();
    });
  };
  return {
    ask(writer) {
      waiting.add(writer);
      soon();
    },
    forget: (writer) => void waiting.delete(writer),
  };
}
