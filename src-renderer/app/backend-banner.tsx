// What a window says when its back end, or the program itself, is away: what is safe, what was interrupted, what to do.
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { toReport } from "../../src-shared/base/errors.ts";
import { Button } from "../ui/button.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { useApp } from "./app.tsx";
import { bannerOf } from "./backend-words.ts";
import { useSession } from "./use-request.ts";

/** A short break, as when the machine wakes up, is not worth a word. */
const AFTER_MS = 500;

const icons: Readonly<Record<string, IconName>> = { lost: "refresh", gone: "error", back: "ok" };

export function BackendBanner() {
  const { client, interrupted, linked, shell, toasts } = useApp();
  const { backend, project } = useSession((session) => session);
  const isLinked = useStore(linked);
  const imports = useStore(interrupted);
  const [dismissed, setDismissed] = useState<readonly string[] | null>(null);
  const [late, setLate] = useState(false);
  const away = backend.state !== "ready";
  useEffect(() => {
    setLate(false);
    if (!away) return;
    const timer = window.setTimeout(() => setLate(true), AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [away]);
  const banner = bannerOf({ backend, linked: isLinked, shell: shell.kind, project, nowMs: Date.now() });
  if (!banner || (away && !late) || (banner.kind === "back" && dismissed === backend.interrupted)) return null;
  const importAgain = (): void => {
    for (const wanted of imports)
      client.request("import", wanted).catch((thrown) => {
        const error = toReport(thrown);
        if (error.code !== "job.cancelled") toasts.fail(error);
      });
    interrupted.setState([], true);
    setDismissed(backend.interrupted);
  };
  return (
    <section
      className={`banner ${banner.kind}`}
      role={banner.kind === "gone" ? "alert" : "status"}
      aria-label="Back end"
    >
      <Icon name={icons[banner.kind] ?? "info"} size={19} />
      <div className="grow">
        <h2>{banner.title}</h2>
        {banner.lines.map((line) => (
          <p key={line} className="dim">
            {line}
          </p>
        ))}
      </div>
      {banner.kind === "back" && imports.length > 0 && (
        <Button icon="import" onClick={importAgain}>
          Import again
        </Button>
      )}
      {banner.reload && <Button onClick={() => window.location.reload()}>Reload the window</Button>}
      {banner.kind === "back" && (
        <Button kind="ghost" icon="close" label="Close message" onClick={() => setDismissed(backend.interrupted)} />
      )}
    </section>
  );
}
