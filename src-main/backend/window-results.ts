// Which window each kept result belongs to, so that results and query processes end with the windows that used them.

export interface WindowResults {
  seat(): ResultSeat;
  close(): void;
}

/** A window as far as results are concerned. */
export interface ResultSeat {
  /** The window shows this project from now on, a resolved path. */
  look(project: string): void;
  /** The window has opened or used this result: it is its own from now on. */
  uses(project: string, result: string): void;
  closed(result: string): void;
  leave(): void;
}

/** What is no longer needed of a project: these results, and its process too when no window shows the project. */
export type LetGo = (project: string, results: readonly string[], isShown: boolean) => void;

/** So long a window may be away, as after a reload or when its connection was lost. */
export const AWAY_MS = 60_000;

interface Window {
  /** Undefined before it has opened any, null when it is closed. */
  project: string | null | undefined;
}

interface Owned {
  readonly project: string;
  readonly window: Window;
}

export function createWindowResults(letGo: LetGo, awayMs = AWAY_MS): WindowResults {
  const owned = new Map<string, Owned>();
  const windows = new Set<Window>();
  const timers = new Set<NodeJS.Timeout>();

  const hasLeft = (window: Window, project: string): boolean =>
    window.project !== undefined && window.project !== project;

  function leave(window: Window, project: string): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!hasLeft(window, project)) return;
      const results = [...owned]
        .filter(([, one]) => one.window === window && one.project === project)
        .map(([id]) => id);
      for (const id of results) owned.delete(id);
      const isShown = [...windows].some((other) => other.project === project);
      if (results.length > 0 || !isShown) letGo(project, results, isShown);
    }, awayMs);
    timer.unref();
    timers.add(timer);
  }

  return {
    seat() {
      const window: Window = { project: undefined };
      windows.add(window);
      const become = (project: string | null): void => {
        const before = new Set([...owned.values()].filter((one) => one.window === window).map((one) => one.project));
        if (window.project) before.add(window.project);
        window.project = project;
        for (const left of before) if (left !== project) leave(window, left);
      };
      return {
        look: become,
        uses(project, result) {
          owned.set(result, { project, window });
          // It was opened for a window that has left meanwhile.
          if (hasLeft(window, project)) leave(window, project);
        },
        closed: (result) => void owned.delete(result),
        leave() {
          windows.delete(window);
          become(null);
        },
      };
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
