// Settings of this machine: theme, keys, remembered sizes.
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { Button } from "../ui/button.tsx";
import { Seg, Switch } from "../ui/choice.tsx";
import { SearchField } from "../ui/field.tsx";
import { Keys, onMac } from "../ui/keys.tsx";
import { Dialog } from "../ui/overlay.tsx";
import { useApp } from "./app.tsx";
import { type Command, clashesWith, keysOf } from "./commands.ts";
import { isSingleKey, keyWords, stepOf } from "./keys.ts";
import { scoreText } from "./palette-score.ts";
import type { Settings } from "./settings.ts";

const THEMES: readonly { readonly value: Settings["theme"]; readonly title: string }[] = [
  { value: "system", title: "As the system" },
  { value: "dark", title: "Dark" },
  { value: "light", title: "Light" },
];

export function SettingsDialog() {
  const { overlays, settings } = useApp();
  const { theme, panes, pages, singleKeys, keys } = useStore(settings);
  const first = useStore(overlays, (state) => state.argument);
  const keySection = useRef<HTMLElement>(null);
  useEffect(() => {
    if (first === "keys") keySection.current?.scrollIntoView();
  }, [first]);
  const remembered = Object.keys(panes).length + Object.keys(pages).length;
  return (
    <Dialog title="Settings" width={640} light onClose={() => overlays.close()}>
      <section className="settings">
        <h3 className="sec">Look</h3>
        <div className="setrow">
          <span>Theme</span>
          <Seg label="Theme" options={THEMES} value={theme} onChange={(next) => settings.setState({ theme: next })} />
        </div>
        <div className="setrow">
          <span>
            Sizes of panes and columns, and what pages remember
            <small className="dim2">
              {remembered === 0 ? "Nothing is remembered" : "Kept on this machine, never in a project"}
            </small>
          </span>
          <Button
            unavailable={remembered === 0 ? "Nothing is remembered" : null}
            onClick={() => settings.setState({ panes: {}, pages: {} })}
          >
            Forget
          </Button>
        </div>
      </section>
      <section className="settings" ref={keySection}>
        <h3 className="sec">Keys</h3>
        <div className="setrow">
          <span>
            Single letters act
            <small className="dim2">Never while a text field or the editor has the focus</small>
          </span>
          <Switch
            label="Single letters act"
            checked={singleKeys}
            onChange={(next) => settings.setState({ singleKeys: next })}
          />
        </div>
        <div className="setrow">
          <span>Changed keys</span>
          <Button
            unavailable={Object.keys(keys).length === 0 ? "No key was changed" : null}
            onClick={() => settings.setState({ keys: {} })}
          >
            Reset all keys
          </Button>
        </div>
        <KeyList />
      </section>
    </Dialog>
  );
}

function KeyList() {
  const { commands } = useApp();
  const [filter, setFilter] = useState("");
  const all = useStore(commands);
  const listed = [...all.values()].filter((command) => !command.unlisted);
  const found = filter.trim() === "" ? listed : listed.filter((command) => scoreText(filter, command.title) !== null);
  return (
    <>
      <SearchField label="Filter commands" value={filter} onChange={setFilter} />
      <ul className="keylist">
        {found.map((command) => (
          <KeyOf key={command.id} command={command} all={listed} />
        ))}
      </ul>
      {found.length === 0 && <p className="dim">No command of this name</p>}
    </>
  );
}

function KeyOf({ command, all }: { readonly command: Command; readonly all: readonly Command[] }) {
  const { settings } = useApp();
  const changed = useStore(settings, (state) => state.keys);
  const [recording, setRecording] = useState(false);
  const keys = keysOf(command, changed);
  const mac = onMac();
  const clashes = keys.flatMap((one) => clashesWith(command, one, all, changed, mac));
  const set = (next: readonly string[] | null): void => {
    const { [command.id]: _old, ...others } = settings.getState().keys;
    settings.setState({ keys: next === null ? others : { ...others, [command.id]: next } });
  };
  return (
    <li>
      <span className="grow">
        <span className="ell">{command.title}</span>
        {clashes.length > 0 && (
          <small className="clash">also: {[...new Set(clashes.map((one) => one.title))].join(", ")}</small>
        )}
      </span>
      {recording ? (
        <Recorder
          title={command.title}
          onDone={(one) => {
            setRecording(false);
            if (one !== null) set([one]);
          }}
        />
      ) : (
        <>
          {keys.length === 0 ? <span className="dim2">no key</span> : keys.map((one) => <Keys key={one} keys={one} />)}
          <Button
            kind="ghost"
            icon="edit"
            label={`Change the key of: ${command.title}`}
            onClick={() => setRecording(true)}
          />
          <Button
            kind="ghost"
            icon="undo"
            label={`Reset the key of: ${command.title}`}
            unavailable={changed[command.id] ? null : "It was not changed"}
            onClick={() => set(null)}
          />
        </>
      )}
    </li>
  );
}

/** How long a single letter waits for a second one. */
const SECOND_MS = 900;

/** Takes the next chord that is pressed; Esc gives up. */
function Recorder(props: { readonly title: string; readonly onDone: (keys: string | null) => void }) {
  const [begun, setBegun] = useState<string | null>(null);
  const done = useRef(props.onDone);
  done.current = props.onDone;
  const field = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    field.current?.focus();
  }, []);
  useEffect(() => {
    if (begun === null) return;
    const timer = window.setTimeout(() => done.current(begun), SECOND_MS);
    return () => window.clearTimeout(timer);
  }, [begun]);
  return (
    <button
      ref={field}
      type="button"
      className="btn recorder"
      aria-label={`Press the keys for: ${props.title}. Escape gives up.`}
      onBlur={() => done.current(null)}
      onKeyDown={(event) => {
        if (event.key === "Tab") return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === "Escape") return done.current(null);
        const step = stepOf(event, onMac());
        if (step === null) return;
        if (begun !== null) return done.current(`${begun} ${step}`);
        if (isSingleKey(step)) setBegun(step);
        else done.current(step);
      }}
    >
      {begun === null ? "Press keys, Esc gives up" : `${keyWords(begun, onMac())} …`}
    </button>
  );
}
