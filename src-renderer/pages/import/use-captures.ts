// What a hand can do with a capture: leave it out of the views, take it back in, look at its rows.
import { toReport } from "../../../src-shared/base/errors.ts";
import type { OpenCapture, OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { judgeCapture, judgeClock, type Placed } from "./judge.ts";

interface CaptureActions {
  readonly openSql: (sql: string) => void;
  /** Excludes a capture, or includes it again; one step of undo. */
  readonly toggleExcluded: (capture: OpenCapture) => void;
  /** Puts a capture on the time line by hand, or as it was found; one step of undo. */
  readonly setClock: (capture: OpenCapture, placed: Placed) => void;
}

export function useCaptureActions(project: OpenReply): CaptureActions {
  const { client, undo, toasts, commands, route } = useApp();
  return {
    openSql(sql) {
      if (!commands.run("query.open", sql)) route.go("query", `sql:${sql}`);
    },
    toggleExcluded(capture) {
      const out = !project.excluded.includes(capture.id);
      judgeCapture({ client, undo }, project.project, capture, out).catch((thrown: unknown) =>
        toasts.fail(toReport(thrown)),
      );
    },
    setClock(capture, placed) {
      judgeClock({ client, undo }, project.project, capture, placed).catch((thrown: unknown) =>
        toasts.fail(toReport(thrown)),
      );
    },
  };
}
