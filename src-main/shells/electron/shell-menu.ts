// Keeps the native menu in step with recent projects and the theme, and gives its commands to the window in front.
import { app, type BaseWindow, BrowserWindow } from "electron";
import type { Recent } from "../../backend/recent.ts";
import { projectName } from "../../backend/recent.ts";
import { openExternal } from "./external.ts";
import type { Theme } from "./menu.ts";
import { showMenu } from "./show-menu.ts";
import type { Windows } from "./windows.ts";

export interface ShellMenu {
  theme(theme: Theme): void;
  /** A window shows this project now. */
  opened(path: string): void;
}

export function menuOf(windows: Windows, readRecent: () => readonly Recent[]): ShellMenu {
  let theme: Theme = "system";
  let last: string | null = null;
  const asBrowserWindow = (window: BaseWindow | undefined): BrowserWindow | null =>
    window instanceof BrowserWindow ? window : windows.front();
  const show = (): void => {
    const known = readRecent();
    // The list is written when the project has been read; the menu does not wait for that.
    const opened = last === null ? [] : [{ path: last, name: projectName(last) }];
    const recent = [...opened, ...known.filter(({ path }) => path !== last)];
    showMenu(
      { platform: process.platform, recent, theme, developing: !app.isPackaged },
      {
        command(window, id, argument) {
          const front = asBrowserWindow(window) ?? windows.open({ project: null, sample: false });
          windows.command(front, id, argument);
        },
        newWindow: () => void windows.open({ project: null, sample: false }),
        external: (window, url) => void openExternal(url, asBrowserWindow(window)),
      },
    );
  };
  app.on("browser-window-focus", show);
  show();
  return {
    theme(next) {
      theme = next;
      show();
    },
    opened(path) {
      last = path;
      show();
    },
  };
}
