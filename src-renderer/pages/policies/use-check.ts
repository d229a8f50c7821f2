// What the compiler says of the text, asked a moment after nothing more is written.
import { useEffect, useMemo, useState } from "react";
import type { PolicyReply } from "../../../src-shared/protocol/policy-replies.ts";
import { useApp } from "../../app/app.tsx";
import type { CodeMarker } from "../../editor/code-editor.tsx";
import { markersOf } from "./markers.ts";

const AFTER_MS = 350;

export type Diagnostic = PolicyReply["diagnostics"][number];

export interface Checked {
  /** Null: not known yet. */
  readonly problems: readonly Diagnostic[] | null;
  readonly markers: readonly CodeMarker[];
}

const NONE: readonly CodeMarker[] = [];

export function useCheck(text: string): Checked {
  const { client } = useApp();
  const [known, setKnown] = useState<{ readonly text: string; readonly problems: readonly Diagnostic[] } | null>(null);
  useEffect(() => {
    if (text.trim() === "") return setKnown({ text, problems: [] });
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client.request("policyCheck", { source: text, file: null }, { signal: abort.signal }).then(
        ({ diagnostics }) => !abort.signal.aborted && setKnown({ text, problems: diagnostics }),
        // What cannot be checked is found out by running it.
        () => {},
      );
    }, AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [client, text]);
  const isOfText = known?.text === text;
  const markers = useMemo(() => (isOfText && known ? markersOf(known.problems, text) : NONE), [known, isOfText, text]);
  return { problems: known?.problems ?? null, markers };
}
