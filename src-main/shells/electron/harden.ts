// What no page of the desktop shell can do, whatever it tries: permissions, devices, the network, other pages, windows.
import type { Session, WebContents } from "electron";
import { isPage, isView, ORIGIN } from "./address.ts";
import { isLoadable } from "./protocol.ts";

/** The one permission: putting text on the clipboard, which Chromium gives only to a page in front after a click or key. */
const isAllowed = (permission: string, url: string, isMainFrame: boolean): boolean =>
  permission === "clipboard-sanitized-write" && isMainFrame && isPage(url);

/** Of the session of all windows. `developing`: the developer tools may load their own parts. */
export function hardenSession(session: Session, developing: boolean): void {
  session.setPermissionRequestHandler((contents, permission, callback, { isMainFrame }) =>
    callback(isAllowed(permission, contents.getURL(), isMainFrame)),
  );
  session.setPermissionCheckHandler((contents, permission, origin, { isMainFrame }) => {
    const own = origin === ORIGIN || origin === `${ORIGIN}/`;
    return own && contents !== null && isAllowed(permission, contents.getURL(), isMainFrame);
  });
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}));
  session.on("will-download", (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, callback) =>
    callback({ cancel: !isLoadable(url) && !(developing && url.startsWith("devtools:")) }),
  );
  session.setSpellCheckerEnabled(false);
}

/** Of every page that is ever made. `outside` is told of an address that a page wanted to open. */
export function hardenContents(contents: WebContents, outside: (url: string) => void): void {
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    outside(url);
    return { action: "deny" };
  });
  contents.on("will-navigate", (event) => {
    event.preventDefault();
  });
  contents.on("will-redirect", (event) => event.preventDefault());
  // A report's frame is given its address by the page; nothing else goes anywhere.
  contents.on("will-frame-navigate", (event) => {
    if (event.isMainFrame || !isView(event.url)) event.preventDefault();
  });
}
