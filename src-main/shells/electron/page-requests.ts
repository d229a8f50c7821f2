// What pages may ask of the shell, each request with its shape and the one thing that is done for it.

import { failure } from "../../../src-shared/base/errors.ts";
import type { FrameLink } from "../../../src-shared/protocol/link.ts";
import { joinPage } from "./back-end.ts";
import { CHANNELS } from "./channels.ts";
import { deliver, pickPaths, pickTarget } from "./dialogs.ts";
import { listenToPages, SHAPES } from "./ipc.ts";
import type { Theme } from "./menu.ts";
import { printPdf } from "./print-pdf.ts";
import type { Windows } from "./windows.ts";

export interface PageRequestsOptions {
  readonly windows: Windows;
  readonly staging: string;
  /** A new link to the back end. */
  readonly connect: () => FrameLink;
  readonly onTheme: (theme: Theme) => void;
}

export function servePages({ windows, staging, connect, onTheme }: PageRequestsOptions): void {
  const pages = listenToPages(windows);
  /** Files that the user has chosen to be written: no page can have another one printed. */
  const chosen = new Set<string>();
  pages.take(CHANNELS.connect, SHAPES.nothing, (window) => joinPage(window.webContents, connect()));
  pages.take(CHANNELS.listening, SHAPES.nothing, (window) => windows.listening(window));
  pages.take(CHANNELS.setTheme, SHAPES.theme, (_window, theme) => onTheme(theme));
  pages.answer(CHANNELS.pickPaths, SHAPES.pickPaths, pickPaths);
  pages.answer(CHANNELS.pickTarget, SHAPES.pickTarget, async (window, suggestedName) => {
    const target = await pickTarget(window, suggestedName);
    if (target !== null) chosen.add(target);
    return target;
  });
  pages.answer(CHANNELS.deliver, SHAPES.deliver, async (window, id, name) => {
    await deliver(window, staging, id, name);
    return null;
  });
  pages.answer(CHANNELS.printPdf, SHAPES.printPdf, async (_window, id, target) => {
    if (!chosen.has(target))
      throw failure("shell.not_chosen", "the shell writes a PDF only to a file that was chosen in its dialog", {
        where: { file: target },
        next: "choose the file again",
        exit: 5,
      });
    await printPdf(staging, id, target);
    return null;
  });
  pages.answer(CHANNELS.openWindow, SHAPES.openWindow, async (_window, hash) => {
    windows.open({ project: null, sample: false }, hash);
    return null;
  });
}
