// Choosing: segmented views, tabs, select, checkbox, switch.
import { type ReactNode, useId, useRef } from "react";
import { Icon } from "./icon.tsx";
import { moveFocus } from "./roving.ts";
import { tip } from "./tip.ts";

interface Option<T extends string> {
  readonly value: T;
  readonly title: string;
}

/** Two to four views of the same thing; arrow keys choose. */
export function Seg<T extends string>(props: {
  readonly label: string;
  readonly options: readonly (Option<T> & { readonly unavailable?: string | null })[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <div className="seg" role="radiogroup" aria-label={props.label}>
      {props.options.map(({ value, title, unavailable }) => (
        <label
          key={value}
          className={`${value === props.value ? "on" : ""}${unavailable ? " dis" : ""}`}
          {...tip(unavailable)}
        >
          <input
            type="radio"
            name={name}
            checked={value === props.value}
            aria-disabled={unavailable ? true : undefined}
            onChange={() => !unavailable && props.onChange(value)}
          />
          {title}
        </label>
      ))}
    </div>
  );
}

/** Tabs of documents or views; `extra` stands behind a tab's title. Arrow keys choose. */
export function Tabs<T extends string>(props: {
  readonly label: string;
  readonly tabs: readonly (Option<T> & { readonly extra?: ReactNode })[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Delete closes the tab that has the focus. */
  readonly onClose?: (value: T) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const known = props.tabs.some((tab) => tab.value === props.value);
  return (
    <div
      className="tabs"
      role="tablist"
      aria-label={props.label}
      ref={list}
      onKeyDown={(event) => {
        const tabs = [...(list.current?.querySelectorAll<HTMLElement>("[role=tab]") ?? [])];
        const focused = props.tabs[tabs.indexOf(event.target as HTMLElement)];
        if (!focused) return;
        if (event.key === "Delete" && props.onClose) props.onClose(focused.value);
        else if (moveFocus(event.key, tabs, { way: "row", wrap: true }))
          (document.activeElement as HTMLElement).click();
        else return;
        event.preventDefault();
      }}
    >
      {props.tabs.map(({ value, title, extra }, at) => (
        <button
          key={value}
          type="button"
          role="tab"
          aria-selected={value === props.value}
          tabIndex={value === props.value || (!known && at === 0) ? 0 : -1}
          className={value === props.value ? "on" : ""}
          onClick={() => props.onChange(value)}
        >
          {title}
          {extra}
        </button>
      ))}
    </div>
  );
}

export function Select<T extends string>(props: {
  readonly label: string;
  readonly options: readonly (Option<T> & { readonly unavailable?: boolean })[];
  readonly value: T;
  readonly unavailable?: string | null;
  readonly className?: string;
  readonly onChange: (value: T) => void;
}) {
  return (
    <label className={`selbox ${props.className ?? ""}`} {...tip(props.unavailable)}>
      <span className="sr">{props.label}</span>
      <select
        className="field sel"
        disabled={Boolean(props.unavailable)}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value as T)}
      >
        {props.options.map(({ value, title, unavailable }) => (
          <option key={value} value={value} disabled={unavailable}>
            {title}
          </option>
        ))}
      </select>
      <Icon name="down" size={13} />
    </label>
  );
}

export function Checkbox(props: {
  readonly label: string;
  readonly checked: boolean;
  /** Some of several are checked. */
  readonly mixed?: boolean;
  readonly hideLabel?: boolean;
  readonly unavailable?: string | null;
  readonly onChange: (checked: boolean) => void;
}) {
  const { label, checked, mixed = false, hideLabel, unavailable } = props;
  return (
    <label className={`chkrow${unavailable ? " dis" : ""}${hideLabel ? " bare" : ""}`} {...tip(unavailable)}>
      <input
        type="checkbox"
        checked={checked}
        ref={(input) => {
          if (input) input.indeterminate = mixed;
        }}
        aria-label={hideLabel ? label : undefined}
        aria-disabled={unavailable ? true : undefined}
        onChange={() => !unavailable && props.onChange(!checked)}
      />
      <i className={`chk${checked || mixed ? " on" : ""}`} aria-hidden="true">
        {mixed ? <Icon name="minus" size={11} /> : checked && <Icon name="check" size={11} />}
      </i>
      {!hideLabel && <span>{label}</span>}
    </label>
  );
}

/** On or off, for mechanisms; `unavailable` says what is missing. */
export function Switch(props: {
  readonly label: string;
  readonly checked: boolean;
  readonly unavailable?: string | null;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={props.checked}
      aria-label={props.label}
      aria-disabled={props.unavailable ? true : undefined}
      {...tip(props.unavailable)}
      className={`sw${props.checked ? " on" : ""}${props.unavailable ? " dis" : ""}`}
      onClick={() => !props.unavailable && props.onChange(!props.checked)}
    />
  );
}
