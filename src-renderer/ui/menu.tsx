// Menus: a list of actions beside the thing that opened it; arrows move, letters find, Enter acts, Esc closes.
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { Keys } from "./keys.tsx";
import { type Anchor, Popover } from "./popover.tsx";
import { moveFocus } from "./roving.ts";
import { tip } from "./tip.ts";

export interface MenuItem {
  readonly id: string;
  readonly title: string;
  readonly hint?: string;
  readonly unavailable?: string | null;
  readonly run: () => void;
  readonly icon?: IconName;
  /** Key chord, as in a command. */
  readonly keys?: string | undefined;
  /** A line stands above it. */
  readonly apart?: boolean;
  /** One of a choice that is on or off. */
  readonly checked?: boolean;
  /** A second line in grey, such as a path. */
  readonly detail?: string;
}

export interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly onClose: () => void;
  readonly anchor?: Anchor | (() => Anchor);
  readonly align?: "start" | "end";
  readonly gap?: number;
}

export function Menu({ label, items, onClose, anchor, align, gap }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const entries = [...(list.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
    if (event.key === "Tab") onClose();
    else if (moveFocus(event.key, entries, { way: "column", wrap: true }) || findByLetter(event, entries)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  return (
    <Popover
      label={label}
      role="menu"
      className="menu"
      anchor={anchor}
      align={align ?? "start"}
      gap={gap ?? 4}
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      <div ref={list} className="menulist" role="presentation">
        {items.map((item) => (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only a menuitemradio has it
          <button
            key={item.id}
            type="button"
            role={item.checked === undefined ? "menuitem" : "menuitemradio"}
            aria-checked={item.checked}
            tabIndex={-1}
            className={item.apart ? "apart" : ""}
            aria-disabled={item.unavailable ? true : undefined}
            {...tip(item.unavailable)}
            onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
            onClick={() => {
              if (item.unavailable) return;
              onClose();
              item.run();
            }}
          >
            <MenuWords item={item} />
          </button>
        ))}
      </div>
    </Popover>
  );
}

function MenuWords({ item }: { readonly item: MenuItem }) {
  return (
    <>
      {item.checked !== undefined ? (
        <span className="menuic">{item.checked && <Icon name="check" size={13} />}</span>
      ) : (
        item.icon && (
          <span className="menuic">
            <Icon name={item.icon} />
          </span>
        )
      )}
      <span className="grow">
        <span className="ell">{item.title}</span>
        {item.detail && <small className="ell">{item.detail}</small>}
      </span>
      {item.hint && <span className="dim2">{item.hint}</span>}
      {item.keys && <Keys keys={item.keys} />}
    </>
  );
}

function findByLetter(event: KeyboardEvent, entries: readonly HTMLElement[]): boolean {
  if ([...event.key].length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return false;
  const at = entries.indexOf(document.activeElement as HTMLElement);
  const found = [...entries.slice(at + 1), ...entries.slice(0, at + 1)].find((entry) =>
    entry.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()),
  );
  found?.focus();
  return found !== undefined;
}

/** A button and the menu that it opens. */
export function MenuButton(
  props: Omit<ButtonProps, "onClick" | "expanded" | "popup"> & {
    readonly items: readonly MenuItem[];
    readonly align?: "start" | "end";
    readonly children?: ReactNode;
    /** Called when the menu opens, to read what it shows. */
    readonly onOpen?: () => void;
  },
) {
  const { items, align, onOpen, ...button } = props;
  const [open, setOpen] = useState(false);
  const host = useRef<HTMLSpanElement>(null);
  return (
    <span className="menuhost" ref={host}>
      <Button
        {...button}
        popup="menu"
        expanded={open}
        onClick={() => {
          if (!open) onOpen?.();
          setOpen(!open);
        }}
      />
      {open && (
        <Menu
          label={props.label ?? "Menu"}
          items={items}
          anchor={() => host.current}
          align={align ?? "start"}
          onClose={() => setOpen(false)}
        />
      )}
    </span>
  );
}
