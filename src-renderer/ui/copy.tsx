// Copying: a button that says so when it has been done.
import { type ReactNode, useEffect, useState } from "react";
import { useApp } from "../app/app.tsx";
import { Button } from "./button.tsx";

/** Puts text on the clipboard; false where the browser forbids it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export function CopyButton(props: {
  readonly text: string | (() => string);
  /** Beside the icon; without it `label` names the button. */
  readonly children?: ReactNode;
  readonly label?: string;
  readonly kind?: "default" | "ghost";
}) {
  const { live } = useApp();
  const [state, setState] = useState<"idle" | "done" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = window.setTimeout(() => setState("idle"), 2000);
    return () => window.clearTimeout(timer);
  }, [state]);
  const copy = async (): Promise<void> => {
    const done = await copyText(typeof props.text === "function" ? props.text() : props.text);
    setState(done ? "done" : "failed");
    live.say(done ? "Copied" : "The browser did not allow copying");
  };
  const words = { idle: props.children, done: "Copied", failed: "Not allowed" }[state];
  return (
    <Button
      kind={props.kind ?? "ghost"}
      icon={state === "done" ? "check" : "copy"}
      label={props.children === undefined ? (props.label ?? "Copy") : undefined}
      onClick={() => void copy()}
    >
      {props.children === undefined ? undefined : words}
    </Button>
  );
}
