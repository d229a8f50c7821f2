// Writing the report: into a file of the user's choice, or as a download where the window is in a browser.
import { useCallback, useRef, useState } from "react";
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import type { Progress, RequestInput } from "../../../src-shared/protocol/requests.ts";
import type { StagedFile } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { fileNameOf, type ReportKind } from "./file-name.ts";

export interface Export {
  readonly kind: ReportKind;
  /** Where it goes, or what the download is called. */
  readonly name: string;
  readonly progress: Progress | null;
  /** Null while it is being written. */
  readonly error: ErrorReport | null;
}

export interface Exports {
  /** The one that is under way or went wrong; null without any. */
  readonly running: Export | null;
  /** `target`: the place of an earlier try, so that it is not asked for again. */
  start(kind: ReportKind, payload: RequestInput<"report">, preview: StagedFile | null, target?: string): Promise<void>;
  cancel(): void;
  /** Takes an error away. */
  close(): void;
}

export function useExports(): Exports {
  const { client, shell, toasts } = useApp();
  const [running, setRunning] = useState<Export | null>(null);
  const abort = useRef<AbortController | null>(null);
  const start = useCallback<Exports["start"]>(
    async (kind, payload, preview, target) => {
      const suggested = fileNameOf(payload.title ?? "", kind);
      let path: string | null;
      try {
        path = target ?? (shell.pickTarget ? await shell.pickTarget(suggested) : null);
      } catch (thrown) {
        return setRunning({ kind, name: suggested, progress: null, error: toReport(thrown) });
      }
      if (shell.pickTarget && path === null) return;
      abort.current?.abort();
      const mine = new AbortController();
      abort.current = mine;
      const { signal } = mine;
      const name = path ?? suggested;
      setRunning({ kind, name, progress: null, error: null });
      const ask = (part: { readonly out: string | null; readonly form: ReportKind }) =>
        client.request(
          "report",
          { ...payload, ...part },
          {
            signal,
            onProgress: (progress) =>
              !signal.aborted && setRunning((old) => (old === null ? old : { ...old, progress })),
          },
        );
      /** The page as a staged file: the one that the preview shows, when it is of the present form. */
      const staged = async (form: ReportKind): Promise<StagedFile> => {
        if (form === "html" && preview) return preview;
        const { file } = await ask({ out: null, form });
        if (!file) throw new Error("the back end gave no file");
        return file;
      };
      try {
        if (path === null) await shell.deliver({ ...(await staged(kind)), name: suggested });
        else if (kind === "pdf" && shell.printPdf) await shell.printPdf(await staged("html"), path);
        else await ask({ out: path, form: kind });
        if (signal.aborted) return;
        setRunning(null);
        toasts.say(
          path === null ? `The report is being downloaded as ${kind.toUpperCase()}` : `Report written to ${path}`,
          { tone: "ok" },
        );
      } catch (thrown) {
        if (!signal.aborted) setRunning({ kind, name, progress: null, error: toReport(thrown) });
      }
    },
    [client, shell, toasts],
  );
  const end = useCallback(() => {
    abort.current?.abort();
    setRunning(null);
  }, []);
  return { running, start, cancel: end, close: end };
}
