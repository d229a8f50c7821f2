// The stack of short messages at the bottom right: 6 s each, held while the hand is on them; errors stay.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { useApp } from "../app/app.tsx";
import type { Toast } from "../app/toasts.ts";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy.tsx";
import { errorText } from "./error-text.ts";
import { Icon } from "./icon.tsx";
import { capital, sentence } from "./sentence.ts";

const STAYS_MS = 6000;
const icons = { info: "info", ok: "ok", err: "error" } as const;

export function ToastStack() {
  const { toasts } = useApp();
  const shown = useStore(toasts);
  const box = useRef<HTMLDivElement>(null);
  // Shown anew with each message, so that it stands above a dialog that was opened meanwhile.
  useLayoutEffect(() => {
    const stack = box.current;
    if (!stack || shown.length === 0) return;
    stack.showPopover();
    return () => stack.hidePopover();
  }, [shown]);
  return (
    <section ref={box} popover="manual" className="toasts" aria-label="Messages">
      {shown.map((toast) => (
        <OneToast key={toast.id} toast={toast} onClose={() => toasts.close(toast.id)} />
      ))}
    </section>
  );
}

function OneToast({ toast, onClose }: { readonly toast: Toast; readonly onClose: () => void }) {
  const [held, setHeld] = useState(false);
  const close = useRef(onClose);
  close.current = onClose;
  const stays = toast.tone === "err" || held;
  useEffect(() => {
    if (stays) return;
    const timer = window.setTimeout(() => close.current(), STAYS_MS);
    return () => window.clearTimeout(timer);
  }, [stays]);
  const { error, action } = toast;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is status or alert; the hand on it only holds it
    <div
      className={`toast ${toast.tone}`}
      role={toast.tone === "err" ? "alert" : "status"}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={icons[toast.tone]} />
      <div className="toastwords">
        <div>{error ? sentence(toast.text) : toast.text}</div>
        {error?.next && <div className="dim">{capital(error.next)}</div>}
        {(action || error) && (
          <div className="row">
            {action && (
              <Button
                onClick={() => {
                  onClose();
                  action.run();
                }}
              >
                {action.title}
              </Button>
            )}
            {error && <CopyButton text={() => errorText(error)}>Copy details</CopyButton>}
            {error && <code className="mono dim2 ell">{error.code}</code>}
          </div>
        )}
      </div>
      <Button kind="ghost" icon="close" label="Close message" onClick={onClose} />
    </div>
  );
}
