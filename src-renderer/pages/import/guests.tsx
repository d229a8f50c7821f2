// Guests found, who says so, and which process each is; the clocks that were joined.
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { toReport } from "../../../src-shared/base/errors.ts";
import { formatBytes, NOT_SEEN } from "../../../src-shared/base/format.ts";
import type { Guest } from "../../../src-shared/protocol/replies.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { useRequest } from "../../app/use-request.ts";
import { LongName } from "../../intake/long-name.tsx";
import { saveText } from "../../intake/save-text.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { GuestMark } from "../../ui/mark.tsx";
import { MenuButton } from "../../ui/menu.tsx";
import { Panel } from "../../ui/panel.tsx";
import { DataTable, type TableRow } from "../../ui/table.tsx";
import { tip } from "../../ui/tip.ts";
import { Clocks } from "./clock-list.tsx";
import { foundWords } from "./found-words.ts";
import { GuestEditor } from "./guest-editor.tsx";
import { changeBetween, type Entries, parseGuestMap, withChange, withFile } from "./guest-map.ts";
import { judgeGuests } from "./judge.ts";

/** "new" adds a guest by hand. */
type Edited = Guest | "new" | null;

export function Guests({ project }: { readonly project: OpenReply }) {
  const app = useApp();
  const { client, route, undo, toasts } = app;
  const map = useRequest("guestMap", { project: project.project });
  const [edited, setEdited] = useState<Edited>(null);
  const file = useRef<HTMLInputElement>(null);
  const guests = project.info.guests;
  const entries = map.data?.entries ?? null;
  const waiting = entries === null ? "the guest map is being read" : null;
  const asked = useStore(route, ({ detail }) => detail === "map");
  useEffect(() => {
    if (!asked || entries === null) return;
    route.change({ detail: null }, true);
    bringIntoSight(file.current?.closest(".panel"));
    if (project.read_only === null) setEdited("new");
  }, [asked, entries, project.read_only, route]);

  const change = async (title: string, make: (now: Entries) => Entries): Promise<void> => {
    try {
      const problems = await judgeGuests({ client, undo }, project.project, title, make);
      for (const { excerpt, next: todo } of problems)
        toasts.say(`${excerpt ?? "A process of the guest map"} was seen by no capture${todo ? `: ${todo}` : ""}`);
    } catch (thrown) {
      toasts.fail(toReport(thrown));
    }
  };
  const takeFile = async (input: HTMLInputElement): Promise<void> => {
    const chosen = input.files?.[0];
    input.value = "";
    if (!chosen) return;
    try {
      const read = parseGuestMap(await chosen.text(), chosen.name);
      await change(`Guest map from ${chosen.name}`, (now) => withFile(now, read));
    } catch (thrown) {
      toasts.fail(toReport(thrown));
    }
  };
  return (
    <Panel
      title="Guests found"
      className="importguests"
      sub={guests.length > 0 ? "check the mapping" : undefined}
      line
      flush
      actions={
        <>
          <input
            ref={file}
            type="file"
            accept=".json,application/json"
            className="intakehidden"
            tabIndex={-1}
            aria-hidden="true"
            onChange={(event) => void takeFile(event.currentTarget)}
          />
          <Button
            kind="ghost"
            icon="file"
            unavailable={project.read_only ?? waiting}
            onClick={() => file.current?.click()}
          >
            From file
          </Button>
          <MenuButton
            kind="ghost"
            icon="more"
            label="More about the guest map"
            align="end"
            items={[
              {
                id: "add",
                title: "Add a guest by hand",
                icon: "plus",
                unavailable: project.read_only ?? waiting,
                run: () => setEdited("new"),
              },
              {
                id: "save",
                title: "Save the guest map",
                icon: "download",
                unavailable: waiting ?? (entries?.length === 0 ? "nothing was said of any guest" : null),
                run: () => void saveText(app, `${project.name}-guests.json`, `${JSON.stringify(entries, null, 2)}\n`),
              },
              {
                id: "reset",
                title: "Back to what was found",
                icon: "undo",
                apart: true,
                unavailable: project.read_only ?? waiting ?? (entries?.length === 0 ? "nothing was changed" : null),
                run: () => void change("Guest map as found", () => []),
              },
            ]}
          />
        </>
      }
    >
      <DataTable
        name="import.guests"
        label="Guests found"
        dense
        columns={[
          { id: "guest", title: "Guest" },
          { id: "memory", title: "Memory", numeric: true },
          { id: "by", title: "Found by" },
          { id: "pid", title: "PID", numeric: true },
          { id: "edit", title: "", sortable: false, width: 34 },
        ]}
        rows={guests.map((guest, at) => rowOf(guest, at, project.read_only ?? waiting, () => setEdited(guest)))}
        onOpen={(id) => setEdited(guests.find((guest) => String(guest.id) === id) ?? null)}
        empty={
          <div className="importnone dim">
            No guest was found. Memory maps, libvirt, QEMU or stamped statistics name guests; or add one by hand.
          </div>
        }
      />
      <Clocks project={project} />
      {edited !== null && entries !== null && map.data && (
        <GuestEditor
          guest={edited === "new" ? null : edited}
          guests={guests}
          entries={entries}
          candidates={map.data.candidates}
          onChange={(title, next) => {
            setEdited(null);
            const made = changeBetween(entries, next);
            void change(title, (now) => withChange(now, made));
          }}
          onClose={() => setEdited(null)}
        />
      )}
    </Panel>
  );
}

function rowOf(guest: Guest, at: number, unavailable: string | null, edit: () => void): TableRow {
  const { id, name, ram_bytes, source, pid, mapped, pinned } = guest;
  const by = mapped === "file" ? "given by you" : foundWords(source);
  return {
    id: String(id),
    cells: [
      <span key="g" className="row importguest">
        <GuestMark name={name} index={at} />
        <LongName name={name} />
        {pinned && (
          <span
            className="dim2"
            {...tip(`Its memory must not be touched: ${pinned.reason}`)}
            role="img"
            aria-label={`pinned: ${pinned.reason}`}
          >
            <Icon name="lock" size={13} />
          </span>
        )}
      </span>,
      ram_bytes === null ? <NotSeen key="m" /> : formatBytes(ram_bytes),
      <span
        key="b"
        className="dim ell importby"
        {...tip(
          mapped === "none"
            ? `Found by ${by}. Its memory is placed in no process: page faults cannot be given to it`
            : by,
        )}
      >
        {by}
        {mapped === "none" && <span className="importwarn">, not placed</span>}
      </span>,
      pid === null ? <NotSeen key="p" /> : pid,
      <Button key="e" kind="ghost" icon="edit" label={`Change ${name}`} unavailable={unavailable} onClick={edit} />,
    ],
    values: [name, ram_bytes, by, pid, null],
  };
}

/** Scrolls the page alone: `scrollIntoView` would move the window's frame as well. */
function bringIntoSight(panel: Element | null | undefined): void {
  const page = panel?.closest(".importpage");
  if (!panel || !page) return;
  page.scrollTop += panel.getBoundingClientRect().top - page.getBoundingClientRect().top - 12;
}

const NotSeen = () => <span className="dim2">{NOT_SEEN}</span>;
