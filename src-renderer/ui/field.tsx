// Fields for text and numbers. A number field speaks its unit, its range and whether it was changed.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Icon } from "./icon.tsx";
import { fieldText, numberProblem, parseNumber, stepped } from "./number.ts";
import { tip } from "./tip.ts";

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number | null;
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  /** Most decimals that are kept. */
  readonly decimals?: number;
  /** Changed since it was saved. */
  readonly changed?: boolean;
  /** Default, range, source and evidence tag, in words. */
  readonly help?: string;
  /** What is wrong with it although it is in range. */
  readonly error?: string | null;
  /** May be empty, which gives null. */
  readonly optional?: boolean;
  readonly placeholder?: string;
  readonly unavailable?: string | null;
  readonly onChange: (value: number | null) => void;
  /** The hand has left the field, or pressed Enter. */
  readonly onCommit?: () => void;
}

/** A number with its unit inside; arrows step, with Shift ten steps; out of range it says the allowed range. */
export function NumberField(props: NumberFieldProps) {
  const { value, step = 1, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, decimals = 0 } = props;
  const shown = value === null ? "" : fieldText(value, decimals);
  const [text, setText] = useState(shown);
  const editing = useRef(false);
  const id = useId();
  const sent = useRef<string | null>(null);
  // A value that others change, undo among them, shows at once; what was typed stays as it was typed.
  useEffect(() => {
    if (!editing.current || sent.current !== shown) setText(shown);
  }, [shown]);
  const problem = props.error ?? numberProblem(text, { min, max, unit: props.unit }, props.optional === true);
  const take = (next: string): void => {
    setText(next);
    if (numberProblem(next, { min, max }, props.optional === true) !== null) return;
    const number = parseNumber(next);
    sent.current = number === null ? "" : fieldText(number, decimals);
    props.onChange(number);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") props.onCommit?.();
    const way = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (way === 0 || props.unavailable) return;
    event.preventDefault();
    const from = parseNumber(text) ?? value ?? 0;
    take(fieldText(stepped(from, way * (event.shiftKey ? 10 : 1), step, min, max, decimals), decimals));
  };
  const look = `${problem ? " bad" : ""}${props.changed ? " changed" : ""}${props.unavailable ? " dis" : ""}`;
  return (
    <span className="numfield">
      <span className={`field num${look}`} {...tip(problem ? null : props.unavailable || props.help)}>
        <input
          inputMode="decimal"
          data-steps=""
          aria-label={props.unit ? `${props.label}, ${props.unit}` : props.label}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? id : undefined}
          placeholder={props.placeholder}
          readOnly={Boolean(props.unavailable)}
          value={text}
          onFocus={() => {
            editing.current = true;
          }}
          onBlur={() => {
            editing.current = false;
            // What cannot be taken stays to be mended; everything else is written as it is kept.
            if (numberProblem(text, { min, max }, props.optional === true) === null) setText(shown);
            props.onCommit?.();
          }}
          onChange={(event) => take(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {props.unit && (
          <span className="u" aria-hidden="true">
            {props.unit}
          </span>
        )}
      </span>
      {problem && (
        <span className="fielderr" id={id} role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}

export function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly lines?: number;
  readonly maxLength?: number;
  /** What is wrong with it; null: nothing now. Given or not, but not by turns: the field would lose the focus. */
  readonly error?: string | null;
  readonly onChange: (value: string) => void;
  readonly onEnter?: () => void;
}) {
  const id = useId();
  const common = {
    className: `field text${props.error ? " bad" : ""}`,
    "aria-label": props.label,
    "aria-invalid": props.error ? true : undefined,
    "aria-describedby": props.error ? id : undefined,
    placeholder: props.placeholder,
    maxLength: props.maxLength,
    value: props.value,
  };
  const field = props.lines ? (
    <textarea {...common} rows={props.lines} onChange={(event) => props.onChange(event.target.value)} />
  ) : (
    <input
      {...common}
      type="text"
      onChange={(event) => props.onChange(event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && props.onEnter?.()}
    />
  );
  if (props.error === undefined) return field;
  return (
    <span className="numfield">
      {field}
      {props.error && (
        <span className="fielderr" id={id} role="alert">
          {props.error}
        </span>
      )}
    </span>
  );
}

/** Filters what stands below it; the key / brings the focus here, Esc empties it. */
export function SearchField(props: {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly className?: string;
  readonly onChange: (value: string) => void;
  readonly onEnter?: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const clear = (): void => {
    props.onChange("");
    input.current?.focus();
  };
  return (
    <span className={`field search ${props.className ?? ""}`}>
      <Icon name="search" size={13} />
      <input
        ref={input}
        type="search"
        data-filter=""
        aria-label={props.label}
        placeholder={props.placeholder ?? props.label}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") props.onEnter?.();
          if (event.key !== "Escape" || props.value === "") return;
          event.preventDefault();
          event.stopPropagation();
          clear();
        }}
      />
      {props.value !== "" && (
        <button type="button" className="fieldx" aria-label={`Clear ${props.label.toLowerCase()}`} onClick={clear}>
          <Icon name="close" size={11} />
        </button>
      )}
    </span>
  );
}

/** A slider; it always stands beside its number. Dragging calls `onChange`, letting go calls `onCommit`. */
export function Slider(props: {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Where the default lies; a tick shows it. */
  readonly standard?: number;
  readonly text?: string;
  readonly onChange: (value: number) => void;
  readonly onCommit?: (value: number) => void;
}) {
  const share = (value: number): number => Math.min(1, Math.max(0, (value - props.min) / (props.max - props.min || 1)));
  return (
    <span className="range" style={{ "--at": share(props.value) } as never}>
      {props.standard !== undefined && <em style={{ "--at": share(props.standard) } as never} aria-hidden="true" />}
      <input
        type="range"
        aria-label={props.label}
        aria-valuetext={props.text}
        min={props.min}
        max={props.max}
        step={props.step}
        value={props.value}
        onChange={(event) => props.onChange(Number(event.target.value))}
        onPointerUp={(event) => props.onCommit?.(Number(event.currentTarget.value))}
        onKeyUp={(event) => event.key !== "Tab" && props.onCommit?.(Number(event.currentTarget.value))}
      />
    </span>
  );
}
