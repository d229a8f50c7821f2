// Messages from pages: taken only from the page of one of our windows, in its main frame, and only in the right shape.
import { type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from "electron";
import { z } from "zod";
import { failure, toReport } from "../../../src-shared/base/errors.ts";
import type { DesktopAnswer } from "../../../src-shared/protocol/desktop.ts";
import { isPage, ORIGIN } from "./address.ts";
import type { Windows } from "./windows.ts";

type Sent = Pick<IpcMainInvokeEvent | IpcMainEvent, "sender" | "senderFrame">;

/** The window whose page has sent this; null for a frame inside it, another page, or a page that is going away. */
export function windowOf({ sender, senderFrame }: Sent, windows: Pick<Windows, "of">): BrowserWindow | null {
  if (senderFrame === null || senderFrame !== sender.mainFrame) return null;
  if (senderFrame.origin !== ORIGIN || !isPage(senderFrame.url)) return null;
  return windows.of(sender);
}

const refused = (what: string): DesktopAnswer<never> => ({
  ok: false,
  error: failure("shell.refused", what, { next: "close this window and open another", exit: 5 }).report,
});

export interface Pages {
  /** Answers a call. What `work` throws goes to the page as a report. */
  answer<A extends unknown[], T>(
    channel: string,
    shape: z.ZodType<A>,
    work: (window: BrowserWindow, ...data: A) => Promise<T>,
  ): void;
  /** Takes a message; what is not in shape, or not from a page of ours, is dropped. */
  take<A extends unknown[]>(
    channel: string,
    shape: z.ZodType<A>,
    work: (window: BrowserWindow, ...data: A) => void,
  ): void;
}

export function listenToPages(windows: Pick<Windows, "of">): Pages {
  return {
    answer(channel, shape, work) {
      ipcMain.handle(channel, async (event, ...data: unknown[]): Promise<DesktopAnswer<unknown>> => {
        const window = windowOf(event, windows);
        if (!window) return refused("this page may not ask the shell for anything");
        const parsed = shape.safeParse(data);
        if (!parsed.success) return refused(`the shell does not understand ${channel} of this form`);
        try {
          return { ok: true, value: await work(window, ...parsed.data) };
        } catch (thrown) {
          return { ok: false, error: toReport(thrown) };
        }
      });
    },
    take(channel, shape, work) {
      ipcMain.on(channel, (event, ...data: unknown[]) => {
        const window = windowOf(event, windows);
        const parsed = shape.safeParse(data);
        if (window && parsed.success) work(window, ...parsed.data);
      });
    },
  };
}

/** Shapes of what pages send. */
export const SHAPES = {
  nothing: z.tuple([]),
  pickPaths: z.tuple([z.enum(["files", "folder", "project"])]),
  pickTarget: z.tuple([z.string().min(1).max(255)]),
  deliver: z.tuple([z.string().regex(/^[0-9a-f]{32}$/), z.string().min(1).max(255)]),
  printPdf: z.tuple([z.string().regex(/^[0-9a-f]{32}$/), z.string().min(1).max(32_768)]),
  openWindow: z.tuple([z.string().max(32_768)]),
  theme: z.tuple([z.enum(["system", "dark", "light"])]),
} as const;
