// Which scenarios a report can be written of: the last answer, the saved ones, the recorded host as it is.
import { readScenario } from "../../../src-shared/density/scenario.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import type { DocumentsReply } from "../../../src-shared/protocol/window-replies.ts";

export interface ScenarioChoice {
  readonly id: string;
  readonly title: string;
  readonly scenario: unknown;
  /** The file it was saved in, which series files are looked up beside. */
  readonly file: string | null;
  /** When it was saved; null for what was not saved under a name. */
  readonly savedMs: number | null;
}

const LAST = "last";
export const RECORDED = "recorded";

export interface ScenarioReplies {
  readonly saved: DocumentsReply | null;
  readonly answers: DocumentsReply | null;
  /** A scenario filled from what was recorded; null: it is not known yet. */
  readonly recorded: ReplyOf["scenario"] | null;
}

/** The last answer first, then what was saved by name. */
export function scenarioChoices(project: string, { saved, answers, recorded }: ScenarioReplies): ScenarioChoice[] {
  const last = lastAnswer(answers);
  return [
    ...(last ? [{ ...last, file: last.saved ? fileOf(project, last.saved) : null, savedMs: null }] : []),
    ...(saved?.documents ?? [])
      .map(({ name, text, modified_ms: savedMs }) => ({
        id: `saved:${name}`,
        title: name,
        scenario: parsed(text, name),
        file: fileOf(project, name),
        savedMs,
      }))
      .filter((choice) => choice.scenario !== null)
      .sort((a, b) => a.title.localeCompare(b.title, "en", { numeric: true })),
    ...(recorded && hasGuest(recorded)
      ? [{ id: RECORDED, title: "The recorded host as it is", scenario: recorded.scenario, file: null, savedMs: null }]
      : []),
  ];
}

/** What a new report is about: the last answer, else the scenario that was saved last, else the recorded host. */
export function firstChoice(choices: readonly ScenarioChoice[]): ScenarioChoice | null {
  const last = choices.find(({ id }) => id === LAST);
  const saved = choices.filter(({ savedMs }) => savedMs !== null);
  const latest = saved.sort((a, b) => (b.savedMs ?? 0) - (a.savedMs ?? 0))[0];
  return last ?? latest ?? choices[0] ?? null;
}

/** Of a route's detail: `scenario:NAME` asks for a saved scenario. */
export const choiceOfDetail = (detail: string | null): string | null =>
  detail?.startsWith("scenario:") ? `saved:${detail.slice("scenario:".length)}` : null;

const fileOf = (project: string, name: string): string => `${project}/scenarios/${name}.json`;

function lastAnswer(answers: DocumentsReply | null) {
  const text = answers?.documents.find((document) => document.name === LAST)?.text;
  if (text === undefined) return null;
  try {
    const last = JSON.parse(text) as { scenario?: unknown; saved?: unknown; answer?: { scenario?: unknown } };
    const { scenario: name, answer } = last;
    if (typeof name !== "string" || typeof answer?.scenario !== "object" || answer.scenario === null) return null;
    return {
      id: LAST,
      title: name === UNSAVED ? "Last answer" : `Last answer: ${name}`,
      scenario: answer.scenario,
      // The name alone may be that of a file elsewhere.
      saved: last.saved === true ? name : null,
    };
  } catch {
    return null;
  }
}

/** What the back end calls the scenario of an answer that was not saved. */
const UNSAVED = "unsaved scenario";

function parsed(text: string, name: string): unknown {
  try {
    readScenario(text, name);
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Without a guest the recorded host gives no answer; the remarks say so. */
const hasGuest = ({ remarks }: ReplyOf["scenario"]): boolean =>
  !remarks.some((remark) => remark.startsWith("no guest was captured"));
