// The comparison of systems and the attribution to mechanisms of one project: asked for by hand, remembered with the answer.
import { parseScenario } from "../../../src-shared/density/scenario.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import { CompareReply } from "../../../src-shared/protocol/compare-replies.ts";
import type { ShapleyReply } from "../../../src-shared/protocol/shapley-replies.ts";
import type { Transport } from "../../../src-shared/protocol/transport.ts";
import { createLongRun, type LongRun } from "./long-run.ts";
import { scenarioJson, scenarioKey } from "./scenario-text.ts";

/** Name of the last comparison among the project's answers. */
const KEPT = "systems";

export interface Systems {
  readonly comparison: LongRun<CompareReply>;
  readonly attribution: LongRun<ShapleyReply>;
  compare(scenario: Scenario, file: string | null, revision: string): Promise<void>;
  attribute(scenario: Scenario, file: string | null, revision: string): Promise<void>;
  /** Brings back the comparison that the project keeps, once. */
  recall(): Promise<void>;
}

/** What a comparison or an attribution is of. */
export const systemsKey = (scenario: Scenario, revision: string): string => `${revision} ${scenarioKey(scenario)}`;

export function createSystems(client: Pick<Transport, "request">, project: string, workers: number): Systems {
  const comparison = createLongRun<CompareReply>();
  const attribution = createLongRun<ShapleyReply>();
  let recalled = false;
  const payload = (scenario: Scenario, file: string | null) => ({
    project,
    scenario: scenarioJson(scenario),
    file,
    workers,
  });
  return {
    comparison,
    attribution,
    compare: (scenario, file, revision) =>
      comparison.run(systemsKey(scenario, revision), (signal, onProgress) =>
        client.request("compare", payload(scenario, file), { signal, onProgress }),
      ),
    attribute: (scenario, file, revision) =>
      attribution.run(systemsKey(scenario, revision), (signal, onProgress) =>
        client.request("shapley", payload(scenario, file), { signal, onProgress }),
      ),
    async recall() {
      if (recalled) return;
      recalled = true;
      const { documents } = await client.request("documents", { project, kind: "answer" });
      const kept = keptComparison(documents.find(({ name }) => name === KEPT)?.text ?? null);
      if (kept) comparison.recall(kept.key, kept.reply);
    },
  };
}

/** Null when there is none, or none that this version reads. */
export function keptComparison(text: string | null): { readonly key: string; readonly reply: CompareReply } | null {
  try {
    const { revision, reply: kept } = JSON.parse(text ?? "null") as { revision: unknown; reply: unknown };
    const reply = CompareReply.parse(kept);
    return { key: systemsKey(parseScenario(reply.scenario, null), String(revision)), reply };
  } catch {
    return null;
  }
}
