// A project that cannot be opened: why, what is safe, and the ways on.
import type { ErrorReport } from "../../src-shared/base/errors.ts";
import { Button } from "../ui/button.tsx";
import { ErrorCard } from "../ui/state.tsx";
import { useApp } from "./app.tsx";
import { nameOf } from "./project-name.ts";
import { emptySelection } from "./selection.ts";

const KEPT = "The project's files are as they were";

function titleOf(code: string, name: string): string {
  if (code === "project.newer_schema") return `${name} was made by a newer Plimsoll`;
  if (code === "project.not_found") return `${name} is not where it was`;
  if (code === "project.damaged") return `${name} is damaged`;
  return `${name} could not be opened`;
}

export function OpenFailed({ error, path }: { readonly error: ErrorReport; readonly path: string }) {
  const { client, commands, route, session, toasts } = useApp();
  const missing = error.code === "project.not_found";
  const newer = error.code === "project.newer_schema";
  const leave = (): void => route.change({ page: "start", project: null, selection: emptySelection, detail: null });
  const forget = (): void => {
    client
      .request("forget", { project: path })
      .then(() => session.refreshHome())
      .then(leave, (thrown) => toasts.fail(thrown.report ?? error));
  };
  const placed = error.where.file === null ? { ...error, where: { ...error.where, file: path } } : error;
  return (
    <div className="pagefailed">
      <ErrorCard
        title={titleOf(error.code, nameOf(path))}
        error={placed}
        kept={missing ? undefined : KEPT}
        actions={
          <>
            {missing ? (
              <Button kind="primary" icon="folderOpen" onClick={() => commands.run("project.openProject")}>
                Locate it
              </Button>
            ) : (
              !newer && (
                <Button kind="primary" icon="refresh" onClick={() => void session.refresh()}>
                  Try again
                </Button>
              )
            )}
            <Button kind={newer ? "primary" : "default"} icon="start" onClick={leave}>
              Go to Start
            </Button>
            {missing && (
              <Button kind="ghost" onClick={forget}>
                Take it off the list
              </Button>
            )}
          </>
        }
      />
    </div>
  );
}
