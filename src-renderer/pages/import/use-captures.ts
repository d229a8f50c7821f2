// What a hand can do with a capture: leave it out of the views, take it back in, look at its rows.
import { toReport } from "../../../src-shared/base/errors.ts";
import type { OpenCapture, OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";

interface CaptureActions {
  readonly openSql: (sql: string) => void;
  /** Excludes a capture, or includes it again; one step of undo. */
  readonly toggleExcluded: (capture: OpenCapture) => void;
}

export function useCaptureActions(project: OpenReply): CaptureActions {
  const { client, undo, toasts, commands, route } = useApp();
  const set = async (captures: readonly number[]): Promise<void> => {
    try {
      await client.request("exclude", { project: project.project, captures: [...captures] });
    } catch (thrown) {
      toasts.fail(toReport(thrown));
    }
  };
  return {
    openSql(sql) {
      if (!commands.run("query.open", sql)) route.go("query", `sql:${sql}`);
    },
    toggleExcluded({ id, name }) {
      const before = project.excluded;
      const out = before.includes(id);
      const after = out ? before.filter((one) => one !== id) : [...before, id];
      undo.add({
        title: out ? `${name} included` : `${name} excluded`,
        undo: () => void set(before),
        redo: () => void set(after),
      });
      void set(after);
    },
  };
}
