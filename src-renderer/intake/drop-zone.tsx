// The place to drop captures, with the buttons that choose them; the Start page and an empty Import page show it.
import "./intake.css";
import { useSession } from "../app/use-request.ts";
import { Button } from "../ui/button.tsx";
import { useIntake, useIntakeState } from "./use-intake.ts";

/** `withSample`: offers the sample project too, where nothing else on the page does. */
export function DropZone({ withSample = true }: { readonly withSample?: boolean }) {
  const intake = useIntake();
  const dragging = useIntakeState((state) => state.dragging);
  const busy = useIntakeState((state) => state.busy);
  const sample = useSession((state) => state.home?.sample ?? null);
  return (
    <section className={`intakedrop${dragging ? " over" : ""}`} aria-label="Bring captures">
      <svg width="76" height="76" viewBox="0 0 64 64" aria-hidden="true">
        <path d="M0 32H64V64H0Z" className="sea" />
        <circle cx="32" cy="32" r="16" className="ring" />
        <path d="M4 32H60" className="line" />
      </svg>
      <div>
        <h2>{dragging ? "Let go to import" : "Drop a folder or files here"}</h2>
        <p className="dim">{WHAT_IS_READ}</p>
        <div className="row">
          <Button kind="primary" icon="folderOpen" busy={busy !== null} onClick={() => void intake.choose("folder")}>
            Open folder
          </Button>
          <Button icon="file" onClick={() => void intake.choose("files")}>
            Open files
          </Button>
          {withSample && sample && (
            <Button kind="ghost" icon="ship" onClick={() => void intake.openSample()}>
              Open the sample project
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}

/** In the order of how much they tell. */
const WHAT_IS_READ =
  "perf.data, trace.dat, xentrace and their text, DAMON, statistics of /proc, KSM, libvirt, QEMU and Xen, memory maps and images, tables; plain, gzip or zstd";
