// What floats beside the thing that opened it, inside of the window whatever its size.
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { type Box, type PlaceOptions, place } from "./place.ts";

/** What it stands beside: an element, or a point such as that of a right click. Left out: what is before it. */
export type Anchor = Element | { readonly x: number; readonly y: number } | null | undefined;

export interface PopoverProps {
  readonly label: string;
  readonly anchor?: Anchor | (() => Anchor);
  readonly role?: "dialog" | "menu";
  readonly className?: string;
  readonly prefer?: PlaceOptions["prefer"];
  readonly align?: PlaceOptions["align"];
  readonly gap?: number;
  /** The focus goes to the popover as a whole, not to its first control: where that one changes something. */
  readonly focusWhole?: boolean;
  readonly children: ReactNode;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly onClose: () => void;
}

/** The element or point that a popover stands beside. */
function anchorOf(
  { anchor }: PopoverProps,
  box: Element | null,
): Element | { readonly x: number; readonly y: number } | null {
  const given = typeof anchor === "function" ? anchor() : anchor;
  return given ?? box?.previousElementSibling ?? box?.parentElement ?? null;
}

const pointBox = ({ x, y }: { readonly x: number; readonly y: number }): Box => ({
  left: x,
  top: y,
  width: 1,
  height: 1,
});

/** Those that are open; the last one is in front. */
const inFront: HTMLElement[] = [];

/** Esc and a press elsewhere close it; the focus goes in, and back to where it was. */
export function Popover(props: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  useLayoutEffect(() => {
    const popover = box.current;
    if (!popover) return;
    popover.showPopover();
    const settle = (): void => {
      const anchor = anchorOf(latest.current, box.current);
      if (!anchor) return;
      popover.style.maxHeight = "";
      popover.style.maxWidth = "";
      const at = place(
        anchor instanceof Element ? anchor.getBoundingClientRect() : pointBox(anchor),
        { width: popover.offsetWidth, height: popover.offsetHeight },
        { width: window.innerWidth, height: window.innerHeight },
        {
          prefer: latest.current.prefer ?? "below",
          align: latest.current.align ?? "start",
          gap: latest.current.gap ?? 4,
        },
      );
      popover.style.left = `${at.left}px`;
      popover.style.top = `${at.top}px`;
      popover.style.maxHeight = `${at.maxHeight}px`;
      popover.style.maxWidth = `${at.maxWidth}px`;
    };
    settle();
    const sizes = new ResizeObserver(settle);
    sizes.observe(popover);
    window.addEventListener("resize", settle);
    window.addEventListener("scroll", settle, { capture: true, passive: true });
    return () => {
      sizes.disconnect();
      window.removeEventListener("resize", settle);
      window.removeEventListener("scroll", settle, { capture: true });
    };
  }, []);
  useEffect(() => {
    const popover = box.current;
    const before = document.activeElement;
    const first = popover?.querySelector<HTMLElement>(
      "[data-first], button, input, select, textarea, a[href], [tabindex='0']",
    );
    (latest.current.focusWhole ? popover : (first ?? popover))?.focus({ preventScroll: true });
    return () => {
      // Whoever pressed elsewhere has moved the focus already.
      if (
        before instanceof HTMLElement &&
        (document.activeElement === document.body || popover?.contains(document.activeElement))
      )
        before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    const away = (event: PointerEvent): void => {
      const target = event.target as Node;
      const anchor = anchorOf(latest.current, box.current);
      if (box.current?.contains(target) || (anchor instanceof Element && anchor.contains(target))) return;
      // A popover that this one opened stands elsewhere in the page.
      if (
        target instanceof Element &&
        target.closest("[popover]") &&
        !target.closest("[popover]")?.contains(box.current)
      )
        return;
      latest.current.onClose();
    };
    // Heard wherever the focus is: what had it may have gone meanwhile.
    const onEscape = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || inFront.at(-1) !== popover) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current.onClose();
    };
    const popover = box.current;
    if (popover) inFront.push(popover);
    window.addEventListener("pointerdown", away, true);
    document.addEventListener("keydown", onEscape);
    return () => {
      if (popover) inFront.splice(inFront.indexOf(popover), 1);
      window.removeEventListener("pointerdown", away, true);
      document.removeEventListener("keydown", onEscape);
    };
  }, []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is dialog or menu
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is dialog or menu
    <div
      ref={box}
      popover="manual"
      role={props.role ?? "dialog"}
      aria-label={props.label}
      tabIndex={-1}
      className={`pop float ${props.className ?? ""}`}
      onKeyDown={props.onKeyDown}
    >
      {props.children}
    </div>
  );
}
