// The names of a folder as a list with the keys of a file dialog; only the rows in sight are drawn.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { formatBytes } from "../../src-shared/base/format.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { type Choice, chooseAllFiles, chooseAt, type Entry, findTyped, moveChoice, type Order } from "./browse-list.ts";
import { fileTime } from "./dates.ts";

interface BrowseTableProps {
  readonly entries: readonly Entry[];
  readonly folder: string;
  /** Several files may be chosen. */
  readonly many: boolean;
  /** Files may be chosen at all; else they are shown dimmed, to recognise the folder by. */
  readonly files: boolean;
  readonly order: Order;
  readonly choice: Choice;
  readonly dimmed: boolean;
  readonly empty: string;
  readonly onOrder: (order: Order) => void;
  readonly onChoice: (choice: Choice) => void;
  readonly onOpen: (entry: Entry) => void;
  readonly onUp: () => void;
}

const ROW = 26;
const ICONS: Readonly<Record<Entry["kind"], IconName>> = { folder: "folder", file: "file", project: "ship" };
const COLUMNS = [
  ["name", "Name"],
  ["size", "Size"],
  ["time", "Changed"],
] as const;
/** Letters typed within this time belong together. */
const TYPED_TOGETHER_MS = 700;

export function BrowseTable(props: BrowseTableProps) {
  const { entries, choice, many, files, onChoice, onOpen } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", at: 0 });
  const id = useId();
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const focusAt = entries.findIndex(({ path }) => path === choice.focus);
  useEffect(() => scroll.current?.focus(), []);
  useEffect(() => {
    if (focusAt >= 0) rows.scrollToIndex(focusAt);
  }, [focusAt, rows]);

  const mayChoose = (entry: Entry): boolean => files || entry.kind !== "file";
  const move = (by: number, range: boolean): void =>
    onChoice(moveChoice(entries, choice, by, { range, toggle: false }, many));
  const find = (letter: string): void => {
    const now = performance.now();
    typed.current = {
      text: now - typed.current.at < TYPED_TOGETHER_MS ? typed.current.text + letter : letter,
      at: now,
    };
    const found = findTyped(entries, choice.focus, typed.current.text);
    if (found) onChoice(chooseAt(entries, choice, found, { range: false, toggle: false }, many));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const focused = entries[focusAt];
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? ROW) / ROW) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -entries.length,
      End: entries.length,
    };
    const step = steps[event.key];
    const mod = event.ctrlKey || event.metaKey;
    if (step !== undefined) move(step, event.shiftKey);
    else if (event.key === "Enter" && focused) onOpen(focused);
    else if (event.key === "Backspace") props.onUp();
    else if (mod && event.key.toLowerCase() === "a" && many) onChoice(chooseAllFiles(entries, choice));
    else if (event.key === " " && focused)
      onChoice(chooseAt(entries, choice, focused.path, { range: false, toggle: true }, many));
    else if (event.key.length === 1 && !mod && !event.altKey) find(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={`intakefiles${props.dimmed ? " dimmed" : ""}`}>
      <div className="intakefileshead">
        {COLUMNS.map(([by, title]) => (
          <OrderButton key={by} by={by} title={title} order={props.order} onOrder={props.onOrder} />
        ))}
      </div>
      <div
        ref={scroll}
        className="intakefilesbody"
        role="listbox"
        aria-label={`Content of ${props.folder}`}
        aria-multiselectable={many}
        aria-activedescendant={focusAt >= 0 ? `${id}-${focusAt}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {entries.length === 0 && <div className="dim2 intakefilesempty">{props.empty}</div>}
        <div style={{ height: rows.getTotalSize(), position: "relative" }} role="presentation">
          {rows.getVirtualItems().map(({ index, start }) => {
            const entry = entries[index];
            if (!entry) return null;
            const on = choice.chosen.has(entry.path);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys for its rows
              <div
                key={entry.path}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={on}
                aria-setsize={entries.length}
                aria-posinset={index + 1}
                aria-disabled={mayChoose(entry) ? undefined : true}
                className={`intakefile${on ? " on" : ""}${entry.path === choice.focus ? " focus" : ""}${mayChoose(entry) ? "" : " off"}`}
                style={{ transform: `translateY(${start}px)` }}
                onClick={(event) => {
                  const held = { range: event.shiftKey, toggle: event.ctrlKey || event.metaKey };
                  if (mayChoose(entry)) onChoice(chooseAt(entries, choice, entry.path, held, many));
                }}
                onDoubleClick={() => onOpen(entry)}
              >
                <span className={`row ell k-${entry.kind}`}>
                  <Icon name={ICONS[entry.kind]} />
                  <span className="ell">{entry.name}</span>
                  {entry.kind === "project" && <span className="tag derived">project</span>}
                </span>
                <span className="num r dim">{entry.bytes === null ? "" : formatBytes(entry.bytes)}</span>
                <span className="num r dim2">{entry.modified_ms === null ? "" : fileTime(entry.modified_ms)}</span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function OrderButton(props: {
  readonly by: Order["by"];
  readonly title: string;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}) {
  const { by, title, order, onOrder } = props;
  const mine = order.by === by;
  // Names are first wanted from a, sizes and times from the greatest.
  const next = mine ? !order.descending : by !== "name";
  return (
    <button
      type="button"
      className="thsort"
      aria-pressed={mine}
      title={`Order by ${title.toLowerCase()}`}
      onClick={() => onOrder({ by, descending: next })}
    >
      {title}
      {mine && <span aria-hidden="true">{order.descending ? " ↓" : " ↑"}</span>}
    </button>
  );
}
