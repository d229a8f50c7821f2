// Asks where captures go when there is a choice: a new project, the open one, or one that has their name already.
import { useEffect, useState } from "react";
import { type ErrorReport, toReport } from "../../src-shared/base/errors.ts";
import { formatBytes, formatNumber, plural } from "../../src-shared/base/format.ts";
import type { DetectReply } from "../../src-shared/protocol/window-replies.ts";
import { useApp } from "../app/app.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { Dialog } from "../ui/overlay.tsx";
import { Callout, Skeleton } from "../ui/state.tsx";
import type { Proposal } from "./intake.ts";
import { baseName, freeName, nameProblem, projectPath } from "./paths.ts";

interface TargetDialogProps {
  readonly proposal: Proposal;
  readonly onImport: (project: string, fresh: boolean) => void;
  readonly onOpenProject: (project: string) => void;
  readonly onClose: () => void;
}

export function TargetDialog({ proposal, onImport, onOpenProject, onClose }: TargetDialogProps) {
  const { paths, open, same } = proposal;
  const [answer, setAnswer] = useState(proposal.answer);
  const [name, setName] = useState(proposal.name);
  const [folder, setFolder] = useState(proposal.folder);
  const problem = answer === "new" ? problemOf(name, folder, proposal) : null;
  const target = answer === "new" ? projectPath(folder, name) : ((answer === "open" ? open : same)?.path ?? "");
  const what = paths.length === 1 ? baseName(paths[0] ?? "") : `${formatNumber(paths.length)} files`;
  const radio = (value: Proposal["answer"], title: string, note: string, unavailable: string | null = null) => (
    <label
      className={`intaketarget${answer === value ? " on" : ""}${unavailable ? " off" : ""}`}
      title={unavailable ?? undefined}
    >
      <input
        ref={answer === value ? takeFocus : undefined}
        type="radio"
        name="target"
        checked={answer === value}
        disabled={unavailable !== null}
        onChange={() => setAnswer(value)}
      />
      <span>
        <b>{title}</b>
        <span className="dim2 ell">{unavailable ?? note}</span>
      </span>
    </label>
  );
  return (
    <Dialog
      title={`Import ${what}`}
      width={620}
      onClose={onClose}
      actions={
        <>
          {same && (
            <Button kind="ghost" onClick={() => onOpenProject(same.path)}>
              Only open {same.name}
            </Button>
          )}
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" unavailable={problem} onClick={() => onImport(target, answer === "new")}>
            Import
          </Button>
        </>
      }
    >
      <fieldset className="intaketargets">
        <legend className="dim">Into which project?</legend>
        {open && radio("open", `Add to ${open.name}, which is open`, open.path, open.readOnly)}
        {same && radio("same", `Add to ${same.name}, which is there already`, same.path)}
        {radio("new", "A new project", "its captures stay apart from those of other projects")}
      </fieldset>
      {answer === "new" && (
        <div className="intakenew">
          <span className="dim2">Name</span>
          <TextField label="Name of the new project" value={name} onChange={setName} />
          <span className="dim2">In</span>
          <TextField label="Folder of the new project" value={folder} onChange={setFolder} />
          {problem && (
            <span className="fielderr" role="alert">
              {problem}
            </span>
          )}
        </div>
      )}
      <Preview paths={paths} />
    </Dialog>
  );
}

/** A dialog gives the focus to what has this mark when it is shown. */
const takeFocus = (element: HTMLElement | null): void => element?.setAttribute("autofocus", "");

function problemOf(name: string, folder: string, proposal: Proposal): string | null {
  const bad = nameProblem(name);
  if (bad) return bad;
  if (folder.trim() === "") return "a folder is needed";
  const isTaken = folder === proposal.folder && freeName(name, proposal.taken) !== name;
  return isTaken ? "there is a project of this name; add to it, or choose another name" : null;
}

/** What would be read, and as what; the import does not wait for it. */
function Preview({ paths }: { readonly paths: readonly string[] }) {
  const { client } = useApp();
  const [found, setFound] = useState<DetectReply | null>(null);
  const [error, setError] = useState<ErrorReport | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    client.request("detect", { paths: [...paths] }, { signal: abort.signal }).then(
      (reply) => !abort.signal.aborted && setFound(reply),
      (thrown: unknown) => !abort.signal.aborted && setError(toReport(thrown)),
    );
    return () => abort.abort();
  }, [client, paths]);
  if (error)
    return (
      <Callout tone="err">
        <b>{error.what}</b>
        {error.next && <div className="dim">{error.next}</div>}
      </Callout>
    );
  if (!found) return <Skeleton height={132} label="looking at the files" />;
  const known = found.files.filter(({ format }) => format !== null);
  const bytes = found.files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  const unknown = found.files.length - known.length;
  return (
    <div className="intakepreview">
      <div className="dim">
        {formatNumber(known.length)} {plural(known.length, "capture")}, {formatBytes(bytes)}
        {unknown > 0 &&
          `; ${formatNumber(unknown)} ${plural(unknown, "file is", "files are")} in no format that is known`}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <section className="panel" tabIndex={0} aria-label="Files that would be read">
        <table className="d">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Format</th>
              <th scope="col" className="n">
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            {found.files.slice(0, MOST_SHOWN).map((file) => (
              <tr key={file.path}>
                <td className="ell">{file.name}</td>
                <td className="ell" title={file.why}>
                  {file.title ?? (
                    <span className="row" style={{ gap: 5, color: "var(--warn)" }}>
                      <Icon name="warn" size={13} />
                      not known
                    </span>
                  )}
                </td>
                <td className="n">{file.bytes === null ? "not seen" : formatBytes(file.bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {found.files.length > MOST_SHOWN && (
        <div className="dim2">and {formatNumber(found.files.length - MOST_SHOWN)} more</div>
      )}
    </div>
  );
}

const MOST_SHOWN = 200;
