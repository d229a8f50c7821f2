// The page: loaded when it is first shown; a page that fails says so and leaves the rest of the window alone.
import { Component, type ComponentType, type ReactNode, useEffect, useState } from "react";
import { useStore } from "zustand";
import { type ErrorReport, toReport } from "../../src-shared/base/errors.ts";
import { pages } from "../pages/registry.ts";
import { Button } from "../ui/button.tsx";
import { ErrorCard, Skeleton } from "../ui/state.tsx";
import { useApp } from "./app.tsx";
import { OpenFailed } from "./open-failed.tsx";
import { nameOf } from "./project-name.ts";
import type { PageId } from "./route.ts";
import { useSession } from "./use-request.ts";

const loaded = new Map<PageId, ComponentType>();

async function loadPage(id: PageId): Promise<ComponentType> {
  const known = loaded.get(id);
  if (known) return known;
  const page = pages.find((one) => one.id === id);
  if (!page) throw new Error(`there is no page ${id}`);
  const Shown = await page.load();
  loaded.set(id, Shown);
  return Shown;
}

/** Fetches a page that is likely to be wanted; what goes wrong is told when it is shown. */
export function preloadPage(id: PageId): void {
  loadPage(id).catch(() => {});
}

export function PageArea() {
  const { route } = useApp();
  const id = useStore(route, (state) => state.page);
  const path = useStore(route, (state) => state.project);
  const { project, opening, openError } = useSession((session) => session);
  if (id !== "start" && openError) return <OpenFailed error={openError} path={path ?? ""} />;
  if (id !== "start" && path !== null && project === null && opening)
    return <Waiting title={`Opening ${nameOf(path)}`} />;
  return <LoadedPage key={id} id={id} />;
}

function LoadedPage({ id }: { readonly id: PageId }) {
  const [Page, setPage] = useState<ComponentType | null>(() => loaded.get(id) ?? null);
  const [error, setError] = useState<ErrorReport | null>(null);
  const [round, setRound] = useState(0);
  const title = pages.find((page) => page.id === id)?.title ?? "Page";
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round asks again
  useEffect(() => {
    let wanted = true;
    loadPage(id).then(
      (Shown) => wanted && setPage(() => Shown),
      (thrown: unknown) => wanted && setError(toReport(thrown)),
    );
    return () => {
      wanted = false;
    };
  }, [id, round]);
  const again = (): void => {
    setError(null);
    setRound(round + 1);
  };
  if (error) return <PageFailed title={title} error={error} onAgain={again} />;
  if (!Page) return <Waiting title={title} />;
  return (
    <PageBoundary key={round} title={title} onAgain={again}>
      <Page />
    </PageBoundary>
  );
}

/** What keeps the place of a page that is on its way; seen after 200 ms. */
function Waiting({ title }: { readonly title: string }) {
  return (
    <div className="waiting" aria-busy="true">
      <div className="phead">
        <h1>{title}</h1>
      </div>
      <div className="waitbody">
        <Skeleton height={64} label={`Loading ${title}`} />
        <div className="skel" style={{ height: 220 }} />
        <div className="skel" style={{ height: 220 }} />
      </div>
    </div>
  );
}

function PageFailed(props: { readonly title: string; readonly error: ErrorReport; readonly onAgain: () => void }) {
  const { error } = props;
  const own = error.code === "internal";
  return (
    <div className="pagefailed">
      <ErrorCard
        title={`${props.title} could not be shown`}
        error={
          own
            ? {
                ...error,
                code: "window.page_failed",
                next: "reload the page; if that does not help, reload the window",
              }
            : error
        }
        kept="The project and everything that was saved"
        actions={
          <>
            <Button kind="primary" icon="refresh" onClick={props.onAgain}>
              Reload the page
            </Button>
            <Button onClick={() => window.location.reload()}>Reload the window</Button>
          </>
        }
      />
    </div>
  );
}

interface BoundaryProps {
  readonly title: string;
  readonly onAgain: () => void;
  readonly children: ReactNode;
}

/** React tells what a page throws to a class only. */
class PageBoundary extends Component<BoundaryProps, { readonly error: ErrorReport | null }> {
  override state: { readonly error: ErrorReport | null } = { error: null };

  static getDerivedStateFromError(thrown: unknown): { readonly error: ErrorReport } {
    return { error: toReport(thrown) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return <PageFailed title={this.props.title} error={error} onAgain={this.props.onAgain} />;
  }
}
