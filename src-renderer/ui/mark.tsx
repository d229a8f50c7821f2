// Small marks with a fixed meaning: evidence tags, verdicts, grades, guests, chips.
import type { ReactNode } from "react";
import { guestLook, initials } from "./guest-look.ts";
import { Icon, type IconName } from "./icon.tsx";
import { tip } from "./tip.ts";

export type Evidence = "measured" | "published" | "derived" | "assumed";

export function EvidenceTag({ evidence }: { readonly evidence: string }) {
  const known = (["measured", "published", "derived", "assumed"] as const).find((word) => evidence.startsWith(word));
  return <span className={`tag ${known ?? "derived"}`}>{evidence}</span>;
}

export function Verdict({
  tone,
  children,
}: {
  readonly tone: "pass" | "warn" | "fail" | "none";
  readonly children: ReactNode;
}) {
  return <span className={`tag ${tone}`}>{children}</span>;
}

/** A coverage grade; pressing it lists the reasons. */
export function Grade({ letter, onClick }: { readonly letter: string; readonly onClick?: () => void }) {
  const label = `Coverage grade ${letter}`;
  if (!onClick)
    return (
      <span className={`grade ${letter}`} role="img" aria-label={label} {...tip(label)}>
        {letter}
      </span>
    );
  return (
    <button
      type="button"
      className={`grade ${letter}`}
      aria-label={`${label}: show the reasons`}
      {...tip(`${label}: show the reasons`)}
      onClick={onClick}
    >
      {letter}
    </button>
  );
}

/** A guest's square with its initials. */
export function GuestMark({ name, index }: { readonly name: string; readonly index: number }) {
  const { hue, pattern } = guestLook(index);
  const colours = { "--gd": `var(--g-${hue})`, "--on-gd": `var(--on-g-${hue})`, "--pat-gd": `var(--pat-g-${hue})` };
  return (
    <i className={`gd p${pattern}`} style={colours as never} aria-hidden="true">
      <span>{initials(name)}</span>
    </i>
  );
}

/** A live link to a selection or filter; × clears it. */
export function Chip(props: {
  readonly children: ReactNode;
  readonly icon?: IconName;
  readonly tip?: string;
  readonly onClick?: () => void;
  readonly onClear?: () => void;
  readonly clearLabel?: string;
}) {
  const words = (
    <>
      {props.icon && <Icon name={props.icon} size={13} />}
      {props.children}
    </>
  );
  return (
    <span className={`chip${props.onClear || props.onClick ? " live" : ""}`} {...tip(props.tip)}>
      {props.onClick ? (
        <button type="button" className="chipgo" onClick={props.onClick}>
          {words}
        </button>
      ) : (
        words
      )}
      {props.onClear && (
        <button type="button" className="chipx" aria-label={props.clearLabel ?? "Clear"} onClick={props.onClear}>
          <Icon name="close" size={11} />
        </button>
      )}
    </span>
  );
}
