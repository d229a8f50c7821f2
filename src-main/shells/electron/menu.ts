// The native menu as a pure description; its commands go to the page by their ids, which the window's registry knows.
import { MENU_COMMANDS, type MenuCommand } from "../../../src-shared/protocol/desktop.ts";
import { EXTERNAL } from "./external-addresses.ts";

export type Theme = "system" | "dark" | "light";

type Role =
  | "about"
  | "services"
  | "hide"
  | "hideOthers"
  | "unhide"
  | "quit"
  | "close"
  | "cut"
  | "copy"
  | "paste"
  | "selectAll"
  | "zoomIn"
  | "zoomOut"
  | "resetZoom"
  | "togglefullscreen"
  | "minimize"
  | "zoom"
  | "front"
  | "toggleDevTools";

export type MenuItem =
  | {
      readonly kind: "command";
      readonly label: string;
      readonly command: MenuCommand;
      readonly argument?: string;
      readonly keys?: string;
      /** The page acts on these keys itself: here they are only shown. */
      readonly keysOfPage?: boolean;
      /** One of several, this one being chosen or not. */
      readonly chosen?: boolean;
    }
  | { readonly kind: "role"; readonly role: Role; readonly label: string }
  | { readonly kind: "window"; readonly label: string; readonly keys: string }
  | { readonly kind: "external"; readonly label: string; readonly url: string }
  | { readonly kind: "submenu"; readonly label: string; readonly items: readonly MenuItem[] }
  | { readonly kind: "line" };

export interface MenuState {
  readonly platform: NodeJS.Platform;
  /** Paths of recent projects with the names they are shown by, newest first. */
  readonly recent: readonly { readonly path: string; readonly name: string }[];
  readonly theme: Theme;
  /** Developer tools are offered in a checkout only. */
  readonly developing: boolean;
}

const MOST_RECENT = 10;

const line: MenuItem = { kind: "line" };
const command = (label: string, id: MenuCommand, keys?: string): MenuItem => ({
  kind: "command",
  label,
  command: id,
  ...(keys ? { keys } : {}),
});
const ofPage = (label: string, id: MenuCommand, keys: string): MenuItem => ({
  kind: "command",
  label,
  command: id,
  keys,
  keysOfPage: true,
});
const role = (name: Role, label: string): MenuItem => ({ kind: "role", role: name, label });

/** The whole menu. Labels in sentence case; the first menu of macOS is the program's own. */
export function describeMenu(state: MenuState): readonly MenuItem[] {
  const mac = state.platform === "darwin";
  return [
    ...(mac ? [programMenu] : []),
    fileMenu(state, mac),
    editMenu(mac),
    viewMenu(state),
    ...(mac ? [windowMenu] : []),
    helpMenu(mac),
  ];
}

const programMenu: MenuItem = {
  kind: "submenu",
  label: "Plimsoll",
  items: [
    role("about", "About Plimsoll"),
    line,
    role("services", "Services"),
    line,
    role("hide", "Hide Plimsoll"),
    role("hideOthers", "Hide others"),
    role("unhide", "Show all"),
    line,
    role("quit", "Quit Plimsoll"),
  ],
};

const fileMenu = ({ recent }: MenuState, mac: boolean): MenuItem => ({
  kind: "submenu",
  label: "File",
  items: [
    { kind: "window", label: "New window", keys: "CmdOrCtrl+Shift+N" },
    line,
    command("Open folder…", MENU_COMMANDS.openFolder, "CmdOrCtrl+O"),
    command("Open files…", MENU_COMMANDS.openFiles, "CmdOrCtrl+Shift+O"),
    command("Open project…", MENU_COMMANDS.openProject),
    {
      kind: "submenu",
      label: "Recent projects",
      items: recent.slice(0, MOST_RECENT).map(({ path, name }) => ({
        kind: "command",
        label: name,
        command: MENU_COMMANDS.openRecent,
        argument: path,
      })),
    },
    command("Open the sample", MENU_COMMANDS.openSample),
    line,
    command("Close project", MENU_COMMANDS.closeProject),
    role("close", "Close window"),
    ...(mac ? [] : [line, role("quit", "Quit")]),
  ],
});

const editMenu = (mac: boolean): MenuItem => ({
  kind: "submenu",
  label: "Edit",
  items: [
    ofPage("Undo", MENU_COMMANDS.undo, "CmdOrCtrl+Z"),
    ofPage("Redo", MENU_COMMANDS.redo, mac ? "Cmd+Shift+Z" : "Ctrl+Shift+Z"),
    line,
    role("cut", "Cut"),
    role("copy", "Copy"),
    role("paste", "Paste"),
    role("selectAll", "Select all"),
  ],
});

const viewMenu = ({ theme, developing }: MenuState): MenuItem => ({
  kind: "submenu",
  label: "View",
  items: [
    ofPage("Find a command…", MENU_COMMANDS.palette, "CmdOrCtrl+K"),
    line,
    {
      kind: "submenu",
      label: "Theme",
      items: (["system", "dark", "light"] as const).map((one) => ({
        kind: "command",
        label: { system: "As the system", dark: "Dark", light: "Light" }[one],
        command: MENU_COMMANDS.theme,
        argument: one,
        chosen: one === theme,
      })),
    },
    line,
    role("resetZoom", "Actual size"),
    role("zoomIn", "Larger"),
    role("zoomOut", "Smaller"),
    line,
    role("togglefullscreen", "Full screen"),
    ...(developing ? [line, role("toggleDevTools", "Developer tools")] : []),
  ],
});

const windowMenu: MenuItem = {
  kind: "submenu",
  label: "Window",
  items: [role("minimize", "Minimise"), role("zoom", "Zoom"), line, role("front", "Bring all to front")],
};

const helpMenu = (mac: boolean): MenuItem => ({
  kind: "submenu",
  label: "Help",
  items: [
    command("Keys of this page", MENU_COMMANDS.keys),
    command("What to record on a host", MENU_COMMANDS.recipe),
    line,
    { kind: "external", label: "KSM in the kernel's documentation", url: EXTERNAL.ksm },
    { kind: "external", label: "perf's documentation", url: EXTERNAL.perf },
    { kind: "external", label: "DuckDB's SQL", url: EXTERNAL.sql },
    line,
    command("Licences", MENU_COMMANDS.licences),
    ...(mac ? [] : [role("about", "About Plimsoll")]),
  ],
});
