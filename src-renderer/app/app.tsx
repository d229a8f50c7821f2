// Everything a page may use, made once for a window and given through React's context.
import { createContext, type ReactNode, useContext } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Client } from "../../src-shared/protocol/client.ts";
import type { RequestInput } from "../../src-shared/protocol/requests.ts";
import { type Commands, createCommands } from "./commands.ts";
import { createDrawer, type Drawer } from "./drawer.ts";
import { createEscape, type Escape } from "./escape.ts";
import { watchImports } from "./imports.ts";
import { createLive, type Live } from "./live.ts";
import { createOverlays, type Overlays } from "./overlays.ts";
import { createReplies, type Replies } from "./replies.ts";
import { createRoute, type RouteStore } from "./route.ts";
import { createSession, type SessionStore } from "./session.ts";
import { createSettings, parseSettings, SETTINGS_NAME, type Settings } from "./settings.ts";
import type { Shell } from "./shell.ts";
import { createToasts, type Toasts } from "./toasts.ts";
import { createUndo, type Undo } from "./undo.ts";

export interface App {
  readonly client: Client;
  readonly shell: Shell;
  readonly route: RouteStore;
  readonly session: SessionStore;
  readonly settings: StoreApi<Settings>;
  readonly commands: Commands;
  readonly undo: Undo;
  readonly toasts: Toasts;
  readonly drawer: Drawer;
  readonly replies: Replies;
  /** Sentences for assistive technology. */
  readonly live: Live;
  /** Palette, job centre and the frame's dialogs. */
  readonly overlays: Overlays;
  /** What Esc does beyond closing what floats. */
  readonly escape: Escape;
  /** Imports of this window that ended with the back end. */
  readonly interrupted: StoreApi<readonly RequestInput<"import">[]>;
  /** False while the way to the program itself is lost. */
  readonly linked: StoreApi<boolean>;
}

export function createApp(client: Client, shell: Shell, linked: StoreApi<boolean> = createStore(() => true)): App {
  const route = createRoute(window);
  const imports = watchImports(client);
  const settings = createSettings(window.localStorage);
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === SETTINGS_NAME) settings.setState(parseSettings(newValue));
  });
  const session = createSession(imports.client, route);
  const replies = createReplies(imports.client);
  session.subscribe(({ project: now }, { project: before }) => {
    if (now?.revision !== before?.revision || now?.project !== before?.project) replies.clear();
  });
  return {
    client: imports.client,
    shell,
    route,
    session,
    settings,
    commands: createCommands(),
    undo: createUndo(),
    toasts: createToasts(),
    drawer: createDrawer(),
    replies,
    live: createLive(),
    overlays: createOverlays(),
    escape: createEscape(),
    interrupted: imports.interrupted,
    linked,
  };
}

const AppContext = createContext<App | null>(null);

export function AppProvider({ app, children }: { readonly app: App; readonly children: ReactNode }) {
  return <AppContext.Provider value={app}>{children}</AppContext.Provider>;
}

/** The window's App. Throws outside of AppProvider, which is a bug. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("no App around this component");
  return app;
}
