// The head that every page has: title, scope controls, secondary actions, one primary action last.
import { Children, Fragment, isValidElement, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { howManyFit } from "./fit.ts";
import { Popover } from "./popover.tsx";

const GAP = 8;
const MORE_WIDTH = 26;

/** It never wraps: what does not fit of `actions` moves into a menu, the last one first. */
export function PageHead(props: {
  readonly title: string;
  readonly scope?: ReactNode;
  readonly actions?: ReactNode;
  readonly primary?: ReactNode;
}) {
  const actions = flat(props.actions);
  const head = useRef<HTMLElement>(null);
  const widths = useRef<number[]>([]);
  const [kept, setKept] = useState(actions.length);
  const [open, setOpen] = useState(false);
  const shown = Math.min(kept, actions.length);
  useLayoutEffect(() => {
    const element = head.current;
    if (!element) return;
    const settle = (): void => {
      const slots = [...element.querySelectorAll<HTMLElement>(".pheadact")];
      for (const [at, slot] of slots.entries()) if (slot.offsetWidth > 0) widths.current[at] = slot.offsetWidth;
      widths.current.length = slots.length;
      setKept(howManyFit(widths.current, roomFor(element), GAP, MORE_WIDTH));
    };
    settle();
    const sizes = new ResizeObserver(settle);
    sizes.observe(element);
    for (const child of element.children) sizes.observe(child);
    return () => sizes.disconnect();
  });
  return (
    <header className="phead" ref={head}>
      <h1>{props.title}</h1>
      {props.scope && <div className="pheadscope">{props.scope}</div>}
      <span className="grow" />
      {actions.map((action, at) => (
        <span key={keyOf(action, at)} className="pheadact" hidden={at >= shown}>
          {action}
        </span>
      ))}
      {shown < actions.length && (
        <span className="menuhost">
          <Button
            kind="ghost"
            icon="more"
            label="More actions"
            popup="dialog"
            expanded={open}
            onClick={() => setOpen(!open)}
          />
          {open && (
            <Popover label="More actions" className="pheadmore" align="end" onClose={() => setOpen(false)}>
              {actions.slice(shown).map((action, at) => (
                <Fragment key={keyOf(action, at)}>{action}</Fragment>
              ))}
            </Popover>
          )}
        </span>
      )}
      {props.primary && actions.length > 0 && <span className="sep" />}
      {props.primary}
    </header>
  );
}

/** What is left for the actions beside the title, the scope at its least width and the primary action. */
function roomFor(head: HTMLElement): number {
  const style = getComputedStyle(head);
  const inner = head.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
  const others = [...head.children].filter(
    (child): child is HTMLElement =>
      child instanceof HTMLElement && !child.matches(".pheadact, .grow, .menuhost") && child.offsetWidth > 0,
  );
  const taken = others.reduce((sum, child) => {
    const width = child.matches(".pheadscope") ? child.scrollWidth : child.offsetWidth;
    return sum + width + Number.parseFloat(getComputedStyle(child).marginRight) + GAP;
  }, 0);
  return inner - taken - GAP;
}

function flat(node: ReactNode): readonly ReactNode[] {
  return Children.toArray(node).flatMap((child) =>
    isValidElement<{ readonly children?: ReactNode }>(child) && child.type === Fragment
      ? flat(child.props.children)
      : [child],
  );
}

const keyOf = (node: ReactNode, at: number): string | number =>
  isValidElement(node) && node.key !== null ? node.key : at;
