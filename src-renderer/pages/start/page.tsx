// The Start page: bring a first capture in, or go on where one stopped.
import "./start.css";
import { useEffect } from "react";
import { useStore } from "zustand";
import { useApp } from "../../app/app.tsx";
import type { PageId } from "../../app/route.ts";
import { useSession } from "../../app/use-request.ts";
import { DropZone } from "../../intake/drop-zone.tsx";
import { RecipeDialog, RecordHost } from "../../intake/recipe.tsx";
import { useIntake, useIntakeState } from "../../intake/use-intake.ts";
import { Button } from "../../ui/button.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { ErrorCard, Skeleton } from "../../ui/state.tsx";
import { Recent, useRecent } from "./recent.tsx";

const STEPS: readonly (readonly [PageId, IconName, string, string])[] = [
  ["import", "import", "Import", "what was read, rejected, lost"],
  ["guests", "guests", "Guests", "what each needs and shares"],
  ["whatif", "whatif", "What-if", "N* with interval and what binds"],
  ["reports", "reports", "Report", "one file for people who decide"],
];

export function StartPage() {
  const { route, session } = useApp();
  const intake = useIntake();
  const home = useSession((state) => state.home);
  const detail = useStore(route, (state) => state.detail);
  const failed = useIntakeState((state) => state.failed);
  const recent = useRecent(home?.recent ?? []);
  useEffect(() => void session.refreshHome(), [session]);
  return (
    <div className="startpage">
      {detail === "recipe" && <RecipeDialog onClose={() => route.change({ detail: null })} />}
      <div className="startgrid">
        <div className="startmain">
          <h1>How many guests fit on this host?</h1>
          <p className="dim startlead">
            Bring what you recorded. Plimsoll reads it, shows it, and answers with an interval.
          </p>
          <DropZone withSample={!home || recent.length > 0} />
          {failed && (
            <div className="startfailed">
              <ErrorCard error={failed.error} actions={<Button onClick={() => intake.forgive()}>Close</Button>} />
            </div>
          )}
          {home && recent.length === 0 ? (
            <Sample available={home.sample !== null} />
          ) : (
            <>
              <h2 className="startsec">
                Recent projects
                <span className="grow" />
                <span className="dim2">N* per host, p5 to p95</span>
              </h2>
              {home ? <Recent projects={recent} /> : <Skeleton height={140} />}
            </>
          )}
        </div>
        <div className="startside">
          <h2 className="startsec">Record a host</h2>
          <RecordHost />
          <h2 className="startsec startstepshead">First steps</h2>
          <ol className="startsteps">
            {STEPS.map(([page, icon, title, what]) => (
              <li key={page}>
                <button type="button" onClick={() => route.go(page)}>
                  <i>
                    <Icon name={icon} />
                  </i>
                  <span>
                    <b>{title}</b>
                    <span className="dim2 startsmall">{what}</span>
                  </span>
                </button>
              </li>
            ))}
          </ol>
        </div>
      </div>
    </div>
  );
}

/** Stands where recent projects will be. */
function Sample({ available }: { readonly available: boolean }) {
  const intake = useIntake();
  if (!available) return null;
  return (
    <>
      <h2 className="startsec">No projects yet: look at one first</h2>
      <div className="panel startsample">
        <i>
          <Icon name="ship" size={24} />
        </i>
        <div>
          <b>Three guests on one host</b>
          <p className="dim">
            A reduced recording of a real host: page faults, KSM, balloon and statistics over 135 s, with the content of
            every page at its end. It takes a few seconds to import.
          </p>
          <Button icon="ship" onClick={() => void intake.openSample()}>
            Open the sample project
          </Button>
        </div>
      </div>
    </>
  );
}
