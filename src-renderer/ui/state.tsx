// What stands where content is not: empty, loading, error, a message inside a panel.
import type { ReactNode } from "react";
import type { ErrorReport } from "../../src-shared/base/errors.ts";
import { CopyButton } from "./copy.tsx";
import { errorLines, errorText } from "./error-text.ts";
import { Icon } from "./icon.tsx";
import { capital, sentence } from "./sentence.ts";

export function Callout(props: {
  readonly tone: "info" | "warn" | "err";
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) {
  const icon = props.tone === "info" ? "info" : props.tone === "warn" ? "warn" : "error";
  return (
    <div className={`callout ${props.tone}`} role={props.tone === "err" ? "alert" : "status"}>
      <Icon name={icon} />
      <div className="grow">
        {props.children}
        {props.actions && <div className="row calloutacts">{props.actions}</div>}
      </div>
    </div>
  );
}

/** An error with everything it knows; `title` says what happened to which thing. */
export function ErrorCard(props: {
  readonly error: ErrorReport;
  readonly title?: string;
  /** What is safe. */
  readonly kept?: string;
  readonly actions?: ReactNode;
}) {
  const { error, title, kept } = props;
  const lines = errorLines(error, title, kept);
  return (
    <div className="panel errcard" role="alert">
      <Icon name="error" size={19} />
      <div>
        <h2>{title ?? sentence(error.what)}</h2>
        {lines.length > 0 && (
          <dl>
            {lines.map(({ name, text }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className={name === "Where" ? "mono" : ""}>
                  {name === "Where" ? text : name === "What" ? sentence(text) : capital(text)}
                </dd>
              </div>
            ))}
          </dl>
        )}
        <div className="row errfoot">
          {props.actions}
          <CopyButton text={() => errorText(error, title, kept)}>Copy details</CopyButton>
          <span className="grow" />
          <code className="mono dim2">{error.code}</code>
        </div>
      </div>
    </div>
  );
}

export function Empty(props: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly below?: ReactNode;
}) {
  return (
    <div className="empty">
      <svg viewBox="0 0 220 120" width="220" height="120" aria-hidden="true">
        <path d="M0 84H220V120H0Z" className="sea" />
        <path d="M34 26L40 84C44 106 54 112 74 112H146C166 112 176 106 180 84L186 26" className="hull" />
        <circle cx="110" cy="62" r="17" className="ring" />
        <path d="M78 62H142" className="line" />
      </svg>
      <h2>{props.title}</h2>
      {props.children && <p>{props.children}</p>}
      {props.actions && <div className="row">{props.actions}</div>}
      {props.below}
    </div>
  );
}

/** Keeps the final layout while something is on its way; not seen before 200 ms. */
export function Skeleton({ height, label = "loading" }: { readonly height: number | string; readonly label?: string }) {
  return <div className="skel" style={{ height }} role="status" aria-label={label} />;
}

/** A progress bar; `share` from 0 to 1, null when it cannot be known. */
export function ProgressBar({ share, label }: { readonly share: number | null; readonly label: string }) {
  const percent = share === null ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      className={`bar${share === null ? " unknown" : ""}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={{ width: `${percent ?? 100}%` }} />
    </div>
  );
}
