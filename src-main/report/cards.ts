// Provenance: which card tells where a number of the report comes from.
import { explainField } from "../../src-shared/density/provenance.ts";
import { sentenceCase } from "../../src-shared/density/words.ts";
import type { ProfileReply } from "../../src-shared/protocol/replies.ts";
import type { Card, ReportDocument } from "../../src-shared/protocol/report.ts";
import { shapeOf, valueAt } from "./paths.ts";

/** A report before its cards. */
export type Contents = Omit<ReportDocument, "cards">;

/** What a field of the density reply's provenance is called, and which numbers of the report are read from it. */
const fields: Readonly<Record<string, { readonly title: string; readonly covers: readonly string[] }>> = {
  "guests.ram": { title: "RAM of the guests", covers: ["guests.ram_bytes", "profile.guests.ram_pages"] },
  "guests.resident": {
    title: "Resident memory of the guests",
    covers: [
      "profile.guests.resident_pages",
      "profile.guests.footprint_pages",
      "profile.guests.working_set",
      "profile.guests.miss_ratio",
    ],
  },
  "guests.contents": { title: "Page contents", covers: ["profile.guests.content", "profile.sharing"] },
  "guests.overhead": { title: "Host memory per guest besides its RAM", covers: [] },
  "guests.free": { title: "Memory free inside the guests", covers: [] },
  "guests.pinned": { title: "Memory that must not be touched", covers: ["guests.pinned"] },
  "host.memory": { title: "Memory of the recorded host", covers: [] },
  "ksm.settings": { title: "KSM counters and settings", covers: ["profile.ksm.settings", "profile.ksm.observed"] },
  "ksm.scan_rate": { title: "Scan rate of KSM", covers: ["profile.ksm.scan_rate"] },
};

/** Titles of the computed fields of an answer. */
const computedTitles: Readonly<Record<string, string>> = {
  n: "N* and its interval",
  binding: "What binds",
  coverage: "Coverage grade",
  mechanisms: "What each mechanism saves",
  waterfall: "Where the memory goes",
  slowdown: "Slowdown at N*",
  functions: "What the calls of functions come to",
  numa: "Where guests stand on the NUMA nodes",
  overrun: "Overrun",
  curve: "Chance and slowdown by number of guests",
  marginal_bytes_per_guest: "What one guest more takes",
  rules_of_thumb: "Rules of thumb",
};

const INPUT = "input.";

/** All cards of a report, in the order in which they are numbered. */
export function cardsOf(report: Contents): Card[] {
  const { density } = report;
  const inputs = density.provenance.filter((entry) => entry.field.startsWith(INPUT)).map(inputCard);
  const ids = inputs.map((card) => card.id);
  const fromInputs = new Set(inputs.flatMap((card) => card.sources.map(keyOf)));
  const answers = density.provenance
    .filter((entry) => !entry.field.startsWith(INPUT))
    .map((entry) => answerCard(density, entry, inputs.length > 0, fromInputs));
  const reading = (path: string): string[] =>
    inputs.filter((card) => card.covers.includes(path)).map((card) => card.id);
  return [
    {
      id: "answer",
      title: "The answer",
      covers: ["density"],
      how: "Simulated by the engine from the scenario, the seed and the inputs below. The same inputs, scenario, seed and engine give the same digest.",
      inputs: ["scenario", ...ids],
      sources: [],
      sql: null,
    },
    scenarioCard,
    ...answers,
    ...inputs,
    ...computed(report.profile, reading("profile.sharing"), reading("profile.guests.resident_pages")),
    ...shapleyCards(density),
    ...systemCards(report),
    ...report.dashboards.flatMap(panelCards),
    ...wholeCards(report),
  ];
}

type Entry = Contents["density"]["provenance"][number];

function inputCard(entry: Entry): Card {
  const field = entry.field.slice(INPUT.length);
  const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
  return {
    id: `input-${slug(field)}`,
    title: known?.title ?? field,
    covers: [...(known?.covers ?? [])],
    how: null,
    inputs: [],
    sources: [...entry.sources],
    sql: entry.sql,
  };
}

/** A computed field: its method in words. Captures and queries stand on the cards of the inputs where there are any. */
function answerCard(density: Contents["density"], entry: Entry, onInputs: boolean, known: ReadonlySet<string>): Card {
  const { field, sql } = entry;
  const how = valueAt(density, field) === undefined ? undefined : explainField(density, field).steps[0]?.what;
  const own = entry.sources.filter((source) => !known.has(keyOf(source)) && source.what !== "scenario");
  return {
    id: `answer-${slug(field)}`,
    title: Object.hasOwn(computedTitles, field) ? computedTitles[field]! : field,
    covers: [`density.${shapeOf(field)}`],
    how: how === undefined ? null : `${sentenceCase(how)}.`,
    inputs: ["answer"],
    sources: own,
    sql: onInputs ? null : sql,
  };
}

const keyOf = (source: Card["sources"][number]): string => `${source.what}\n${source.sha256}`;
const slug = (field: string): string => field.replace(/[^A-Za-z0-9]+/g, "-");

const scenarioCard: Card = {
  id: "scenario",
  title: "The scenario",
  covers: [
    "density.scenario",
    "density.seed",
    "density.confidence",
    "density.replications",
    "density.assumptions",
    "derived.host",
  ],
  how: "Given by whoever asked, with defaults filled in; printed in full under “Repeat this answer”. Usable memory = memory − reserve.",
  inputs: [],
  sources: [],
  sql: null,
};

/** Cards for what rests on the project as a whole. */
function wholeCards(report: Contents): Card[] {
  const everyFile = report.captures.length > 0 ? [allFiles] : [];
  return [
    {
      id: "profiles",
      title: "Profiles of the guests",
      covers: ["profile", "guests"],
      how: "Learnt from all captures of the project.",
      inputs: [],
      sources: everyFile,
      sql: null,
    },
    {
      id: "quality",
      title: "Counts of the import",
      covers: ["problems", "clocks", "captures", "derived.quality", "derived.spans", "derived.guests_recorded"],
      how: "Counted while the files were read; read = accepted + rejected + skipped in every file. Lost is what a file itself tells. Sums leave out duplicates. Time covered = last − first event.",
      inputs: [],
      sources: everyFile,
      sql: null,
    },
  ];
}

const allFiles: Card["sources"][number] = {
  what: "all files of the project",
  sha256: null,
  note: "listed with their hashes under captures",
};

/** Cards of the numbers that the report computes itself. */
function computed(profile: ProfileReply, contents: readonly string[], resident: readonly string[]): Card[] {
  const card = (
    id: string,
    title: string,
    covers: readonly string[],
    how: string,
    inputs: readonly string[],
  ): Card => ({
    id,
    title,
    covers: [...covers],
    how,
    inputs: [...inputs],
    sources: [],
    sql: null,
  });
  const cards = [
    card(
      "steps",
      "Differences and sums from the answer",
      ["derived.waterfall", "derived.room", "derived.rules", "derived.overrun", "derived.evidence"],
      "Steps of the memory chart are running sums of density.waterfall; room = N − guests recorded; difference of a rule = its N − N*; overrun in bytes = pages × page size, its share is of the usable memory.",
      ["answer", "scenario"],
    ),
    card(
      "resident-check",
      "Recorded host compared",
      ["derived.resident", "derived.recorded_host", "density.checks"],
      "The answer's checks: resident pages by page faults and moves of the guest's size beside their count in page table or smaps; frames saved and host memory as predicted and as observed. Difference = predicted − observed.",
      [...resident, ...contents],
    ),
    card(
      "content-bytes",
      "Page contents in bytes",
      ["derived.contents", "derived.sharing"],
      "Pages × page size. Copies = non-zero pages beyond the first of each content; single = one page of each content. The share is (zero pages + copies) ÷ pages.",
      contents,
    ),
  ];
  if (profile.ksm)
    cards.push(
      card(
        "ksm-check",
        "KSM predicted and compared",
        ["derived.ksm", "profile.ksm.predicted", "profile.ksm.predicted_scanned", "profile.ksm.terms"],
        "Predicted from page contents, residency and settings alone; the observed counters do not go in. Frames saved = pages_sharing + ksm_zero_pages; difference = predicted − observed.",
        contents,
      ),
    );
  return cards;
}

/** How an answer is shared among its mechanisms. */
const shapleyCards = ({ shapley }: Contents["density"]): Card[] =>
  shapley
    ? [
        {
          id: "shapley",
          title: "Which mechanism deserves what",
          covers: ["density.shapley"],
          how: `Shapley values: the mean of what a mechanism adds over all orders in which the mechanisms could come, from N* under every combination of them on the same draws; numerators over ${shapley.denominator} add up exactly. Digest ${shapley.digest}.`,
          inputs: ["scenario", "answer"],
          sources: [],
          sql: null,
        },
      ]
    : [];

/** A card for each alternative of the comparison: its mechanisms, whose rules they are, what it is held against. */
function systemCards({ comparison }: Contents): Card[] {
  if (!comparison) return [];
  const all: Card = {
    id: "systems",
    title: "Systems compared",
    covers: ["comparison"],
    how: `Each alternative replaces the mechanisms of the scenario; all see the same demand, seed and drawn guests. A difference is value − baseline in each outer replication: its median and the bounds of 90 and 95 % of the replications, by nearest rank. Digest ${comparison.digest}.`,
    inputs: ["scenario", "answer"],
    sources: [],
    sql: null,
  };
  return [
    all,
    ...comparison.rows.map(
      (row, at): Card => ({
        id: systemCard(at),
        title: row.title,
        covers: [],
        how: `Mechanisms ${JSON.stringify(row.mechanisms)}; rules ${row.evidence}: ${row.source}.${row.against.length > 0 ? ` Held against ${row.against.map(({ title }) => title).join(" and ")}.` : ""}`,
        inputs: ["systems"],
        sources: [],
        sql: null,
      }),
    ),
  ];
}

const systemCard = (row: number): string => `system-${row + 1}`;

/** The card of a panel by its place in the report. */
const panelCard = (dashboard: number, panel: number): string => `dashboard-${dashboard + 1}-${panel + 1}`;

/** A card for each panel whose numbers are of its own. */
function panelCards({ title, panels }: Contents["dashboards"][number], dashboard: number): Card[] {
  return panels.flatMap((panel, at) =>
    panel.how === null || panel.shown.shape === "answer"
      ? []
      : [
          {
            id: panelCard(dashboard, at),
            title: `${title}: ${panel.title}`,
            covers: [],
            how: panel.how,
            inputs: [],
            sources: [allFiles],
            sql: panel.sql,
          },
        ],
  );
}

/** Where a number leads: the row of its file, or the card that covers the most of its path. */
export function targetOf(
  cards: readonly Card[],
  path: string,
): { readonly anchor: string; readonly card: Card | null } {
  const file = /^captures\[(\d+)\]/.exec(path);
  if (file) return { anchor: `file-${file[1]}`, card: null };
  const panel = /^dashboards\[(\d+)\]\.panels\[(\d+)\]/.exec(path);
  if (panel) {
    const id = panelCard(Number(panel[1]), Number(panel[2]));
    const own = cards.find((card) => card.id === id);
    if (own) return { anchor: `card-${id}`, card: own };
  }
  const system = /^comparison\.rows\[(\d+)\]/.exec(path);
  if (system) {
    const id = systemCard(Number(system[1]));
    const own = cards.find((card) => card.id === id);
    if (own) return { anchor: `card-${id}`, card: own };
  }
  const shape = shapeOf(path);
  let best: Card | null = null;
  let length = -1;
  for (const card of cards)
    for (const cover of card.covers)
      if (cover.length > length && (shape === cover || shape.startsWith(`${cover}.`))) {
        best = card;
        length = cover.length;
      }
  return { anchor: best ? `card-${best.id}` : "provenance", card: best };
}
