// Who asks when: a few panels at a time, the one under the hand first, and nothing that nobody wants any more.
import { cancelled } from "../../../src-shared/base/errors.ts";

/** `tiles` are small and many, `sql` runs on the query process one beside the other. */
export type Road = "tiles" | "sql";

/** Questions that are on their way at the same time. */
const AT_ONCE: Readonly<Record<Road, number>> = { tiles: 6, sql: 2 };

export interface Question<T> {
  /** Whose it is: another question of the same panel takes its place. */
  readonly id: string;
  readonly road: Road;
  /** The lower one goes first: the order in which panels are seen. */
  readonly rank: number;
  readonly work: (signal: AbortSignal) => Promise<T>;
}

export interface Coordinator {
  /** Rejects with `job.cancelled` when another question of the panel came, or it was cancelled. */
  ask<T>(question: Question<T>): Promise<T>;
  /** The panel whose next question goes before all others; they wait until it is answered. */
  prefer(id: string): void;
  cancel(id: string): void;
  close(): void;
}

interface Waiting {
  readonly question: Question<unknown>;
  readonly abort: AbortController;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  running: boolean;
}

export function createCoordinator(atOnce: Readonly<Record<Road, number>> = AT_ONCE): Coordinator {
  const questions = new Map<string, Waiting>();
  let preferred: string | null = null;
  let pumping = false;

  const drop = (id: string): void => {
    const one = questions.get(id);
    if (!one) return;
    questions.delete(id);
    one.abort.abort();
    one.reject(cancelled("the question of a panel"));
  };

  const end = (one: Waiting): void => {
    const { id } = one.question;
    if (questions.get(id) === one) questions.delete(id);
    if (preferred === id) preferred = null;
    pump();
  };

  const start = (one: Waiting): void => {
    one.running = true;
    one.question.work(one.abort.signal).then(
      (value) => {
        one.resolve(value as never);
        end(one);
      },
      (thrown: unknown) => {
        one.reject(thrown);
        end(one);
      },
    );
  };

  function pumpNow(): void {
    pumping = false;
    const all = [...questions.values()];
    const first = preferred === null ? undefined : questions.get(preferred);
    if (first) {
      if (!first.running) start(first);
      return;
    }
    for (const road of ["tiles", "sql"] as const) {
      const own = all.filter(({ question }) => question.road === road);
      let free = atOnce[road] - own.filter(({ running }) => running).length;
      const waiting = own.filter(({ running }) => !running).sort((a, b) => a.question.rank - b.question.rank);
      for (const one of waiting) if (free-- > 0) start(one);
    }
  }

  /** After all panels have asked: they do so one after another when the selection changes. */
  function pump(): void {
    if (pumping) return;
    pumping = true;
    queueMicrotask(pumpNow);
  }

  return {
    ask(question) {
      drop(question.id);
      return new Promise((resolve, reject) => {
        questions.set(question.id, { question, abort: new AbortController(), resolve, reject, running: false });
        pump();
      });
    },
    prefer(id) {
      preferred = id;
      pump();
    },
    cancel(id) {
      drop(id);
      pump();
    },
    close() {
      for (const id of [...questions.keys()]) drop(id);
    },
  };
}
