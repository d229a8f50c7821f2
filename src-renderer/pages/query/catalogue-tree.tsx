// The left pane: what a query can read, and the saved queries.
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import type { Catalogue } from "../../editor/catalogue.ts";
import { spelt } from "../../editor/sql-scan.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { rovingIndex } from "../../ui/roving.ts";
import { Skeleton } from "../../ui/state.tsx";
import { tip } from "../../ui/tip.ts";
import { columnNote, rowCount, type TreeRow, treeRows } from "./tree-rows.ts";

interface SavedQuery {
  readonly name: string;
  readonly text: string;
}

type Row =
  | TreeRow
  | { readonly kind: "title"; readonly id: string }
  | { readonly kind: "saved"; readonly id: string; readonly query: SavedQuery };

export function CatalogueTree(props: {
  /** Null while it is read. */
  readonly catalogue: Catalogue | null;
  readonly saved: readonly SavedQuery[];
  readonly onInsert: (text: string) => void;
  readonly onOpen: (query: SavedQuery) => void;
  readonly onRemove: (query: SavedQuery) => void;
}) {
  const { catalogue, saved } = props;
  const [filter, setFilter] = useState("");
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string | null>(null);
  const [menu, setMenu] = useState<{ readonly query: SavedQuery; readonly x: number; readonly y: number } | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const rows = useMemo((): readonly Row[] => {
    const words = filter.trim().toLowerCase();
    const found = saved.filter(({ name }) => name.toLowerCase().includes(words));
    return [
      ...treeRows(catalogue ?? [], open, filter),
      ...(found.length > 0 ? [{ kind: "title", id: "title" } as const] : []),
      ...found.map((query): Row => ({ kind: "saved", id: `saved:${query.name}`, query })),
    ];
  }, [catalogue, saved, open, filter]);
  const places = rows.filter(({ kind }) => kind !== "title");
  const stop = places.find(({ id }) => id === focused) ?? places[0];

  const toggle = (id: string, wanted?: boolean): void =>
    setOpen((old) => {
      const next = new Set(old);
      if (wanted ?? !old.has(id)) next.add(id);
      else next.delete(id);
      return next;
    });
  const focus = (id: string | undefined): void => {
    if (id === undefined) return;
    setFocused(id);
    tree.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  };
  const act = (row: Row): void => {
    if (row.kind === "group") toggle(row.id);
    else if (row.kind === "table") props.onInsert(row.table.name.split(".").map(spelt).join("."));
    else if (row.kind === "column") props.onInsert(spelt(row.column.name));
    else if (row.kind === "saved") props.onOpen(row.query);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = places.findIndex(({ id }) => id === stop?.id);
    const row = places[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOpen = (row.kind === "table" || row.kind === "group") && row.open;
    const next = rovingIndex(event.key, at, places.length, { way: "column", page: 10 });
    if (next !== null) focus(places[next]?.id);
    else if (event.key === "ArrowRight" && (row.kind === "table" || row.kind === "group"))
      isOpen ? focus(places[at + 1]?.id) : toggle(row.id, true);
    else if (event.key === "ArrowLeft")
      isOpen && open.has(row.id) ? toggle(row.id, false) : focus(parentOf(places, at));
    else if (event.key === "Enter" || event.key === " ") act(row);
    else if (event.key === "Delete" && row.kind === "saved") props.onRemove(row.query);
    else if ([...event.key].length === 1) focus(beginning(places, at, event.key));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="qcat">
      <div className="qfilter">
        <span className="field">
          <Icon name="search" size={13} />
          <input
            type="search"
            aria-label="Filter tables"
            placeholder="Filter tables"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "ArrowDown") focus(places[0]?.id);
              else if (event.key === "Escape" && filter !== "") setFilter("");
              else return;
              event.preventDefault();
              event.stopPropagation();
            }}
          />
        </span>
      </div>
      {catalogue === null && <Skeleton height={240} label="reading the tables" />}
      {catalogue !== null && places.length === 0 && (
        <p className="qnone dim2">Nothing has “{filter.trim()}” in its name</p>
      )}
      <div ref={tree} className="qtree" role="tree" aria-label="Tables and saved queries" onKeyDown={onKeyDown}>
        {rows.map((row) =>
          row.kind === "title" ? (
            <div key={row.id} className="qtr qtitle" role="presentation">
              Saved queries
            </div>
          ) : (
            <TreeItem
              key={row.id}
              row={row}
              isStop={row.id === stop?.id}
              onFocus={() => setFocused(row.id)}
              onAct={() => act(row)}
              onToggle={() => toggle(row.id)}
              onMenu={(query, x, y) => setMenu({ query, x, y })}
            />
          ),
        )}
      </div>
      {menu && (
        <Menu
          label={`Saved query ${menu.query.name}`}
          anchor={{ x: menu.x, y: menu.y }}
          onClose={() => setMenu(null)}
          items={[
            { id: "open", title: "Open", run: () => props.onOpen(menu.query) },
            { id: "remove", title: "Remove", icon: "remove", apart: true, run: () => props.onRemove(menu.query) },
          ]}
        />
      )}
    </div>
  );
}

function TreeItem(props: {
  readonly row: Exclude<Row, { readonly kind: "title" }>;
  readonly isStop: boolean;
  readonly onFocus: () => void;
  readonly onAct: () => void;
  readonly onToggle: () => void;
  readonly onMenu: (query: SavedQuery, x: number, y: number) => void;
}) {
  const { row, isStop } = props;
  const level = row.kind === "column" || row.kind === "table" ? row.level : 1;
  const expanded = row.kind === "table" || row.kind === "group" ? row.open : undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
    <div
      role="treeitem"
      data-id={row.id}
      className={`qtr q${row.kind}${expanded ? " open" : ""}`}
      style={{ paddingLeft: row.kind === "column" ? 12 + level * 12.5 : 12 + (level - 1) * 14 }}
      aria-level={level}
      aria-expanded={expanded}
      aria-selected={isStop}
      tabIndex={isStop ? 0 : -1}
      {...tip(tipOf(row))}
      onFocus={props.onFocus}
      onClick={props.onAct}
      onContextMenu={(event) => {
        if (row.kind !== "saved") return;
        event.preventDefault();
        const at = event.currentTarget.getBoundingClientRect();
        // From the keyboard the place of the pointer says nothing.
        props.onMenu(row.query, event.clientX || at.left + 24, event.clientY || at.bottom);
      }}
    >
      {expanded !== undefined && (
        <span
          className="qtoggle"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            props.onToggle();
          }}
        >
          <Icon name={expanded ? "down" : "right"} size={13} />
        </span>
      )}
      <TreeWords row={row} />
    </div>
  );
}

function TreeWords({ row }: { readonly row: Exclude<Row, { readonly kind: "title" }> }) {
  switch (row.kind) {
    case "group":
      return (
        <>
          <span className="ell dim2">{row.title}</span>
          <span className="qnote num">{row.count}</span>
        </>
      );
    case "table":
      return (
        <>
          <span className="qicon">
            <Icon name="table" size={13} />
          </span>
          <span className="ell">{row.table.name.replace(/^ev\./, "")}</span>
          {row.table.rows !== null && row.table.rows > 0 && (
            <span className="qnote num">{rowCount(row.table.rows)}</span>
          )}
        </>
      );
    case "column":
      return (
        <>
          <span className="ell">{row.column.name}</span>
          <span className="qnote">{columnNote(row.column)}</span>
        </>
      );
    case "saved":
      return (
        <>
          <Icon name="bookmark" size={13} />
          <span className="ell">{row.query.name}</span>
        </>
      );
  }
}

function tipOf(row: Exclude<Row, { readonly kind: "title" }>): string | null {
  if (row.kind === "table") return row.table.meaning;
  if (row.kind !== "column") return null;
  const { meaning, type, words } = row.column;
  return [meaning, words.length > 0 ? words.join(", ") : null, type].filter(Boolean).join(" · ");
}

function parentOf(rows: readonly Row[], at: number): string | undefined {
  const level = (row: Row | undefined): number => (row?.kind === "column" || row?.kind === "table" ? row.level : 1);
  const own = level(rows[at]);
  return rows.slice(0, at).findLast((row) => level(row) < own || (row.kind === "group" && own > 1))?.id;
}

function beginning(rows: readonly Row[], at: number, letter: string): string | undefined {
  const name = (row: Row): string =>
    row.kind === "table"
      ? row.table.name
      : row.kind === "column"
        ? row.column.name
        : row.kind === "saved"
          ? row.query.name
          : "";
  const after = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
  return after.find((row) => name(row).toLowerCase().startsWith(letter.toLowerCase()))?.id;
}
