// The one tooltip of the window: after 400 ms, at once while moving along, with the keys of a command; Esc closes it.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { useApp } from "../app/app.tsx";
import { keysOf } from "../app/commands.ts";
import { Keys } from "./keys.tsx";
import { place } from "./place.ts";

const AFTER_MS = 400;
/** How soon after one tooltip the next one comes at once. */
const ALONG_MS = 300;

interface Shown {
  readonly target: Element;
  readonly text: string;
  readonly keys: string | null;
}

/** Put once into the window. */
export function TooltipLayer() {
  const { commands, settings } = useApp();
  const box = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const changed = useStore(settings, (state) => state.keys);
  useEffect(
    () =>
      watchTips((target) => {
        if (!target) return setShown(null);
        const command = commands.getState().get(target.getAttribute("data-tip-command") ?? "");
        const keys = command ? (keysOf(command, changed)[0] ?? null) : null;
        setShown({ target, text: target.getAttribute("data-tip") ?? "", keys });
      }),
    [commands, changed],
  );
  useLayoutEffect(() => {
    const tooltip = box.current;
    if (!tooltip || !shown) return;
    tooltip.showPopover();
    const view = { width: window.innerWidth, height: window.innerHeight };
    const prefer = shown.target.closest("#rail") ? "right" : "below";
    const { width, height } = tooltip.getBoundingClientRect();
    const at = place(shown.target.getBoundingClientRect(), { width, height }, view, {
      prefer,
      align: "center",
      gap: 6,
    });
    tooltip.style.left = `${at.left}px`;
    tooltip.style.top = `${at.top}px`;
    const undescribe = describe(shown.target, shown.text, tooltip.id);
    return () => {
      undescribe();
      tooltip.hidePopover();
    };
  }, [shown]);
  return (
    <div ref={box} id="tooltip" role="tooltip" popover="manual" className="tooltip">
      {shown?.text}
      {shown?.keys && <Keys keys={shown.keys} />}
    </div>
  );
}

/** Links the tooltip to what it describes, unless it only says the name again. */
function describe(target: Element, text: string, id: string): () => void {
  if (target.getAttribute("aria-label") === text || target.textContent?.trim() === text) return () => {};
  const before = target.getAttribute("aria-describedby");
  target.setAttribute("aria-describedby", before ? `${before} ${id}` : id);
  return () => (before ? target.setAttribute("aria-describedby", before) : target.removeAttribute("aria-describedby"));
}

/** Tells which element's tooltip is to be shown, or null; returns how to stop. */
function watchTips(show: (target: Element | null) => void): () => void {
  let over: Element | null = null;
  let visible: Element | null = null;
  let hiddenAt = Number.NEGATIVE_INFINITY;
  let timer = 0;
  const tipOf = (target: EventTarget | null): Element | null =>
    target instanceof Element ? target.closest("[data-tip]") : null;
  const hide = (): void => {
    window.clearTimeout(timer);
    if (visible) {
      hiddenAt = performance.now();
      show(null);
    }
    visible = null;
    over = null;
  };
  const reveal = (): void => {
    if (over?.isConnected && over.hasAttribute("data-tip")) {
      visible = over;
      show(over);
    } else hide();
  };
  const enter = (target: Element | null): void => {
    if (target === over) return;
    const along = visible !== null || performance.now() - hiddenAt < ALONG_MS;
    hide();
    over = target;
    if (target) timer = window.setTimeout(reveal, along ? 0 : AFTER_MS);
  };
  const onOver = (event: PointerEvent): void => {
    if (event.pointerType !== "touch") enter(tipOf(event.target));
  };
  const onFocus = (event: FocusEvent): void => {
    if (event.target instanceof Element && event.target.matches(":focus-visible")) enter(tipOf(event.target));
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape" || !["Tab", "Shift", "Control", "Alt", "Meta"].includes(event.key)) hide();
  };
  // An element that leaves the page takes its tooltip along.
  const watch = window.setInterval(() => visible && !visible.isConnected && hide(), 300);
  const options = { capture: true, passive: true } as const;
  document.addEventListener("pointerover", onOver, options);
  document.addEventListener("focusin", onFocus, options);
  document.addEventListener("focusout", hide, options);
  document.addEventListener("pointerdown", hide, options);
  document.addEventListener("wheel", hide, options);
  document.addEventListener("keydown", onKey, options);
  document.documentElement.addEventListener("pointerleave", hide);
  return () => {
    window.clearInterval(watch);
    window.clearTimeout(timer);
    document.removeEventListener("pointerover", onOver, options);
    document.removeEventListener("focusin", onFocus, options);
    document.removeEventListener("focusout", hide, options);
    document.removeEventListener("pointerdown", hide, options);
    document.removeEventListener("wheel", hide, options);
    document.removeEventListener("keydown", onKey, options);
    document.documentElement.removeEventListener("pointerleave", hide);
  };
}
