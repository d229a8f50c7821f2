// The What-if page of one project: the scenario under the hand, its answers, and the scenarios beside it.
import { createStore, type StoreApi } from "zustand/vanilla";
import { toReport } from "../../../src-shared/base/errors.ts";
import { parseScenario, placeOf, readScenario } from "../../../src-shared/density/scenario.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import type { Transport } from "../../../src-shared/protocol/transport.ts";
import type { Step, Undo } from "../../app/undo.ts";
import { type Answer, createAnswers, type Wanted } from "./answers.ts";
import { changesOf, type Draft, newDraft, savedDraft, staticMix, titleOf } from "./draft.ts";
import { type Ask, createExactRun } from "./exact-run.ts";
import { createFiling } from "./filing.ts";
import { ladderOf } from "./ladder.ts";
import { comparedIn, entryOf, isOn, type MechanismId, mechanismForms, withMechanism } from "./mechanisms.ts";
import type { Memory } from "./memory.ts";
import { equalShares, onlyGuests } from "./mix.ts";
import { nextSize, QUICK_SIZES, quickScenario } from "./quick.ts";
import { type Beside, compareRows, type Row } from "./rows.ts";
import { freeName, latestOf, savedScenarios } from "./saved.ts";
import { checkScenario, scenarioJson, scenarioKey, scenarioText } from "./scenario-text.ts";
import { emptyState, type Problem, type WhatIfState } from "./state.ts";
import { createSteps } from "./steps.ts";

export interface WhatIfOptions {
  readonly project: string;
  readonly client: Pick<Transport, "request">;
  readonly undo: Undo;
  /** Threads that an answer may use. */
  readonly workers: number;
  /** A clock in ms that only goes forward, and the time of day. */
  readonly now: () => number;
  readonly wall: () => number;
  readonly memory: Memory;
  readonly onExact?: (answer: Answer) => void;
}

export interface WhatIf extends StoreApi<WhatIfState> {
  /** Reads saved scenarios, and what to begin with unless something is there. `captured`: guests of the project. */
  begin(captured: readonly string[]): Promise<void>;
  /** The project has changed: what was answered before no longer holds. */
  renew(revision: string): void;
  /** Saved scenarios have changed, here or in another window. */
  reload(): Promise<void>;
  /** One step of undo; changes of the same gesture become one. */
  change(title: string, make: (scenario: Scenario) => Scenario, gesture?: string): void;
  endGesture(): void;
  toggle(id: MechanismId): void;
  reset(): void;
  open(name: string): void;
  startFrom(what: "captured" | "static"): Promise<void>;
  takeMix(names: readonly string[], all: readonly string[]): Promise<void>;
  /** Throws `scenario.*` when the text is no scenario. */
  readFile(text: string, name: string): void;
  save(name: string): Promise<void>;
  rename(to: string): Promise<void>;
  /** Gives the step that was made. */
  remove(): Promise<Step | null>;
  keepForComparison(): void;
  drop(row: string): void;
  check(row: string, on: boolean): void;
  light(row: string | null): void;
  setWhy(open: boolean): void;
  runExact(): Promise<void>;
  cancelExact(): void;
  retry(): void;
  /** Answer with this mechanism the other way round, null while it is not known. */
  variantOf(id: MechanismId): Answer | null;
  fileOf(name: string | null): string | null;
  close(): void;
}

const MOST_SAVED = 12;
/** As many as there may be on their way while a hand moves, and far more. */
const MOST_UNDER_HAND = 100;

/** What a step of undo takes back: never what was saved, and under which name. */
type Hand = Pick<Draft, "scenario" | "parked">;

export function createWhatIf(options: WhatIfOptions): WhatIf {
  const { project, client, undo, now, wall, memory } = options;
  const store = createStore<WhatIfState>(() => emptyState);
  const saved = savedScenarios(client, project);
  const steps = createSteps<Hand>(undo, putHand, now);
  /** Keys of what the hand asked for, to tell its answers from those of scenarios beside it. */
  const underHand = new Set<string>();
  let revision = "";
  let size = 0;
  let warm = false;
  /** A mechanism that the captured host's own scenario leaves out is not compared by itself: Xen merges no equal pages. */
  let forms = mechanismForms;

  const keyOf = (scenario: Scenario): string => `${revision} ${scenarioKey(scenario)}`;
  const quick = (scenario: Scenario): Scenario => quickScenario(scenario, QUICK_SIZES[size]!);
  const variant = ({ scenario, parked }: Draft, id: MechanismId): Scenario =>
    withMechanism(scenario, id, !isOn(scenario, id), parked[id]);

  const ask: Ask = (scenario, signal, onProgress) => {
    const file = saved.fileOf(store.getState().draft?.name ?? null);
    const payload = { project, scenario: scenarioJson(scenario), file, workers: options.workers };
    return client.request("density", payload, { signal, ...(onProgress ? { onProgress } : {}) });
  };

  const answers = createAnswers({ ask, now, wall, changed: arrived });
  const filing = createFiling({ store, saved, undo, refresh });
  const exact = createExactRun({ store, ask, now, wall, keyOf, done: answered });

  function arrived(answer: Answer | null): void {
    const { draft } = store.getState();
    if (answer && draft && answer.key === keyOf(quick(draft.scenario))) {
      // The first answer of a project also waits for the captured host to be read.
      if (warm) size = nextSize(size, answer.tookMs);
      warm = true;
    }
    show(answer);
  }

  /** The answer with the scenario's own replications where there is one, else the best quick one. */
  function bestOf(scenario: Scenario): Answer | null {
    const sizes = [QUICK_SIZES[size]!, ...QUICK_SIZES];
    return [scenario, ...sizes.map((one) => quickScenario(scenario, one))].reduce<Answer | null>(
      (found, one) => found ?? answers.get(keyOf(one)),
      null,
    );
  }

  function rowsOf(draft: Draft, { documents, kept }: WhatIfState): Row[] {
    const beside = documents.flatMap(({ name, scenario }): Beside[] =>
      scenario && name !== draft.name ? [{ id: `saved ${name}`, title: name, scenario }] : [],
    );
    return compareRows({
      title: titleOf(draft),
      scenario: draft.scenario,
      ladder: ladderOf(draft.scenario, forms),
      saved: beside.slice(0, MOST_SAVED),
      kept,
      answerOf: bestOf,
      errorOf: (scenario) => answers.errorOf(keyOf(quick(scenario))),
    });
  }

  /** The draft, what stands beside it, and each mechanism the other way round. */
  function wantedOf(draft: Draft, rows: readonly Row[]): Wanted[] {
    const variants = comparedIn(draft.scenario, forms).map(({ id }) => variant(draft, id));
    const list = new Map<string, Wanted>();
    for (const scenario of [draft.scenario, ...rows.map((row) => row.scenario), ...variants]) {
      const asked = quick(scenario);
      if (!bestOf(scenario)) list.set(keyOf(asked), { key: keyOf(asked), scenario: asked });
    }
    return [...list.values()];
  }

  /** Brings the state up to the draft and the answers; `came` has just come, for the draft or an earlier one. */
  function show(came: Answer | null = null): void {
    const state = store.getState();
    const { draft } = state;
    if (!draft) return;
    const own = bestOf(draft.scenario);
    const earlier = came && underHand.has(came.key) ? came : null;
    store.setState({
      rows: rowsOf(draft, state),
      shown: own ?? earlier ?? state.shown,
      fresh: own !== null && state.problem === null,
      failure: own ? null : answers.errorOf(keyOf(quick(draft.scenario))),
    });
  }

  function noteUnderHand(key: string): void {
    underHand.delete(key);
    underHand.add(key);
    if (underHand.size > MOST_UNDER_HAND) underHand.delete(underHand.values().next().value as string);
  }

  function refresh(): void {
    const { draft, kept, unchecked } = store.getState();
    if (!draft) return;
    const problem = problemOf(draft.scenario);
    store.setState({ problem });
    noteUnderHand(keyOf(quick(draft.scenario)));
    show();
    answers.want(problem || revision === "" ? [] : wantedOf(draft, store.getState().rows));
    memory.write({ draft, kept, unchecked });
  }

  function put(draft: Draft | null): void {
    if (store.getState().draft?.scenario !== draft?.scenario) exact.cancel();
    store.setState({ draft, starting: false, startError: null });
    refresh();
  }

  function putHand({ scenario, parked }: Hand): void {
    const { draft } = store.getState();
    if (draft) put({ ...draft, scenario, parked });
  }

  const step = (title: string, before: Draft, after: Partial<Hand>, gesture: string | null = null): void =>
    steps.make(title, before, { ...before, ...after }, gesture);

  /** Another scenario comes under the hand; each comes back as it was left, and as it is saved by then. */
  function exchange(title: string, next: Draft): void {
    let away = store.getState().draft;
    const swap = (): void => {
      const { draft } = store.getState();
      put(away && asSaved(away));
      away = draft;
    };
    undo.add({ title, undo: swap, redo: swap });
    steps.end();
    put(next);
  }

  /** Another window has saved or removed what is under the hand: changes stay, what was not changed is as saved. */
  function follow(): void {
    const { draft } = store.getState();
    if (!draft || draft.name === null) return;
    const next = asSaved(draft);
    if (next.name === draft.name && scenarioText(next.saved) === scenarioText(draft.saved)) return;
    const edited = changesOf(draft).length > 0;
    put(edited ? next : { ...next, scenario: next.saved });
  }

  function asSaved(draft: Draft): Draft {
    if (draft.name === null) return draft;
    const file = store.getState().documents.find(({ name }) => name === draft.name);
    return file ? { ...draft, saved: file.scenario ?? draft.saved } : { ...draft, name: null, origin: draft.name };
  }

  async function capturedDraft(): Promise<Draft> {
    const { scenario, remarks } = await client.request("scenario", { project });
    return newDraft("From the captured host", parseScenario(scenario, null), remarks);
  }

  async function readStanding(): Promise<void> {
    const { scenario } = await client.request("scenario", { project });
    const own = parseScenario(scenario, null);
    forms = mechanismForms.map((form) => ({ ...form, standing: form.standing && entryOf(own, form.id) !== undefined }));
    refresh();
  }

  function answered(answer: Answer, last: boolean): void {
    answers.keep(answer);
    if (!last) return;
    refresh();
    options.onExact?.(answer);
  }

  function keep(title: string, after: readonly Beside[]): void {
    const before = store.getState().kept;
    const set = (kept: readonly Beside[]) => (): void => {
      store.setState({ kept });
      refresh();
    };
    undo.add({ title, undo: set(before), redo: set(after) });
    set(after)();
  }

  return {
    ...store,
    fileOf: saved.fileOf,
    save: filing.save,
    rename: filing.rename,
    remove: filing.remove,
    cancelExact: exact.cancel,
    async begin(captured) {
      try {
        await filing.load();
        // What the page begins with does not wait for it.
        if (captured.length > 0) readStanding().catch(() => {});
        if (store.getState().draft) return refresh();
        const remembered = memory.read();
        const latest = latestOf(store.getState().documents);
        if (remembered) {
          store.setState({ kept: remembered.kept, unchecked: remembered.unchecked });
          put(remembered.draft);
        } else if (latest?.scenario) put(savedDraft(latest.name, latest.scenario));
        else if (captured.length > 0) put(await capturedDraft());
        else store.setState({ starting: false });
      } catch (thrown) {
        store.setState({ starting: false, startError: toReport(thrown) });
      }
    },
    async reload() {
      if (store.getState().starting) return;
      await filing.load();
      follow();
      refresh();
    },
    renew(next) {
      if (next === revision) return;
      exact.cancel();
      revision = next;
      warm = false;
      refresh();
    },
    change(title, make, gesture) {
      const { draft } = store.getState();
      const scenario = draft && make(draft.scenario);
      if (draft && scenario && scenario !== draft.scenario) step(title, draft, { scenario }, gesture ?? null);
    },
    endGesture: steps.end,
    toggle(id) {
      const { draft } = store.getState();
      if (!draft) return;
      const on = isOn(draft.scenario, id);
      const own = entryOf(draft.scenario, id);
      const parked = on && own ? { ...draft.parked, [id]: own } : draft.parked;
      const title = mechanismForms.find((one) => one.id === id)?.title ?? id;
      step(`${title} ${on ? "off" : "on"}`, draft, { parked, scenario: variant(draft, id) });
    },
    reset() {
      const { draft } = store.getState();
      if (draft && changesOf(draft).length > 0)
        step(`Reset ${titleOf(draft)}`, draft, { scenario: draft.saved, parked: {} });
    },
    open(name) {
      const found = store.getState().documents.find((one) => one.name === name);
      if (found?.scenario) exchange(`Open ${name}`, savedDraft(name, found.scenario));
    },
    async startFrom(what) {
      if (what === "static") exchange("Static mix by hand", newDraft("Static mix by hand", staticMix()));
      else exchange("Scenario from the captured host", await capturedDraft());
    },
    async takeMix(names, all) {
      const held = store.getState().draft;
      const draft = held ?? (await capturedDraft());
      const whole = names.length === 0 || all.every((name) => names.includes(name));
      const scenario = whole ? equalShares(draft.scenario) : onlyGuests(draft.scenario, names);
      const title = `Mix of ${whole ? "all captured guests" : names.join(", ")}`;
      if (held) step(title, draft, { scenario });
      else exchange(title, { ...draft, scenario });
    },
    readFile: (text, name) =>
      exchange(`Read ${name}`, newDraft(name.replace(/\.json$/i, ""), readScenario(text, name))),
    keepForComparison() {
      const { draft, kept } = store.getState();
      if (!draft) return;
      const changes = changesOf(draft).length;
      const words = changes === 0 ? "" : `, ${changes} ${changes === 1 ? "change" : "changes"}`;
      const title = freeName(
        `${titleOf(draft)}${words}`,
        kept.map((one) => one.title),
      );
      keep(`Compare with ${title}`, [...kept, { id: `kept ${title}`, title, scenario: draft.scenario }]);
    },
    drop(row) {
      const { kept } = store.getState();
      const gone = kept.find((one) => one.id === row);
      if (gone)
        keep(
          `Take ${gone.title} out`,
          kept.filter((one) => one !== gone),
        );
    },
    check(row, on) {
      const { unchecked } = store.getState();
      store.setState({ unchecked: on ? unchecked.filter((id) => id !== row) : [...unchecked, row] });
      refresh();
    },
    light(lit) {
      if (store.getState().lit !== lit) store.setState({ lit });
    },
    setWhy: (why) => store.setState({ why }),
    runExact: exact.run,
    retry() {
      answers.retry();
      refresh();
    },
    variantOf(id) {
      const { draft } = store.getState();
      return draft && bestOf(variant(draft, id));
    },
    close() {
      exact.cancel();
      answers.close();
    },
  };
}

/** What every reader would refuse. */
function problemOf(scenario: Scenario): Problem | null {
  try {
    checkScenario(scenario);
    return null;
  } catch (thrown) {
    const error = toReport(thrown);
    return { place: placeOf(error), error };
  }
}
