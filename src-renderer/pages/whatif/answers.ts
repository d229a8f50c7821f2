// Answers of the back end, asked for one at a time in the order in which they are wanted: the scenario under the hand first.
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";

export interface Answer {
  readonly key: string;
  readonly scenario: Scenario;
  readonly reply: DensityReply;
  /** From asking to having it. */
  readonly tookMs: number;
  /** ms since 1970. */
  readonly at: number;
}

export interface Wanted {
  readonly key: string;
  readonly scenario: Scenario;
}

export interface AnswersOptions {
  readonly ask: (scenario: Scenario, signal: AbortSignal) => Promise<DensityReply>;
  /** An answer or an error has come, or one is on its way. */
  readonly changed: (answer: Answer | null) => void;
  /** A clock in ms that only goes forward, and the time of day. */
  readonly now: () => number;
  readonly wall: () => number;
}

export interface Answers {
  get(key: string): Answer | null;
  errorOf(key: string): ErrorReport | null;
  /** Keeps an answer that was asked for elsewhere. */
  keep(answer: Answer): void;
  /** What is wanted from now on, the most urgent first. What is no longer wanted is cancelled. */
  want(list: readonly Wanted[]): void;
  /** Key of what is on its way. */
  asking(): string | null;
  /** Forgets errors, so that they are asked for again. */
  retry(): void;
  close(): void;
}

/**
 * How long an answer that a newer one has overtaken may still take: a hand that keeps moving sees answers that come faster than
 * this, and slower ones are cancelled.
 */
export const PATIENCE_MS = 100;
const MOST_KEPT = 300;

interface Running {
  readonly wanted: Wanted;
  readonly abort: AbortController;
  readonly since: number;
  timer: ReturnType<typeof setTimeout> | null;
}

export function createAnswers({ ask, changed, now, wall }: AnswersOptions): Answers {
  const kept = new Map<string, Answer>();
  const errors = new Map<string, ErrorReport>();
  let list: readonly Wanted[] = [];
  let running: Running | null = null;
  let closed = false;

  const missing = (): Wanted | undefined => list.find(({ key }) => !kept.has(key) && !errors.has(key));

  const keep = (answer: Answer): void => {
    kept.delete(answer.key);
    kept.set(answer.key, answer);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
  };

  const stop = (): void => {
    if (!running) return;
    if (running.timer) clearTimeout(running.timer);
    running.abort.abort();
    running = null;
  };

  async function start(wanted: Wanted): Promise<void> {
    const mine: Running = { wanted, abort: new AbortController(), since: now(), timer: null };
    running = mine;
    let answer: Answer | null = null;
    try {
      const reply = await ask(wanted.scenario, mine.abort.signal);
      answer = { ...wanted, reply, tookMs: now() - mine.since, at: wall() };
    } catch (thrown) {
      if (running !== mine) return;
      errors.set(wanted.key, toReport(thrown));
    }
    if (running !== mine) return;
    if (mine.timer) clearTimeout(mine.timer);
    running = null;
    if (answer) keep(answer);
    if (closed) return;
    next();
    changed(answer);
  }

  const next = (): void => {
    const wanted = missing();
    if (wanted) void start(wanted);
  };

  const overtake = (): void => {
    stop();
    next();
  };

  return {
    get: (key) => kept.get(key) ?? null,
    errorOf: (key) => errors.get(key) ?? null,
    keep,
    asking: () => running?.wanted.key ?? null,
    want(wanted) {
      list = wanted;
      if (!running) return next();
      const first = missing();
      const urgent = first !== undefined && first === list[0];
      const key = running.wanted.key;
      const still = list.some((one) => one.key === key);
      if (still && (!urgent || first.key === key)) {
        if (running.timer) clearTimeout(running.timer);
        running.timer = null;
        return;
      }
      // Work in the background gives way at once, an overtaken answer when its time is up.
      const rest = still || !first ? 0 : PATIENCE_MS - (now() - running.since);
      if (rest <= 0) overtake();
      else running.timer ??= setTimeout(overtake, rest);
    },
    retry() {
      errors.clear();
      if (!running) next();
    },
    close() {
      closed = true;
      stop();
    },
  };
}
