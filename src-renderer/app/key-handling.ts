// Keys of the window: chords run commands, Esc takes one step back.
import { useEffect } from "react";
import { onMac } from "../ui/keys.tsx";
import type { App } from "./app.tsx";
import { bindingsOn } from "./commands.ts";
import { actsWhileTyping, createKeyMatcher, isSingleKey, stepOf } from "./keys.ts";
import { isTyping } from "./regions.ts";

/** These belong to the field itself while somebody types. */
const OF_FIELDS: ReadonlySet<string> = new Set(["mod+z", "mod+shift+z", "mod+y", "mod+a", "mod+c", "mod+v", "mod+x"]);

/** A field whose every value is a step of the page, such as a number field, leaves these to the page. */
const OF_STEPS: ReadonlySet<string> = new Set(["mod+z", "mod+shift+z", "mod+y"]);
const makesSteps = (element: Element | null): boolean => element?.matches("[data-steps]") ?? false;

/** Listens as long as the window is there. */
export function useKeys(app: App): void {
  useEffect(() => listenToKeys(app), [app]);
}

function listenToKeys({ commands, settings, route, escape: esc }: App): () => void {
  const mac = onMac();
  const bindings = (): ReadonlyMap<string, string> => {
    const { keys, singleKeys } = settings.getState();
    const here = [...commands.getState().values()].filter(
      ({ within }) => within === undefined || document.activeElement?.matches(within),
    );
    const all = bindingsOn(here, route.getState().page, keys, mac);
    return singleKeys ? all : new Map([...all].filter(([chord]) => !isSingleKey(chord)));
  };
  const matcher = createKeyMatcher(bindings);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const step = stepOf(event, mac);
    if (step === null) return;
    const typing = isTyping(document.activeElement);
    const ofField = OF_FIELDS.has(step) && !(OF_STEPS.has(step) && makesSteps(document.activeElement));
    if (typing && (!actsWhileTyping(step) || ofField)) return;
    const taken = matcher.take(step, event.timeStamp);
    if (taken === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (taken !== "wait") commands.run(taken.id);
  };
  const onEscape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (document.querySelector("dialog[open]") || isTyping(document.activeElement)) return;
    if (esc.press()) event.preventDefault();
  };
  // Chords come first, so that the editor's own keys do not hide the palette; Esc comes last, after what floats.
  window.addEventListener("keydown", onKeyDown, true);
  window.addEventListener("keydown", onEscape);
  return () => {
    window.removeEventListener("keydown", onKeyDown, true);
    window.removeEventListener("keydown", onEscape);
  };
}
