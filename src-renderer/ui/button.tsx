// Buttons: verb first; a disabled one says why in its tooltip and can still be reached.
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";
import { tip } from "./tip.ts";

export interface ButtonProps {
  readonly children?: ReactNode;
  readonly icon?: IconName;
  readonly kind?: "default" | "primary" | "ghost" | "danger";
  /** Accessible name and tooltip; required for a button with an icon alone. */
  readonly label?: string;
  /** Tooltip beyond the name. */
  readonly tip?: string;
  /** The command it runs: its keys stand in the tooltip. */
  readonly command?: string;
  /** Why it cannot be pressed now; null or false: it can. */
  readonly unavailable?: string | null | false;
  readonly busy?: boolean;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  /** What it opens. */
  readonly popup?: "menu" | "dialog";
  readonly className?: string;
  readonly onClick: () => void;
}

export function Button(props: ButtonProps) {
  const { children, icon, kind = "default", label, unavailable, busy, pressed, expanded, popup, onClick } = props;
  const bare = children === undefined;
  const look = { default: "", primary: " pri", ghost: " ghost", danger: " danger" }[kind];
  const words = unavailable || props.tip || (bare || props.command ? label : undefined);
  const own = props.className ? ` ${props.className}` : "";
  return (
    <button
      type="button"
      className={`btn${look}${bare ? " ic" : ""}${unavailable ? " dis" : ""}${busy ? " busy" : ""}${own}`}
      aria-label={label}
      aria-disabled={unavailable || busy ? true : undefined}
      aria-busy={busy || undefined}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-haspopup={popup}
      {...tip(words, props.command)}
      onClick={() => !unavailable && !busy && onClick()}
    >
      {busy ? <span className="spin" aria-hidden="true" /> : icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
