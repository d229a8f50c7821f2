// The What-if page: the scenario at the left, its answer and what stands behind it at the right.
import "./whatif.css";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { refusalSentence, sentenceText } from "../../../src-shared/density/sentence.ts";
import { type App, useApp } from "../../app/app.tsx";
import { NoProject } from "../../app/no-project.tsx";
import { useSession } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { PaneEdge, usePaneSize } from "../../ui/split.tsx";
import { Callout, ErrorCard, Skeleton } from "../../ui/state.tsx";
import { useSize, useWide } from "../../ui/use-size.ts";
import { AnswerHead } from "./answer-head.tsx";
import { Checks } from "./checks.tsx";
import { useCommands, useFormHidden } from "./commands.ts";
import { type PageContext, ShownProvider, usePage, useWhatIf, WhatIfProvider } from "./context.tsx";
import { Curves } from "./curves.tsx";
import type { Draft } from "./draft.ts";
import { NoProfile } from "./empty.tsx";
import { Fall } from "./fall.tsx";
import { Form } from "./form.tsx";
import { Head } from "./head.tsx";
import { Hull } from "./hull.tsx";
import { sessionMemory } from "./memory.ts";
import { NameDialog } from "./name-dialog.tsx";
import { NextGuest } from "./next-guest.tsx";
import { Parts } from "./parts.tsx";
import { Rules } from "./rules.tsx";
import { Scenarios } from "./scenarios.tsx";
import { SizePanel } from "./size-panel.tsx";
import { createWhatIf } from "./store.ts";
import { SystemsPanel } from "./systems-panel.tsx";
import { createSystems } from "./systems-run.ts";
import { useAsked } from "./use-asked.ts";
import { Why } from "./why.tsx";

const MOST_WORKERS = 16;

/** One store for each project of a window: it keeps what is under the hand while other pages are shown. */
const stores = new WeakMap<App, Map<string, Kept>>();

type Kept = Pick<PageContext, "whatIf" | "systems">;

function storeOf(app: App, project: string): Kept {
  const known = stores.get(app) ?? new Map<string, Kept>();
  stores.set(app, known);
  const found = known.get(project);
  if (found) return found;
  // At least two, so that a long answer never stands in the way of the back end's other work.
  const workers = Math.max(2, Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 2));
  const whatIf = createWhatIf({
    project,
    client: app.client,
    undo: app.undo,
    workers,
    now: () => performance.now(),
    wall: () => Date.now(),
    memory: sessionMemory(window.sessionStorage, project),
    onExact: ({ reply }) => app.live.say(`Exact answer: ${reply.n.p50} guests, p5 ${reply.n.p5}, p95 ${reply.n.p95}`),
  });
  const made = { whatIf, systems: createSystems(app.client, project, workers) };
  known.set(project, made);
  return made;
}

export function WhatIfPage() {
  const app = useApp();
  const opened = useSession((session) => session.project);
  const openError = useSession((session) => session.openError);
  const path = opened?.project ?? null;
  const value = useMemo(
    (): PageContext | null =>
      opened && { ...storeOf(app, opened.project), project: opened.project, captured: opened.info.guests },
    [app, opened],
  );
  const revision = opened?.revision ?? "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: begins once a project; a new revision only renews answers
  useEffect(() => {
    if (!value) return;
    value.whatIf.renew(revision);
    void value.whatIf.begin(value.captured.map((guest) => guest.name));
  }, [path, revision]);
  const documentChanges = useSession((session) => session.documentChanges);
  useEffect(() => {
    if (documentChanges > 0) void value?.whatIf.reload().catch(() => {});
  }, [value, documentChanges]);
  const [asking, setAsking] = useState(false);
  const askName = useCallback(() => setAsking(true), []);
  useCommands(value?.whatIf ?? null, askName);
  if (openError) return <ErrorCard error={openError} />;
  if (!value)
    return (
      <NoProject title="What-if" opening={<Loading />}>
        A what-if asks how many guests a host holds: open a project, or bring a first capture in.
      </NoProject>
    );
  return (
    <WhatIfProvider value={value}>
      <Content />
      {asking && <AskName onClose={() => setAsking(false)} />}
    </WhatIfProvider>
  );
}

function AskName({ onClose }: { readonly onClose: () => void }) {
  const draft = useWhatIf((state) => state.draft);
  return draft && <NameDialog task="save" draft={draft} onClose={onClose} />;
}

function Content() {
  const { whatIf, captured } = usePage();
  const draft = useWhatIf((state) => state.draft);
  const starting = useWhatIf((state) => state.starting);
  const startError = useWhatIf((state) => state.startError);
  const shown = useWhatIf((state) => state.shown);
  const why = useWhatIf((state) => state.why);
  const hidden = useFormHidden();
  useAsked();
  if (startError)
    return (
      <>
        <Head draft={null} />
        <div className="wi-alone">
          <ErrorCard
            error={startError}
            actions={
              <Button kind="primary" onClick={() => void whatIf.begin(captured.map((guest) => guest.name))}>
                Try again
              </Button>
            }
          />
        </div>
      </>
    );
  if (!draft)
    return (
      <>
        <Head draft={null} />
        {starting ? <Loading /> : <NoProfile reply={null} />}
      </>
    );
  const refused =
    shown !== null &&
    shown.reply.coverage.grade === "E" &&
    // An earlier answer may be of guests made up by hand, which is another matter.
    [shown.scenario, draft.scenario].every(({ guests }) => guests.every((guest) => guest.kind === "profile"));
  return (
    <>
      <Head draft={draft} />
      <div className="wi-main">
        {!hidden && <FormPane draft={draft} />}
        {refused ? <NoProfile reply={shown.reply} /> : <Right draft={draft} />}
        {why && shown && (
          <ShownProvider answer={shown} draft={draft} wide={false}>
            <Why />
          </ShownProvider>
        )}
      </div>
    </>
  );
}

/** The form and its edge to drag. */
function FormPane({ draft }: { readonly draft: Draft }) {
  const wide = useWide();
  const pane = { name: "whatif.form", standard: wide ? 300 : 264, min: 240, max: 440 };
  const width = usePaneSize(pane);
  return (
    <>
      <Form draft={draft} width={width} />
      <PaneEdge {...pane} sizes="left" label="the form" />
    </>
  );
}

/** Below this the answer re-flows, as the style sheet has it. */
const WIDE_PX = 900;

function Right({ draft }: { readonly draft: Draft }) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  return (
    <div className="wi-right" ref={box}>
      <Result draft={draft} wide={size === null || size.width > WIDE_PX} />
    </div>
  );
}

function Result({ draft, wide }: { readonly draft: Draft; readonly wide: boolean }) {
  const shown = useWhatIf((state) => state.shown);
  const fresh = useWhatIf((state) => state.fresh);
  if (!shown) return <NoAnswerYet />;
  const dimmed = !fresh;
  return (
    <ShownProvider answer={shown} draft={draft} wide={wide}>
      <section className={`wi-res${dimmed ? " stale" : ""}`} aria-label="Answer" aria-busy={dimmed}>
        <div className="wi-top">
          <Failure at={shown.at} />
          <AnswerHead />
        </div>
        <Checks dimmed={dimmed} />
        <Hull dimmed={dimmed} />
        <Curves dimmed={dimmed} />
        <Fall dimmed={dimmed} />
        <NextGuest dimmed={dimmed} />
        <div className="wi-below">
          <Parts dimmed={dimmed} />
          <Scenarios dimmed={false} />
        </div>
        <SystemsPanel />
        <Rules dimmed={dimmed} />
        <SizePanel dimmed={dimmed} />
      </section>
    </ShownProvider>
  );
}

/** Why there is no newer answer; the last good one stays with its time. */
function Failure({ at }: { readonly at: number | null }) {
  const { whatIf } = usePage();
  const failure = useWhatIf((state) => state.failure);
  const problem = useWhatIf((state) => state.problem);
  const error = failure ?? problem?.error ?? null;
  if (!error) return null;
  const kept =
    at === null ? "" : ` The answer below is the last good one, of ${new Date(at).toTimeString().slice(0, 8)}.`;
  return (
    <Callout tone={problem ? "warn" : "err"} actions={failure && <Button onClick={whatIf.retry}>Try again</Button>}>
      <b>{sentenceText(refusalSentence(error))}</b>
      {error.expected && <div className="dim">Expected: {error.expected}</div>}
      {error.next && <div className="dim">{error.next}</div>}
      {kept && <div className="dim">{kept.trim()}</div>}
    </Callout>
  );
}

function NoAnswerYet() {
  const failure = useWhatIf((state) => state.failure);
  const problem = useWhatIf((state) => state.problem);
  if (failure || problem)
    return (
      <section className="wi-res alone" aria-label="Answer">
        <Failure at={null} />
      </section>
    );
  return <Loading />;
}

/** The final layout while the first answer is on its way. */
function Loading() {
  return (
    <section className="wi-res" aria-label="Answer" aria-busy="true">
      <div className="wi-top">
        <Skeleton height={30} label="the answer is on its way" />
      </div>
      {["wi-checks", "wi-hull", "wi-curves", "wi-fall", "wi-next"].map((name) => (
        <div key={name} className={name}>
          <Skeleton height="100%" />
        </div>
      ))}
    </section>
  );
}
