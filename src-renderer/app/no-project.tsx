// A page without a project: what it would show, and the way to one.
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { PageHead } from "../ui/page.tsx";
import { Empty } from "../ui/state.tsx";
import { useApp } from "./app.tsx";
import { useSession } from "./use-request.ts";

/** `opening`: what stands there while a project is being opened. */
export function NoProject({
  title,
  opening = null,
  children,
}: {
  readonly title: string;
  readonly opening?: ReactNode;
  readonly children: ReactNode;
}) {
  const { route } = useApp();
  const isOpening = useSession((session) => session.opening);
  return (
    <>
      <PageHead title={title} />
      {isOpening ? (
        opening
      ) : (
        <Empty
          title="No project is open"
          actions={
            <Button kind="primary" icon="start" onClick={() => route.go("start")}>
              Open a project
            </Button>
          }
        >
          {children}
        </Empty>
      )}
    </>
  );
}
