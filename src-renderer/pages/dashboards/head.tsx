// The head of the Dashboards page: which dashboard, what it follows, and what can be done with it.
import { useRef } from "react";
import { SelectionChips } from "../../app/selection-chips.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { MenuButton, type MenuItem } from "../../ui/menu.tsx";
import { PageHead } from "../../ui/page.tsx";
import { tip } from "../../ui/tip.ts";
import { samePlace } from "./place.ts";
import type { Open, Shelf } from "./shelf.ts";
import type { Actions } from "./use-actions.ts";

export interface HeadProps {
  readonly shelf: Shelf;
  readonly open: Open | null;
  readonly actions: Actions;
  readonly arranging: boolean;
  readonly onArrange: () => void;
  readonly onAdd: () => void;
  readonly onRename: () => void;
  readonly onParameters: () => void;
  readonly onCloseUp: () => void;
  readonly onNew: () => void;
  readonly onReport: () => void;
}

/** Saved dashboards first, then those that the program makes. */
function chooserItems(
  { saved, built }: Shelf,
  open: Open | null,
  { actions, onNew }: Pick<HeadProps, "actions" | "onNew">,
): readonly MenuItem[] {
  const place = open?.place ?? null;
  const overviews = built.filter(({ starter }) => !starter);
  const starters = built.filter(({ starter }) => starter);
  return [
    ...saved.map(({ name, dashboard, error }): MenuItem => {
      const own = { kind: "saved", name } as const;
      const detail = error ? "cannot be read" : dashboard?.about;
      return {
        ...{ id: `saved ${name}`, title: name, checked: samePlace(place, own), run: () => actions.show(own) },
        ...(detail ? { detail } : {}),
      };
    }),
    ...overviews.map(({ id, title, about }, at): MenuItem => {
      const own = { kind: "built", id } as const;
      return {
        ...{ id: `built ${id}`, title, detail: about, hint: "built in", checked: samePlace(place, own) },
        ...(at === 0 && saved.length > 0 ? { apart: true } : {}),
        run: () => actions.show(own),
      };
    }),
    { id: "new", title: "New dashboard", icon: "plus", apart: true, run: onNew },
    ...starters.map(
      ({ id, title, about, dashboard }): MenuItem => ({
        ...{ id: `from ${id}`, title: `New from ${title}`, detail: about, icon: "plus" as const },
        run: () => void actions.keep(dashboard, title, `Begin with ${title}`),
      }),
    ),
  ];
}

export function Head(props: HeadProps) {
  const { shelf, open, actions, arranging } = props;
  const isBuilt = open?.isBuilt ?? false;
  const changeable = open !== null && !isBuilt && open.dashboard !== null;
  return (
    <PageHead
      title="Dashboards"
      scope={
        <>
          <MenuButton className="db-chooser" label="Choose a dashboard" items={chooserItems(shelf, open, props)}>
            <span className="ell">{open?.title ?? "Choose a dashboard"}</span>
            {open?.unsaved && (
              <span
                className="db-unsaved"
                role="img"
                aria-label="not saved"
                {...tip("Changes are not saved yet", "dashboards.save")}
              />
            )}
            <Icon name="down" size={13} />
          </MenuButton>
          {isBuilt && <span className="tag derived">built in</span>}
          <SelectionChips obeys={["span", "guests"]} />
        </>
      }
      actions={
        open && (
          <>
            {open.unsaved && (
              <Button key="save" kind="ghost" icon="save" command="dashboards.save" onClick={() => void actions.save()}>
                Save
              </Button>
            )}
            <Button key="share" kind="ghost" icon="upload" onClick={() => void actions.exportFile()}>
              Share as file
            </Button>
            {changeable && (
              <Button
                key="arrange"
                icon="layers"
                pressed={arranging}
                command="dashboards.arrange"
                onClick={props.onArrange}
              >
                Arrange
              </Button>
            )}
            <More key="more" {...props} />
          </>
        )
      }
      primary={
        open === null ? undefined : isBuilt ? (
          <Button
            kind="primary"
            icon="edit"
            onClick={() => open.dashboard && void actions.keep(open.dashboard, open.title, `Copy ${open.title}`)}
          >
            Edit a copy
          </Button>
        ) : (
          <Button
            kind="primary"
            icon="plus"
            command="dashboards.add"
            unavailable={open.dashboard === null && "its file cannot be read"}
            onClick={props.onAdd}
          >
            Add chart
          </Button>
        )
      }
    />
  );
}

function More({ open, actions, ...props }: HeadProps) {
  const file = useRef<HTMLInputElement>(null);
  const fixed = open === null || open.isBuilt ? "it is made by the program: edit a copy" : null;
  const unread = open?.dashboard === null ? "its file cannot be read" : null;
  const items: readonly MenuItem[] = [
    { id: "rename", title: "Rename…", icon: "edit", unavailable: fixed ?? unread, run: props.onRename },
    {
      ...{ id: "duplicate", title: "Duplicate", icon: "copy" as const, unavailable: unread },
      run: () => open?.dashboard && void actions.keep(open.dashboard, open.title, `Copy ${open.title}`),
    },
    { id: "parameters", title: "Parameters…", icon: "sliders", unavailable: fixed ?? unread, run: props.onParameters },
    { id: "close", title: "Close gaps", icon: "layers", unavailable: fixed ?? unread, run: props.onCloseUp },
    {
      ...{ id: "revert", title: "Back to what is saved", icon: "undo" as const },
      unavailable: open?.unsaved ? null : "nothing has changed since it was saved",
      run: () => actions.revert(),
    },
    {
      id: "report",
      title: "Put into the report",
      icon: "reports",
      apart: true,
      unavailable: unread,
      run: props.onReport,
    },
    { id: "open", title: "Open a file…", icon: "folderOpen", run: () => file.current?.click() },
    {
      id: "remove",
      title: "Remove",
      icon: "remove",
      apart: true,
      unavailable: fixed,
      run: () => void actions.remove(),
    },
  ];
  return (
    <>
      <MenuButton kind="ghost" icon="more" label="More of this dashboard" items={items} align="end" />
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="Dashboard file"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = "";
          if (chosen) void actions.importFile(chosen);
        }}
      />
    </>
  );
}
