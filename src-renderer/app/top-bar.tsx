// The top bar: project and its menu, search, jobs, undo, theme, details.
import { useState } from "react";
import { useStore } from "zustand";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Keys } from "../ui/keys.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { tip } from "../ui/tip.ts";
import { useApp } from "./app.tsx";
import { keysOf } from "./commands.ts";
import { JobPill } from "./job-pill.tsx";
import { Mark } from "./mark.tsx";
import { nameOf } from "./project-name.ts";
import { formatRoute } from "./route.ts";
import { shownTheme, useSystemIsLight } from "./theme.ts";
import { useSession } from "./use-request.ts";

export function TopBar() {
  const { commands, route, settings } = useApp();
  const here = useStore(route);
  const { theme, drawerOpen } = useStore(settings);
  const dark = shownTheme(theme, useSystemIsLight()) === "dark";
  return (
    <header id="top" tabIndex={-1}>
      <div className="topleft">
        <a
          className="logo"
          href={formatRoute({ ...here, page: "start", detail: null })}
          aria-label="Plimsoll: Start"
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            route.go("start");
          }}
        >
          <Mark />
        </a>
        <ProjectMenu />
      </div>
      <SearchButton />
      <div className="row topright">
        <JobPill />
        <UndoButton />
        <Button
          kind="ghost"
          icon={dark ? "dark" : "light"}
          label={dark ? "Switch to the light theme" : "Switch to the dark theme"}
          command="view.theme"
          onClick={() => commands.run("view.theme")}
        />
        <Button
          kind="ghost"
          icon="drawer"
          label="Details"
          command="view.drawer"
          pressed={drawerOpen}
          onClick={() => commands.run("view.drawer")}
        />
      </div>
    </header>
  );
}

function SearchButton() {
  const { commands, settings } = useApp();
  const changed = useStore(settings, (state) => state.keys);
  const palette = useStore(commands, (all) => all.get("view.palette"));
  const keys = palette && keysOf(palette, changed)[0];
  return (
    <button type="button" className="cmd" aria-haspopup="dialog" onClick={() => commands.run("view.palette")}>
      <Icon name="search" size={13} />
      <span className="grow ell">Search guests, captures, parameters, commands</span>
      {keys && <Keys keys={keys} />}
    </button>
  );
}

function UndoButton() {
  const { commands, undo } = useApp();
  const step = useStore(undo, ({ done }) => done.at(-1));
  return (
    <Button
      kind="ghost"
      icon="undo"
      label={step ? `Undo: ${step.title}` : "Undo"}
      command="edit.undo"
      unavailable={step ? null : "Nothing to undo"}
      onClick={() => commands.run("edit.undo")}
    />
  );
}

const MOST_RECENT = 6;

function ProjectMenu() {
  const { commands, route, settings, toasts } = useApp();
  const [open, setOpen] = useState(false);
  const path = useStore(route, (state) => state.project);
  const project = useSession((session) => session.project);
  const home = useSession((session) => session.home);
  const changed = useStore(settings, (state) => state.keys);
  const name = project?.name ?? (path === null ? null : nameOf(path));
  const item = (id: string, title: string, rest: Partial<MenuItem> = {}): MenuItem => {
    const command = commands.getState().get(id);
    return {
      id,
      title,
      icon: command?.icon,
      keys: command && keysOf(command, changed)[0],
      unavailable: command ? (command.unavailable?.() ?? null) : "not ready yet",
      run: () => commands.run(id),
      ...rest,
    } as MenuItem;
  };
  const recent = (home?.recent ?? [])
    .filter((one) => one.found && one.path !== path)
    .slice(0, MOST_RECENT)
    .map(
      (one, at): MenuItem => ({
        id: one.path,
        title: one.name,
        detail: one.path,
        icon: "history",
        apart: at === 0,
        run: () => commands.run("project.open", one.path),
      }),
    );
  const items: readonly MenuItem[] = [
    item("project.openProject", "Open a project", { icon: "folderOpen" }),
    item("project.openFolder", "Import a folder", { icon: "folder" }),
    item("project.openFiles", "Import files", { icon: "file" }),
    ...recent,
    ...(path === null ? [] : [item("project.copyPath", "Copy path", { apart: true, detail: path })]),
    item("project.newWindow", "Open another window", { apart: path === null }),
    ...(path === null ? [] : [item("project.close", "Close the project", { apart: true })]),
  ];
  return (
    <div className="proj">
      <button
        type="button"
        className="projname"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {name === null ? (
          "Plimsoll"
        ) : (
          <>
            <span className="sr">Project</span>
            <span className="ell">{name}</span>
            <small>.plimsoll</small>
          </>
        )}
        <Icon name="down" size={13} />
      </button>
      {open && <Menu label="Project" items={items} gap={8} onClose={() => setOpen(false)} />}
      {project?.read_only && (
        <button
          type="button"
          className="lock"
          {...tip(`Read-only: ${project.read_only}`)}
          onClick={() => toasts.say(`${project.name} is read-only: ${project.read_only}`)}
        >
          <Icon name="lock" size={13} />
          Read-only
        </button>
      )}
    </div>
  );
}
