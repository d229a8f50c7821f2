// Makes the native menu of its description.
import { type BaseWindow, Menu, type MenuItemConstructorOptions } from "electron";
import type { MenuCommand } from "../../../src-shared/protocol/desktop.ts";
import { describeMenu, type MenuItem, type MenuState } from "./menu.ts";

export interface MenuActions {
  /** `window`: the one in front; undefined when there is none. */
  command(window: BaseWindow | undefined, id: MenuCommand, argument: string | null): void;
  newWindow(): void;
  external(window: BaseWindow | undefined, url: string): void;
}

/** Shows the menu; called again when what it shows has changed. */
export function showMenu(state: MenuState, actions: MenuActions): void {
  const items = describeMenu(state).map((item) => optionsOf(item, actions));
  Menu.setApplicationMenu(Menu.buildFromTemplate(items));
}

function optionsOf(item: MenuItem, actions: MenuActions): MenuItemConstructorOptions {
  switch (item.kind) {
    case "line":
      return { type: "separator" };
    case "submenu":
      return {
        label: item.label,
        ...(item.label === "Help" ? { role: "help" as const } : {}),
        // An empty menu of its own cannot be opened.
        enabled: item.items.length > 0,
        submenu: item.items.map((one) => optionsOf(one, actions)),
      };
    case "role":
      return { role: item.role, label: item.label };
    case "window":
      return { label: item.label, accelerator: item.keys, click: () => actions.newWindow() };
    case "external":
      return { label: item.label, click: (_item, window) => actions.external(window, item.url) };
    case "command": {
      const { label, command, argument = null, keys, keysOfPage, chosen } = item;
      return {
        label,
        ...(chosen === undefined ? {} : { type: "radio" as const, checked: chosen }),
        ...(keys ? { accelerator: keys, registerAccelerator: !keysOfPage } : {}),
        click: (_item, window) => actions.command(window, command, argument),
      };
    }
  }
}
