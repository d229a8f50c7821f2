// A number on the screen that tells where it comes from when it is pressed.
import type { ReactNode } from "react";
import { useApp } from "../app/app.tsx";
import type { Source } from "../app/selection.ts";
import { tip } from "./tip.ts";

/** `source` may ask the back end; it is called when the number is pressed. "not seen" stands for null. */
export function Num(props: {
  readonly children: ReactNode | null;
  /** What the number is, in words. */
  readonly title: string;
  readonly source: () => Source | Promise<Source>;
  readonly className?: string;
}) {
  const { drawer, settings } = useApp();
  if (props.children === null) return <span className="dim2">not seen</span>;
  return (
    <button
      type="button"
      className={`numlink num ${props.className ?? ""}`}
      {...tip(`${props.title}: show where it comes from`)}
      onClick={(event) => {
        event.stopPropagation();
        settings.setState({ drawerOpen: true });
        drawer.explain(props.title, props.source);
      }}
    >
      {props.children}
    </button>
  );
}
