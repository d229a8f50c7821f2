// What this program is: versions, licences, where the documents are.
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Dialog } from "../ui/overlay.tsx";
import { ScrollText } from "../ui/scroll-text.tsx";
import { Callout, Skeleton } from "../ui/state.tsx";
import { useApp } from "./app.tsx";
import { Mark } from "./mark.tsx";
import { engineVersion } from "./status-words.ts";
import { useSession } from "./use-request.ts";

const DOCUMENTS: readonly (readonly [string, string])[] = [
  ["guide.md", "from captures to an answer"],
  ["tables.md", "every table and column that a query sees"],
  ["scenario.md", "the scenario file"],
  ["model/", "the model book: how the engine computes, chapter by chapter"],
  ["formats.md", "what can be imported"],
];

export function AboutDialog() {
  const { overlays, shell } = useApp();
  const home = useSession((session) => session.home);
  const part = useStore(overlays, (state) => state.argument);
  const close = (): void => overlays.close();
  if (part === "licences") return <Licences onBack={() => overlays.show("about")} onClose={close} />;
  const facts: readonly (readonly [string, string])[] = [
    ["Version", home?.version ?? "not known yet"],
    ["Engine", home ? engineVersion(home.engine) : "not known yet"],
    ["Runs on", home?.platform ?? "not known yet"],
    ["Window", shell.kind === "electron" ? "desktop" : "browser, over a loopback server"],
  ];
  return (
    <Dialog
      title="About Plimsoll"
      width={520}
      light
      onClose={close}
      actions={
        <>
          <CopyButton text={() => facts.map(([name, value]) => `${name}: ${value}`).join("\n")}>
            Copy versions
          </CopyButton>
          <Button icon="file" onClick={() => overlays.show("book")}>
            Model book
          </Button>
          <Button icon="file" onClick={() => overlays.show("about", "licences")}>
            Licences
          </Button>
        </>
      }
    >
      <div className="about">
        <Mark size={56} />
        <div className="grow">
          <p>
            How many guests fit on this host, at what cost, and why should anyone believe it? A workbench for the memory
            capacity of virtualised hosts.
          </p>
          <dl className="kv">
            {facts.map(([name, value]) => (
              <div key={name} className="kvrow">
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <h3 className="sec">Documents, in the folder docs of the source</h3>
          <ul className="docs">
            {DOCUMENTS.map(([file, what]) => (
              <li key={file}>
                <code className="mono">{file}</code> <span className="dim">{what}</span>
              </li>
            ))}
          </ul>
          <p className="dim">Apache License 2.0. No request leaves this program.</p>
        </div>
      </div>
    </Dialog>
  );
}

function Licences({ onBack, onClose }: { readonly onBack: () => void; readonly onClose: () => void }) {
  const [text, setText] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    fetch("./licences.txt", { signal: abort.signal })
      .then((response) => (response.ok ? response.text() : Promise.reject(new Error(response.statusText))))
      .then(setText, () => !abort.signal.aborted && setFailed(true));
    return () => abort.abort();
  }, []);
  return (
    <Dialog
      title="Licences of what this program is made of"
      width={760}
      light
      flush
      onClose={onClose}
      actions={
        <Button icon="back" onClick={onBack}>
          Back
        </Button>
      }
    >
      {failed ? (
        <div className="blk">
          <Callout tone="err">
            The licences could not be read. They are in licences.txt beside the window's files.
          </Callout>
        </div>
      ) : text === null ? (
        <Skeleton height={320} label="Reading the licences" />
      ) : (
        <ScrollText label="Licences" className="licences mono">
          {text}
        </ScrollText>
      )}
    </Dialog>
  );
}
