// The desktop shell: one instance, its windows over one back end, its menu, what the system asks it to open.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { app, BrowserWindow, dialog, protocol, session } from "electron";
import { toReport } from "../../../src-shared/base/errors.ts";
import { findHome } from "../../backend/home.ts";
import { readRecent } from "../../backend/recent.ts";
import { startSupervisor } from "../../backend/supervisor.ts";
import { version } from "../../backend/version.ts";
import { listAssets } from "../loopback/assets.ts";
import { createStaging } from "../start/staging.ts";
import { SCHEME } from "./address.ts";
import { spawnUtility } from "./back-end.ts";
import { openExternal } from "./external.ts";
import { hardenContents, hardenSession } from "./harden.ts";
import type { Theme } from "./menu.ts";
import { Opening, readArguments, readLink, withoutProgram } from "./opening.ts";
import { servePages } from "./page-requests.ts";
import { answerRequest, PRIVILEGES } from "./protocol.ts";
import { menuOf } from "./shell-menu.ts";
import { createWindows, showTheme, type Windows } from "./windows.ts";

/** Starts the program. `folder` holds main.js and preload.cjs; the window and the processes lie beside it. */
export function startShell(folder: string): void {
  // All of this must be said before the program is ready.
  app.setName("Plimsoll");
  app.setAboutPanelOptions({ applicationName: "Plimsoll", applicationVersion: version, copyright: "Apache-2.0" });
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: PRIVILEGES }]);
  const home = findHome();
  app.setPath("userData", join(home.config, "window"));
  // No name is ever looked up, whatever asks for it.
  app.commandLine.appendSwitch("host-resolver-rules", "MAP * ~NOTFOUND");
  const opening = readArguments(withoutProgram(process.argv, process.defaultApp === true), process.cwd());
  if (!app.requestSingleInstanceLock(opening)) {
    app.quit();
    return;
  }
  const opener = createOpener();
  listenToSystem(opener);
  app.on("web-contents-created", (_event, contents) =>
    hardenContents(contents, (url) => void openExternal(url, BrowserWindow.fromWebContents(contents))),
  );
  app
    .whenReady()
    .then(() => {
      opener.use(showWindows(folder, home.config));
      opener.open(opening, true);
    })
    .catch((thrown: unknown) => {
      const { what, next } = toReport(thrown);
      dialog.showErrorBox("Plimsoll could not start", next ? `${what}\n\n${next}` : what);
      app.exit(1);
    });
}

/** Everything that needs a program that is ready. */
function showWindows(folder: string, config: string): Windows {
  const staging = createStaging();
  const assets = listAssets(join(folder, "..", "renderer"));
  const processes = join(folder, "..", "main");
  const supervisor = startSupervisor({
    staging: staging.folder,
    entry: join(processes, "backend-process.js"),
    spawn: spawnUtility(processes),
  });
  hardenSession(session.defaultSession, !app.isPackaged);
  protocol.handle(SCHEME, (request) => answerRequest(request, { assets, staging: staging.folder }));
  const windows = createWindows({
    preload: join(folder, "preload.cjs"),
    stateFile: join(config, "window.json"),
    onProject: (path) => {
      if (existsSync(path)) app.addRecentDocument(path);
      menu.opened(path);
    },
  });
  const menu = menuOf(windows, () => readRecent(config));
  const onTheme = (theme: Theme): void => {
    showTheme(theme);
    menu.theme(theme);
  };
  servePages({ windows, staging: staging.folder, connect: () => supervisor.connect(), onTheme });
  endInGoodOrder(async () => {
    await supervisor.close();
    staging.remove();
  });
  return windows;
}

/** `work` is done once, before the program ends. */
function endInGoodOrder(work: () => Promise<void>): void {
  let done = false;
  app.on("will-quit", (event) => {
    if (done) return;
    event.preventDefault();
    void work().finally(() => {
      done = true;
      app.quit();
    });
  });
}

interface Opener {
  /** From now on there are windows; what waited is opened. */
  use(windows: Windows): void;
  /** Opens what was asked for. `first`: with a window even when it is nothing. */
  open(opening: Opening, first?: boolean): void;
}

function createOpener(): Opener {
  let windows: Windows | null = null;
  const waiting: Opening[] = [];

  function openNow(into: Windows, { paths, links, sample }: Opening, first: boolean): void {
    const all = [...paths];
    const front = first ? null : into.front();
    // A project is what the new window starts with; captures are brought to it as a drop would be.
    const project = front === null && all[0]?.endsWith(".plimsoll") ? (all.shift() ?? null) : null;
    const window = front ?? into.open({ project, sample });
    for (const path of all) into.openPath(window, path);
    for (const link of links) void askAndOpen(into, window, link);
    if (front?.isMinimized()) front.restore();
    front?.focus();
  }

  return {
    use(made) {
      windows = made;
    },
    open(opening, first = false) {
      if (!windows) return void waiting.push(opening);
      const rest = waiting.splice(0);
      const together: Opening = {
        paths: [opening, ...rest].flatMap(({ paths }) => paths),
        links: [opening, ...rest].flatMap(({ links }) => links),
        sample: opening.sample,
      };
      openNow(windows, together, first);
    },
  };
}

/** A link may come from any page in any browser: what it names is opened only when the user says so. */
async function askAndOpen(windows: Windows, window: BrowserWindow, link: string): Promise<void> {
  const path = readLink(link);
  if (path === null) return;
  const { response } = await dialog.showMessageBox(window, {
    type: "question",
    message: "A link asks Plimsoll to open this",
    detail: path,
    buttons: ["Open", "Cancel"],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  if (response === 0 && !window.isDestroyed()) windows.openPath(window, path);
}

function listenToSystem(opener: Opener): void {
  const nothing: Opening = { paths: [], links: [], sample: false };
  app.on("second-instance", (_event, _argv, _folder, data) => {
    const opening = Opening.safeParse(data);
    if (opening.success) opener.open(opening.data);
  });
  app.on("open-file", (event, path) => {
    event.preventDefault();
    opener.open({ ...nothing, paths: [path] });
  });
  app.on("open-url", (event, url) => {
    event.preventDefault();
    opener.open({ ...nothing, links: [url] });
  });
  app.on("activate", (_event, hasVisibleWindows) => {
    if (!hasVisibleWindows) opener.open(nothing);
  });
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
}
