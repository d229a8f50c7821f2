// Everything the Dashboards page asks of the back end besides the panels themselves.
import { useMemo } from "react";
import { useStore } from "zustand";
import type { ErrorReport } from "../../../src-shared/base/errors.ts";
import { coverageOf } from "../../../src-shared/dashboard/coverage.ts";
import type { NamedAnswer } from "../../../src-shared/dashboard/sources.ts";
import { countsOf, FACTS_SQL, type Facts } from "../../../src-shared/dashboard/templates/facts.ts";
import type { LanesReply } from "../../../src-shared/protocol/column-replies.ts";
import { DensityReply } from "../../../src-shared/protocol/replies.ts";
import type { Progress } from "../../../src-shared/protocol/requests.ts";
import type { DocumentsReply, OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useRequest } from "../../app/use-request.ts";
import type { Desk } from "./desk.ts";
import { builtOf, type Shelf, savedOf } from "./shelf.ts";

export interface PageData {
  readonly shelf: Shelf;
  /** Saved dashboards are known. */
  readonly savedKnown: boolean;
  /** What the project holds is known as well, and with it the built-in dashboards. */
  readonly builtKnown: boolean;
  readonly lanes: LanesReply | null;
  readonly lanesError: ErrorReport | null;
  readonly progress: Progress | null;
  readonly answer: NamedAnswer | null;
  readonly answerKnown: boolean;
  readonly error: ErrorReport | null;
  readonly again: () => void;
  readonly covered: ReturnType<typeof coverageOf>;
}

const LAST = "last";

export function usePageData(open: OpenReply, desk: Desk): PageData {
  const { project, info } = open;
  const saved = useRequest("documents", { project, kind: "dashboard" });
  const answers = useRequest("documents", { project, kind: "answer" });
  const lanes = useRequest("lanes", { project });
  const counts = useRequest("query", { project, sql: FACTS_SQL, limit: 1 });
  const answer = useMemo(() => lastAnswer(answers.data), [answers.data]);
  const savedList = useMemo(() => savedOf(saved.data), [saved.data]);
  useStore(desk.state, (state) => state.drafts);
  const builtKnown =
    (lanes.data !== null || lanes.error !== null) &&
    (counts.data !== null || counts.error !== null) &&
    (answers.data !== null || answers.error !== null);
  const facts = useMemo(
    (): Facts => ({
      lanes: lanes.data?.lanes ?? [],
      heatLanes: lanes.data?.heat_lanes ?? [],
      tables: info.tables,
      guests: info.guests.map(({ name }) => name),
      answered: answer !== null,
      counts: counts.data ? countsOf(counts.data.columns, counts.data.rows[0]) : {},
    }),
    [lanes.data, info, answer, counts.data],
  );
  const built = useMemo(() => (builtKnown ? builtOf(facts) : []), [builtKnown, facts]);
  const covered = useMemo(() => coverageOf({ ...open, captures: open.info.captures }), [open]);
  return {
    shelf: useMemo(() => ({ saved: savedList, built }), [savedList, built]),
    savedKnown: saved.data !== null,
    builtKnown,
    lanes: lanes.data,
    lanesError: lanes.error,
    progress: lanes.progress,
    answer,
    answerKnown: answers.data !== null || answers.error !== null,
    error: saved.error,
    again: () => {
      for (const one of [saved, answers, lanes, counts]) if (one.error) one.again();
    },
    covered,
  };
}

function lastAnswer(answers: DocumentsReply | null): NamedAnswer | null {
  const text = answers?.documents.find(({ name }) => name === LAST)?.text;
  if (text === undefined) return null;
  try {
    const { scenario, answer } = JSON.parse(text) as { scenario?: unknown; answer?: unknown };
    const reply = DensityReply.safeParse(answer);
    return typeof scenario === "string" && reply.success ? { scenario, reply: reply.data } : null;
  } catch {
    return null;
  }
}
