// The window's own dialog for folders, files and projects of the back end's machine, where the shell has none.
import { useEffect, useRef, useState } from "react";
import { type ErrorReport, toReport } from "../../src-shared/base/errors.ts";
import { formatNumber, plural } from "../../src-shared/base/format.ts";
import type { BrowseReply } from "../../src-shared/protocol/window-replies.ts";
import { useApp } from "../app/app.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/choice.tsx";
import { Icon } from "../ui/icon.tsx";
import { Dialog } from "../ui/overlay.tsx";
import { Callout, Skeleton } from "../ui/state.tsx";
import { type Choice, type Entry, noChoice, type Order, outcomeOf, shownEntries } from "./browse-list.ts";
import { BrowseTable } from "./browse-table.tsx";
import type { Wanted } from "./intake.ts";
import { PathField } from "./path-field.tsx";
import { isSamePath, parentOf } from "./paths.ts";

const TITLES: Readonly<Record<Wanted, string>> = {
  folder: "Open a folder of captures",
  files: "Open captures",
  project: "Open a project",
};

interface OpenDialogProps {
  readonly wanted: Wanted;
  /** Folder that is shown first; null: the user's own. */
  readonly start: string | null;
  readonly onChosen: (paths: readonly string[]) => void;
  /** The folder in which something was chosen, to begin there the next time. */
  readonly onFolder: (folder: string) => void;
  readonly onUpload: ((files: readonly File[]) => void) | null;
  readonly onClose: () => void;
}

export function OpenDialog({ wanted, start, onChosen, onFolder, onUpload, onClose }: OpenDialogProps) {
  const [hidden, setHidden] = useState(false);
  const [filter, setFilter] = useState("");
  const [order, setOrder] = useState<Order>({ by: "name", descending: false });
  const [choice, setChoice] = useState<Choice>(noChoice);
  const folder = useBrowse(start, hidden, (taken) =>
    setChoice({ ...noChoice, chosen: new Set([taken]), focus: taken }),
  );
  const { reply, error, loading, go } = folder;
  const entries = reply ? shownEntries(reply.entries, filter, order) : [];
  const outcome = outcomeOf(wanted, reply?.path ?? "", entries, choice);
  const goTo = (path: string | null): void => {
    setChoice(noChoice);
    setFilter("");
    go(path);
  };
  const choose = (paths: readonly string[]): void => {
    if (reply) onFolder(reply.path);
    onChosen(paths);
  };
  const open = (entry: Entry): void => {
    if (entry.kind === "folder") goTo(entry.path);
    else if (entry.kind === "project") choose([entry.path]);
    else if (wanted === "files") choose(choice.chosen.has(entry.path) ? [...choice.chosen] : [entry.path]);
  };
  const up = (): void => {
    if (reply?.parent) {
      goTo(reply.parent);
      setChoice({ ...noChoice, focus: reply.path });
    }
  };
  return (
    <Dialog
      title={TITLES[wanted]}
      width={880}
      onClose={onClose}
      actions={
        <>
          {onUpload && <FromBrowser onFiles={onUpload} />}
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            unavailable={outcome.unavailable ?? (reply ? null : "choose a folder that can be read")}
            onClick={() => choose(outcome.paths)}
          >
            {outcome.words}
          </Button>
        </>
      }
    >
      <div className="intakebrowse">
        <Places reply={reply} onGo={goTo} />
        <div className="intakebrowsemain">
          <div className="row">
            <Button
              label="Up to the folder above"
              unavailable={reply?.parent ? null : "there is no folder above"}
              onClick={up}
            >
              Up
            </Button>
            <PathField
              label="Path"
              path={reply?.path ?? start ?? ""}
              home={reply?.places[0]?.path ?? null}
              hidden={hidden}
              onGo={goTo}
            />
          </div>
          <div className="row">
            <input
              className="field text intakefilter"
              type="search"
              aria-label="Filter this folder"
              placeholder="Filter this folder"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
            />
            <span className="grow" />
            <Checkbox label="Hidden files" checked={hidden} onChange={setHidden} />
          </div>
          {error && (
            <Callout tone="err">
              <b>{error.what}</b>
              {error.next && <div className="dim">{error.next}</div>}
            </Callout>
          )}
          {reply ? (
            <BrowseTable
              key={reply.path}
              entries={entries}
              folder={reply.path}
              many={wanted === "files"}
              files={wanted === "files"}
              order={order}
              choice={choice}
              dimmed={loading}
              onOrder={setOrder}
              onChoice={setChoice}
              onOpen={open}
              onUp={up}
              empty={reply.entries.length === 0 ? "This folder is empty" : "No name here holds this"}
            />
          ) : (
            !error && <Skeleton height={320} label="reading the folder" />
          )}
          <div className="dim2 intakebrowsenote">{noteOf(reply, choice, wanted)}</div>
        </div>
      </div>
    </Dialog>
  );
}

function noteOf(reply: BrowseReply | null, { chosen }: Choice, wanted: Wanted): string {
  if (!reply) return " ";
  if (reply.left_out > 0)
    return `The first ${formatNumber(reply.entries.length)} names; ${formatNumber(reply.left_out)} more are left out: type a path to reach them`;
  if (chosen.size > 1) return `${formatNumber(chosen.size)} ${plural(chosen.size, "file")} chosen`;
  return wanted === "files"
    ? "Ctrl adds a file, Shift takes a range, Enter opens"
    : "Enter opens a folder, Backspace leads up";
}

function Places({ reply, onGo }: { readonly reply: BrowseReply | null; readonly onGo: (path: string) => void }) {
  return (
    <nav className="intakeplaces" aria-label="Places">
      {reply?.places.map((place) => (
        <button
          key={place.path}
          type="button"
          className={isSamePath(place.path, reply.path) ? "on" : ""}
          aria-current={isSamePath(place.path, reply.path) ? "location" : undefined}
          title={place.path}
          onClick={() => onGo(place.path)}
        >
          <Icon name="folder" />
          <span className="ell">
            {place.title === place.path && place.path === "/" ? "Whole machine" : place.title}
          </span>
        </button>
      ))}
    </nav>
  );
}

/** Files of the machine that the browser runs on, where that may be another one than the back end's. */
function FromBrowser({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement): void => {
    if (input.files && input.files.length > 0) onFiles([...input.files]);
  };
  const hidden = {
    type: "file",
    multiple: true,
    className: "intakehidden",
    tabIndex: -1,
    "aria-hidden": true,
  } as const;
  return (
    <>
      <input ref={files} {...hidden} onChange={(event) => take(event.currentTarget)} />
      <input ref={folder} {...hidden} {...{ webkitdirectory: "" }} onChange={(event) => take(event.currentTarget)} />
      <span className="dim2">From this browser's machine</span>
      <Button kind="ghost" icon="folderOpen" onClick={() => folder.current?.click()}>
        Folder
      </Button>
      <Button kind="ghost" icon="file" onClick={() => files.current?.click()}>
        Files
      </Button>
    </>
  );
}

interface Browsed {
  readonly reply: BrowseReply | null;
  readonly error: ErrorReport | null;
  readonly loading: boolean;
  readonly go: (path: string | null) => void;
}

/** The folder that is shown; the last one stays while another is read. A file's path shows its folder and takes it. */
function useBrowse(start: string | null, hidden: boolean, onFile: (path: string) => void): Browsed {
  const { client } = useApp();
  const [path, setPath] = useState(start);
  const [state, setState] = useState<Omit<Browsed, "go">>({ reply: null, error: null, loading: true });
  const taken = useRef(onFile);
  taken.current = onFile;
  const isShown = useRef(false);
  isShown.current = state.reply !== null;
  useEffect(() => {
    const abort = new AbortController();
    setState((old) => ({ ...old, loading: true, error: null }));
    client.request("browse", { path, hidden }, { signal: abort.signal }).then(
      (reply) => !abort.signal.aborted && setState({ reply, error: null, loading: false }),
      (thrown: unknown) => {
        if (abort.signal.aborted) return;
        const error = toReport(thrown);
        const parent = path === null ? null : parentOf(path);
        if (error.code === "browse.not_a_folder" && path !== null && parent !== null) {
          setPath(parent);
          taken.current(path);
          return;
        }
        // A first folder that is gone is no reason to show nothing.
        if (path !== null && path === start && !isShown.current) setPath(null);
        else setState((old) => ({ ...old, error, loading: false }));
      },
    );
    return () => abort.abort();
  }, [client, path, hidden, start]);
  return { ...state, go: setPath };
}
