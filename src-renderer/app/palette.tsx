// The command palette: one field that finds commands, guests, captures, tables, parameters, saved things and times.
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { Icon } from "../ui/icon.tsx";
import { Keys } from "../ui/keys.tsx";
import { GuestMark } from "../ui/mark.tsx";
import { isOutside, useModal } from "../ui/overlay.tsx";
import { rovingIndex } from "../ui/roving.ts";
import { type App, useApp } from "./app.tsx";
import { type Found, type PaletteItem, paletteItems, searchPalette } from "./palette-items.ts";
import { formatRoute } from "./route.ts";
import { useSession } from "./use-request.ts";

const RECENT = "palette";
const MOST_RECENT = 6;

export function Palette() {
  const app = useApp();
  const { overlays, settings } = app;
  const box = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const [text, setText] = useState(() => overlays.getState().argument);
  const [at, setAt] = useState(0);
  const items = useItems();
  const route = useStore(app.route);
  const project = useSession((session) => session.project);
  const recent = useStore(settings, (state) => recentIds(state.pages[RECENT]));
  const sections = useMemo(
    () => searchPalette(items, text, { project, route }, recent),
    [items, text, project, route, recent],
  );
  const found = sections.flatMap((section) => section.found);
  useModal(box);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  });
  const act = (one: Found | undefined, apart: boolean): void => {
    if (!one || one.item.unavailable) return;
    remember(app, one.item.id);
    overlays.close();
    // After the dialog has given the focus back.
    window.setTimeout(() => run(app, one.item, apart), 0);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const own = event.ctrlKey || event.metaKey;
    const next =
      event.key === "Home" || event.key === "End"
        ? null
        : rovingIndex(event.key, at, found.length, { way: "column", wrap: true, page: 8 });
    if (next !== null) setAt(next);
    else if (event.key === "Enter") act(found[at], own);
    else if (own && event.key.toLowerCase() === "k") overlays.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  let place = -1;
  return (
    <dialog
      ref={box}
      className="pop palette"
      aria-label="Search and run commands"
      onCancel={(event) => {
        event.preventDefault();
        overlays.close();
      }}
      onClose={() => overlays.close()}
      onPointerDown={(event) => {
        if (event.target === box.current && isOutside(event, box.current)) overlays.close();
      }}
    >
      <div className="palettefield">
        <Icon name="search" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
          aria-autocomplete="list"
          aria-label="Search guests, captures, parameters, commands"
          placeholder="Search guests, captures, parameters, commands"
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <div className="palettelist" id={`${id}-list`} role="listbox" aria-label="Found" tabIndex={-1} ref={list}>
        {sections.map(({ section, found: inSection }) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own
          <div key={section} role="group" aria-label={section}>
            <div className="palettehead" aria-hidden="true">
              {section}
            </div>
            {inSection.map((one) => {
              place++;
              const mine = place;
              return (
                <Option
                  key={one.item.id}
                  found={one}
                  domId={`${id}-${mine}`}
                  on={mine === at}
                  onPoint={() => setAt(mine)}
                  onPress={(apart) => act(one, apart)}
                />
              );
            })}
          </div>
        ))}
        {found.length === 0 && <Nothing text={text} hasTimes={project?.length_ms != null} />}
      </div>
      <PaletteFoot />
      <span className="sr" role="status">
        {found.length === 1 ? "1 found" : `${found.length} found`}
      </span>
    </dialog>
  );
}

function Option(props: {
  readonly found: Found;
  readonly domId: string;
  readonly on: boolean;
  readonly onPoint: () => void;
  readonly onPress: (apart: boolean) => void;
}) {
  const { item, ranges } = props.found;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and its keys choose
    // biome-ignore lint/a11y/useFocusableInteractive: the field names the chosen option
    <div
      id={props.domId}
      role="option"
      aria-selected={props.on}
      aria-disabled={item.unavailable ? true : undefined}
      className={`paletteitem${props.on ? " on" : ""}${item.unavailable ? " dis" : ""}`}
      onPointerMove={props.onPoint}
      onClick={(event) => props.onPress(event.ctrlKey || event.metaKey)}
    >
      {item.guest === undefined ? <Icon name={item.icon} /> : <GuestMark name={item.title} index={item.guest} />}
      <span className="ell">
        <Marked text={item.title} ranges={ranges} />
      </span>
      <span className="dim2 ell">{item.detail}</span>
      <span className="grow" />
      {item.keys && <Keys keys={item.keys} />}
    </div>
  );
}

function Marked({ text, ranges }: { readonly text: string; readonly ranges: Found["ranges"] }) {
  const parts: ReactNode[] = [];
  let done = 0;
  for (const [from, to] of ranges) {
    parts.push(text.slice(done, from), <mark key={from}>{text.slice(from, to)}</mark>);
    done = to;
  }
  return (
    <>
      {parts}
      {text.slice(done)}
    </>
  );
}

function Nothing({ text, hasTimes }: { readonly text: string; readonly hasTimes: boolean }) {
  const words = text.trimStart().startsWith(":")
    ? hasTimes
      ? "Type a time such as 14:15, 14:14:20 to 14:18:50 or +30s"
      : "No project with times is open"
    : "Nothing of this name";
  return <div className="palettenone dim">{words}</div>;
}

function PaletteFoot() {
  return (
    <div className="palettefoot">
      <span className="row">
        <kbd>↑</kbd> <kbd>↓</kbd> choose
      </span>
      <span className="row">
        <kbd>↵</kbd> do
      </span>
      <span className="row">
        <Keys keys={"mod+enter"} /> in another window
      </span>
      <span className="grow" />
      <span>
        <b>&gt;</b> commands
      </span>
      <span>
        <b>@</b> guests
      </span>
      <span>
        <b>:</b> time
      </span>
      <span>
        <b>#</b> parameters
      </span>
    </div>
  );
}

const noNames: readonly string[] = [];

/** Everything that can be found now; names of saved things come a moment later. */
function useItems(): readonly PaletteItem[] {
  const { client, commands, route, settings } = useApp();
  const { project, home } = useSession((session) => session);
  const all = useStore(commands);
  const here = useStore(route);
  const changedKeys = useStore(settings, (state) => state.keys);
  const [saved, setSaved] = useState({ queries: noNames, scenarios: noNames });
  const path = project?.project ?? null;
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    const names = async (kind: "query" | "scenario"): Promise<readonly string[]> =>
      (await client.request("documents", { project: path, kind }, { signal: abort.signal })).documents.map(
        (one) => one.name,
      );
    Promise.all([names("query"), names("scenario")]).then(
      ([queries, scenarios]) => setSaved({ queries, scenarios }),
      // Without them the palette finds everything else.
      () => {},
    );
    return () => abort.abort();
  }, [client, path]);
  return useMemo(
    () =>
      paletteItems({ commands: all.values(), changedKeys, route: here, project, recent: home?.recent ?? [], ...saved }),
    [all, changedKeys, here, project, home, saved],
  );
}

const noIds: readonly string[] = [];
const recentIds = (value: unknown): readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? value : noIds;

function remember({ settings }: App, id: string): void {
  if (id === "time") return;
  settings.setState(({ pages }) => {
    const others = recentIds(pages[RECENT]).filter((one) => one !== id);
    return { pages: { ...pages, [RECENT]: [id, ...others].slice(0, MOST_RECENT) } };
  });
}

function run({ commands, route, shell, toasts }: App, { act }: PaletteItem, apart: boolean): void {
  if ("command" in act) commands.run(act.command, act.argument);
  else if (apart)
    void shell
      .openWindow(formatRoute({ ...route.getState(), ...act.route }))
      .catch(() => toasts.say("Another window could not be opened"));
  else route.change(act.route);
}
