// The one Intake and the one list of imports of a window, for components.
import { useStore } from "zustand";
import { type App, useApp } from "../app/app.tsx";
import { createImportRuns, type ImportRuns } from "./import-runs.ts";
import { createIntake, type Intake, type IntakeState } from "./intake.ts";

interface Own {
  readonly intake: Intake;
  readonly runs: ImportRuns;
}

const owned = new WeakMap<App, Own>();

function ownOf(app: App): Own {
  const known = owned.get(app);
  if (known) return known;
  const runs = createImportRuns(app.client);
  const own = { runs, intake: createIntake({ ...app, runs }) };
  owned.set(app, own);
  return own;
}

export const useIntake = (): Intake => ownOf(useApp()).intake;

export const useIntakeState = <T>(pick: (state: IntakeState) => T): T => useStore(useIntake(), pick);

export const useImportRuns = (): ImportRuns => ownOf(useApp()).runs;
