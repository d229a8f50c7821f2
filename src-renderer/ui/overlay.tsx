// Dialogs: what floats over the whole window and has to be answered or closed.
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { Button } from "./button.tsx";

export interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Below the content, at the right; the primary one last. */
  readonly actions?: ReactNode;
  readonly width?: number;
  /** A press beside it closes it: for dialogs that only show something. */
  readonly light?: boolean;
  /** Its content is only read: it takes the focus itself, so that keys can scroll it. */
  readonly read?: boolean;
  /** No padding around the content. */
  readonly flush?: boolean;
  readonly onClose: () => void;
}

/** A modal dialog; Esc and × close it, focus stays inside and goes back to where it was. */
export function Dialog(props: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { onClose } = props;
  useModal(box);
  return (
    <dialog
      ref={box}
      className="pop dialog"
      tabIndex={-1}
      aria-labelledby={id}
      style={{ width: props.width ?? 560 }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={onClose}
      onPointerDown={(event) => {
        if (props.light && event.target === box.current && isOutside(event, box.current)) onClose();
      }}
    >
      <div className="ph line dialoghead">
        <h2 id={id}>{props.title}</h2>
        <span className="grow" />
        <Button kind="ghost" icon="close" label="Close" onClick={onClose} />
      </div>
      <ReadBox read={props.read === true} label={props.title} className={`dialogbody${props.flush ? " flush" : ""}`}>
        {props.children}
      </ReadBox>
      {props.actions && <div className="row dialogfoot">{props.actions}</div>}
    </dialog>
  );
}

function ReadBox(props: {
  readonly read: boolean;
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}) {
  if (!props.read) return <div className={props.className}>{props.children}</div>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className={props.className} tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}

/** Shows a dialog as long as its component is there; the focus goes back to where it was. */
export function useModal(box: { readonly current: HTMLDialogElement | null }): void {
  useLayoutEffect(() => {
    const dialog = box.current;
    const before = document.activeElement;
    dialog?.showModal();
    // Nobody opens a dialog to close it: where no field takes the focus, the dialog itself has it.
    if (document.activeElement?.closest(".dialoghead")) dialog?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [box]);
}

/** The backdrop belongs to the dialog's element, so only the place tells them apart. */
export function isOutside(event: { readonly clientX: number; readonly clientY: number }, dialog: Element): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
}
