// A field for a path that completes what is typed from what the folder holds.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { BrowseReply } from "../../src-shared/protocol/window-replies.ts";
import { useApp } from "../app/app.tsx";
import { Icon } from "../ui/icon.tsx";
import { commonBeginning, completions, joinPath, partTyped } from "./paths.ts";

interface PathFieldProps {
  readonly label: string;
  /** Path that is shown until something else is typed. */
  readonly path: string;
  /** Where `~` leads. */
  readonly home: string | null;
  readonly hidden: boolean;
  readonly onGo: (path: string) => void;
}

export function PathField({ label, path, home, hidden, onGo }: PathFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(-1);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const text = typed ?? path;
  const full = home !== null && /^~($|[\\/])/.test(text) ? home + text.slice(1) : text;
  const { folder, begin } = partTyped(full);
  const listed = useFolder(typed === null || folder === "" ? null : folder, hidden || begin.startsWith("."));
  const offered =
    listed === null
      ? []
      : completions(
          begin,
          listed.entries.filter(leadsOn).map(({ name }) => name),
        );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another folder makes what was typed old
  useEffect(() => setTyped(null), [path]);

  const go = (target: string): void => {
    setTyped(null);
    setAt(-1);
    if (target.trim() !== "") onGo(target);
  };
  const complete = (name: string, isWhole: boolean): void => {
    const next = joinPath(folder, name);
    setTyped(isWhole ? joinPath(next, "") : next);
    setAt(-1);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const open = offered.length > 0;
    if (event.key === "Enter") go(offered[at] === undefined ? full : joinPath(folder, offered[at]));
    else if (event.key === "ArrowDown" && open) setAt((at + 1) % offered.length);
    else if (event.key === "ArrowUp" && open) setAt((at <= 0 ? offered.length : at) - 1);
    else if (event.key === "Tab" && !event.shiftKey && open) {
      const common = commonBeginning(offered);
      complete(
        offered[at] ?? (common.length > begin.length ? common : (offered[0] ?? "")),
        at >= 0 || offered.length === 1,
      );
    } else if (event.key === "Escape" && typed !== null) {
      setTyped(null);
      setAt(-1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="intakepath">
      <input
        ref={field}
        className="field text mono"
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={offered.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(-1)}
      />
      {offered.length > 0 && (
        <div className="pop intakecompletions" role="listbox" id={`${id}-list`} aria-label="Folders that begin so">
          {offered.map((name, index) => (
            <div
              key={name}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className={index === at ? "on" : ""}
              onPointerDown={(event) => {
                event.preventDefault();
                complete(name, true);
                field.current?.focus();
              }}
            >
              <Icon name="folder" size={13} />
              <span className="ell">{name}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

const leadsOn = ({ kind }: BrowseReply["entries"][number]): boolean => kind !== "file";

/** What a folder holds; null while it is read, and for one that cannot be. */
function useFolder(path: string | null, hidden: boolean): BrowseReply | null {
  const { client } = useApp();
  const [reply, setReply] = useState<BrowseReply | null>(null);
  useEffect(() => {
    setReply(null);
    if (path === null) return;
    const abort = new AbortController();
    client.request("browse", { path, hidden }, { signal: abort.signal }).then(
      (found) => !abort.signal.aborted && setReply(found),
      () => {},
    );
    return () => abort.abort();
  }, [client, path, hidden]);
  return reply;
}
