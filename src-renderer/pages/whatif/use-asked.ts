// What the address asks the page for, once: the mix that another page has chosen, a saved scenario, a parameter's field.
import { useEffect } from "react";
import { useStore } from "zustand";
import { toReport } from "../../../src-shared/base/errors.ts";
import { type App, useApp } from "../../app/app.tsx";
import { showForm } from "./commands.ts";
import { usePage, useWhatIf } from "./context.tsx";
import { absenceOf, placesOf } from "./places.ts";
import type { WhatIf } from "./store.ts";

/** `mix`, `scenario:NAME` or `parameter:ID` in the route's detail. */
export function useAsked(): void {
  const app = useApp();
  const { route } = app;
  const { whatIf, captured } = usePage();
  const detail = useStore(route, (state) => state.detail);
  const starting = useWhatIf((state) => state.starting);
  useEffect(() => {
    if (starting || detail === null) return;
    const { guests } = route.getState().selection;
    route.change({ detail: null }, true);
    const [kind, name] = split(detail);
    if (kind === "mix")
      whatIf
        .takeMix(
          guests,
          captured.map((guest) => guest.name),
        )
        .catch((thrown: unknown) => app.toasts.fail(toReport(thrown)));
    else if (kind === "scenario") void openScenario(app, whatIf, name);
    else if (kind === "parameter") showParameter(app, name);
  }, [app, route, whatIf, captured, starting, detail]);
}

function split(detail: string): readonly [kind: string, name: string] {
  const at = detail.indexOf(":");
  return at < 0 ? [detail, ""] : [detail.slice(0, at), detail.slice(at + 1)];
}

async function openScenario({ toasts }: App, whatIf: WhatIf, name: string): Promise<void> {
  const find = () => whatIf.getState().documents.find((one) => one.name === name);
  if (!find()) await whatIf.reload().catch(() => {});
  const found = find();
  if (!found) toasts.say(`There is no saved scenario ${name}`);
  else if (found.error) toasts.fail(found.error);
  else if (whatIf.getState().draft?.name !== name) whatIf.open(name);
}

/** Brings a parameter's field into sight; one without a field of its own is told, beside its mechanism. */
function showParameter(app: App, id: string): void {
  showForm(app);
  // After the form is there, and after what was open before has given the focus back.
  requestAnimationFrame(() => {
    const rows = placesOf(id).map((place) =>
      document.querySelector<HTMLElement>(`[data-place="${CSS.escape(place)}"]`),
    );
    const row = rows.find((one) => one !== null);
    row?.scrollIntoView({ block: "center" });
    row?.querySelector<HTMLElement>("input, button")?.focus();
    if (!rows[0]) app.toasts.say(absenceOf(id));
  });
}
