// What the Policies page knows of one project in this window: the text, the settings, the run. Kept while other pages are
// shown; text and settings also over a reload.
import { createStore, type StoreApi } from "zustand/vanilla";
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import type { PolicyCall, PolicyReply } from "../../../src-shared/protocol/policy-replies.ts";
import type { Progress } from "../../../src-shared/protocol/requests.ts";
import type { App } from "../../app/app.tsx";
import { asRecord, withoutOldest } from "../../app/remembered.ts";
import { createLooks, type Looks } from "./looks.ts";
import { parseBreaks, parseScript, parseSettings, type RunSettings, type Script } from "./script.ts";
import { NEW_POLICY } from "./templates.ts";

export type Pane = "epochs" | "problems" | "actions" | "call";

/** A run that came to its end: its reply, and what it was of. */
export interface Ended {
  readonly reply: PolicyReply;
  readonly title: string;
  readonly text: string;
  readonly settings: RunSettings;
}

export interface BookState {
  /** Null: nothing was begun yet. */
  readonly script: Script | null;
  readonly settings: RunSettings;
  readonly running: boolean;
  readonly progress: Progress | null;
  /** What the latest run that came to its end gave; it stays while another one runs or has failed. */
  readonly ended: Ended | null;
  readonly error: ErrorReport | null;
  readonly cancelled: boolean;
  /** The epoch that is looked at; null: none. */
  readonly epoch: number | null;
  /** The guest whose course is drawn; null: the host. */
  readonly guest: number | null;
  readonly pane: Pane;
  /** Break conditions by the title of their script; they are remembered with it. */
  readonly breaks: Readonly<Record<string, string>>;
  /** Where the condition was met in the run that is shown; null: none was looked for. */
  readonly met: NonNullable<PolicyReply["break"]> | null;
  readonly finding: boolean;
  /** Calls by epoch that are known of the run `callsOf`. */
  readonly calls: ReadonlyMap<number, PolicyCall>;
  readonly callsOf: Ended | null;
  /** Why a call or a condition could not be looked at. */
  readonly lookError: ErrorReport | null;
}

export interface Book extends StoreApi<BookState> {
  readonly project: string;
  readonly looks: Looks;
  /** Puts another text in the place of the present one, as one of its own in the editor. */
  open(script: Omit<Script, "id">): void;
  change(part: Partial<Script>): void;
  run(): Promise<Ended | null>;
  cancel(): boolean;
  flush(): void;
}

const PREFIX = "policies ";
/** A key that is pressed does not write to the disk by itself. */
const WRITE_AFTER_MS = 400;

const books = new WeakMap<App, Map<string, Book>>();

export function bookOf(app: App, project: string): Book {
  const own = books.get(app) ?? new Map<string, Book>();
  books.set(app, own);
  const known = own.get(project);
  if (known) return known;
  const book = createBook(app, project);
  window.addEventListener("pagehide", book.flush);
  own.set(project, book);
  return book;
}

export function createBook({ client, settings }: Pick<App, "client" | "settings">, project: string): Book {
  const name = `${PREFIX}${project}`;
  const stored = asRecord(settings.getState().pages[name]);
  let serial = 0;
  const nextId = (): string => `policy ${project} ${++serial}`;
  const store = createStore<BookState>(() => ({
    ...{ script: parseScript(stored.script, nextId()), settings: parseSettings(stored.settings) },
    ...{ running: false, progress: null, ended: null, error: null, cancelled: false },
    ...{ epoch: null, guest: null, pane: "epochs", breaks: parseBreaks(stored.breaks), met: null, finding: false },
    ...{ calls: new Map(), callsOf: null, lookError: null },
  }));
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    const { script, settings: run, breaks } = store.getState();
    const value = { script, settings: run, breaks, usedMs: Date.now() };
    settings.setState(({ pages }) => ({ pages: withoutOldest({ ...pages, [name]: value }, PREFIX) }));
  };
  store.subscribe((now, before) => {
    const same = now.script === before.script && now.settings === before.settings && now.breaks === before.breaks;
    if (!same) timer ??= setTimeout(flush, WRITE_AFTER_MS);
  });
  let abort: AbortController | null = null;

  return {
    ...store,
    project,
    looks: createLooks({ client }, project, store),
    flush,
    open: (script) => store.setState({ script: { ...script, id: nextId() } }),
    change: (part) =>
      store.setState(({ script, breaks }) => ({
        script: script && { ...script, ...part },
        // A script under another name keeps its condition.
        ...(script && part.title !== undefined && part.title !== script.title && breaks[script.title] !== undefined
          ? { breaks: { ...breaks, [part.title]: breaks[script.title]! } }
          : {}),
      })),
    cancel() {
      abort?.abort();
      return abort !== null;
    },
    async run() {
      const { script, settings: run } = store.getState();
      if (!script || abort) return null;
      const own = new AbortController();
      abort = own;
      store.setState({ running: true, progress: null, error: null, cancelled: false });
      const { text, title } = script;
      const condition = conditionOf(store.getState());
      try {
        const reply = await client.request(
          "policyRun",
          { project, source: text, ...run, beside: [...run.beside], rows: true, condition, calls: ALL },
          { signal: own.signal, onProgress: (progress) => store.setState({ progress }) },
        );
        const ended = { reply, title, text, settings: run };
        const calls = new Map(reply.calls?.map((call) => [call.epoch, call]));
        const looked = { met: reply.break ?? null, calls, callsOf: ended, lookError: null };
        store.setState((before) => ({ ended, ...looked, ...focusOf(reply, before) }));
        return ended;
      } catch (thrown) {
        store.setState(own.signal.aborted ? { cancelled: true } : { error: toReport(thrown) });
        return null;
      } finally {
        abort = null;
        store.setState({ running: false, progress: null });
      }
    },
  };
}

/** All calls, as far as there is room for them. */
const ALL = { from: 1, until: 1_000_000 };

/** The break condition of the open script; null: none. */
export function conditionOf({ script, breaks }: Pick<BookState, "script" | "breaks">): string | null {
  const text = script ? (breaks[script.title] ?? "") : "";
  return text.trim() === "" ? null : text;
}

/**
 * Where the eye goes after a run: what was wrong, the first epoch that meets the break condition, or else the epoch and guest
 * as they were, where they still are.
 */
function focusOf(reply: PolicyReply, before: BookState): Pick<BookState, "epoch" | "guest" | "pane"> {
  const last = reply.seen?.epochs.at(-1) ?? 0;
  const stopped = reply.violations?.[0];
  const broken = reply.break?.epochs[0];
  const kept = before.epoch !== null && before.epoch <= last ? before.epoch : null;
  return {
    epoch:
      stopped && stopped.epoch > 0
        ? stopped.epoch
        : (broken ?? kept ?? reply.actions?.[0]?.epoch ?? (last > 0 ? 1 : null)),
    guest: reply.seen?.guests.some(({ id }) => id === before.guest) ? before.guest : null,
    pane: reply.ok ? (broken !== undefined ? "call" : before.pane === "problems" ? "epochs" : before.pane) : "problems",
  };
}

/** The text of a policy that nobody has written yet. */
export const newScript = (): Omit<Script, "id"> => ({
  saved: null,
  title: "Untitled",
  text: NEW_POLICY,
  savedText: null,
});
