// The sheet of keys: those of this page, those of the whole window, and those of its parts.
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { pages } from "../pages/registry.ts";
import { Button } from "../ui/button.tsx";
import { Keys } from "../ui/keys.tsx";
import { Dialog } from "../ui/overlay.tsx";
import { useApp } from "./app.tsx";
import { type Command, isOn, keysOf } from "./commands.ts";

const GROUPS: readonly (readonly [Command["group"], string])[] = [
  ["go", "Go"],
  ["view", "Window"],
  ["edit", "Edit"],
  ["project", "Project"],
  ["help", "Help"],
];

/** Keys that belong to a part of the window rather than to a command. */
const PARTS: readonly (readonly [string, readonly string[]])[] = [
  ["Cancel, then clear the selection, then close", ["escape"]],
  ["Next or previous row, tab or entry", ["arrowdown", "arrowup"]],
  ["First or last row", ["home", "end"]],
  ["A page of rows down or up", ["pagedown", "pageup"]],
  ["Open the row", ["enter"]],
  ["Choose or check the row", ["space"]],
  ["Add a row to the choice", ["mod+space"]],
  ["Copy the table", ["mod+c"]],
  ["Size the column, on its head", ["shift+arrowleft", "shift+arrowright"]],
  ["Ten steps, in a number field", ["shift+arrowup", "shift+arrowdown"]],
];

export function KeysSheet() {
  const { commands, overlays, route, settings } = useApp();
  const all = useStore(commands);
  const page = useStore(route, (state) => state.page);
  const { keys: changed, singleKeys } = useStore(settings);
  const listed = [...all.values()].filter((command) => !command.unlisted && keysOf(command, changed).length > 0);
  const own = listed.filter((command) => command.page === page || (command.group === "page" && isOn(command, page)));
  const title = pages.find((one) => one.id === page)?.title ?? "this page";
  const rows = (list: readonly Command[]) =>
    list.map((command) => <KeyRow key={command.id} title={command.title} keys={keysOf(command, changed)} />);
  return (
    <Dialog
      title="Keys"
      width={860}
      light
      read
      onClose={() => overlays.close()}
      actions={
        <>
          <span className="dim grow">
            {singleKeys ? "Single letters act while no text field has the focus." : "Single letters are off."}
          </span>
          <Button icon="settings" onClick={() => overlays.show("settings", "keys")}>
            Change keys
          </Button>
        </>
      }
    >
      <div className="keysheet">
        {own.length > 0 && <Group title={`On ${title}`}>{rows(own)}</Group>}
        {GROUPS.map(([group, words]) => {
          const list = listed.filter((command) => command.group === group && !command.page);
          return list.length > 0 ? (
            <Group key={group} title={words}>
              {rows(list)}
            </Group>
          ) : null;
        })}
        <Group title="In lists, tables and fields">
          {PARTS.map(([words, keys]) => (
            <KeyRow key={words} title={words} keys={keys} />
          ))}
        </Group>
      </div>
    </Dialog>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="sec">{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}

function KeyRow({ title, keys }: { readonly title: string; readonly keys: readonly string[] }) {
  return (
    <li>
      <span>{title}</span>
      <span className="row">
        {keys.map((one) => (
          <Keys key={one} keys={one} />
        ))}
      </span>
    </li>
  );
}
