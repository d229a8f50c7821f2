// The words for a back end that is away, gone, or back again.
import { formatNumber, plural } from "../../src-shared/base/format.ts";
import type { BackendState } from "../../src-shared/protocol/client.ts";
import type { OpenReply } from "../../src-shared/protocol/window-replies.ts";
import { formatMoment } from "./clock.ts";
import type { Shell } from "./shell.ts";

export interface BannerInput {
  readonly backend: BackendState;
  /** False: the way to the program itself is lost, not only the back end behind it. */
  readonly linked: boolean;
  readonly shell: Shell["kind"];
  readonly project: Pick<OpenReply, "name" | "project" | "info" | "last_import_ms"> | null;
  readonly nowMs: number;
}

export interface Banner {
  readonly kind: "lost" | "gone" | "back";
  readonly title: string;
  readonly lines: readonly string[];
  /** Loading the window again may help. */
  readonly reload: boolean;
}

/** Null: there is nothing to say. */
export function bannerOf(input: BannerInput): Banner | null {
  const { backend, linked, shell } = input;
  const safe = wholeProject(input);
  if (backend.state === "gone") return gone(input, safe);
  if (backend.state === "lost") {
    const title =
      linked || shell === "electron"
        ? "The back end stopped and is starting again"
        : "Plimsoll does not answer; the window tries to reach it";
    return { kind: "lost", title, lines: lines(safe, interruptedWords(backend.interrupted)), reload: false };
  }
  if (backend.state === "ready" && backend.interrupted.length > 0)
    return {
      kind: "back",
      title: "The back end stopped and has started again",
      lines: lines(safe, interruptedWords(backend.interrupted)),
      reload: false,
    };
  return null;
}

function gone({ shell, linked, project }: BannerInput, safe: string | null): Banner {
  if (shell === "loopback" && !linked) {
    const path = project ? ` ${quoted(project.project)}` : "";
    return {
      kind: "gone",
      title: "Plimsoll has ended",
      lines: lines(safe, `Start it again with plimsoll serve${path} and open the address that it prints.`),
      reload: false,
    };
  }
  return {
    kind: "gone",
    title: "The back end does not start any more",
    lines: lines(
      safe,
      "Reload the window. If that does not help, end Plimsoll and start it again; window and back end may be of different versions.",
    ),
    reload: true,
  };
}

/** What the project holds for sure. */
function wholeProject({ project, nowMs }: BannerInput): string | null {
  if (!project) return null;
  const count = project.info.captures.length;
  const since =
    project.last_import_ms === null ? "" : `, as of the last import at ${formatMoment(project.last_import_ms, nowMs)}`;
  return `Your project ${project.name} is whole: ${formatNumber(count)} ${plural(count, "capture")}${since}.`;
}

function interruptedWords(titles: readonly string[]): string | null {
  if (titles.length === 0) return null;
  return `Interrupted: ${titles.join(", ")}. Nothing half done was kept.`;
}

const lines = (...all: readonly (string | null)[]): readonly string[] => all.filter((line) => line !== null);

const quoted = (path: string): string => (/^[\w./~@:+-]+$/.test(path) ? path : `"${path}"`);
