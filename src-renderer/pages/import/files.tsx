// The files table: every file that was given, what it was taken for and why, and what came of it.
import { type ReactNode, useState } from "react";
import { byteUnit, formatBytesIn, formatNumber, NOT_SEEN, plural } from "../../../src-shared/base/format.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { LongName } from "../../intake/long-name.tsx";
import { Button } from "../../ui/button.tsx";
import { copyText } from "../../ui/copy.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { MenuButton, type MenuItem } from "../../ui/menu.tsx";
import { Num } from "../../ui/num.tsx";
import { DataTable, type TableColumn, type TableRow } from "../../ui/table.tsx";
import { tip } from "../../ui/tip.ts";
import { type FileRow, STATE_LOOK, STATE_WORDS } from "./files.ts";
import { captureSource, captureSql } from "./sources.ts";
import { useCaptureActions } from "./use-captures.ts";

interface FilesProps {
  readonly project: OpenReply;
  readonly rows: readonly FileRow[];
  readonly selected: string | null;
  readonly narrow: boolean;
  readonly onSelect: (row: FileRow) => void;
  /** Shows the details even where the drawer is closed. */
  readonly onOpen: (row: FileRow) => void;
}

/** Rows that are in sight before the rest is asked for. */
const FIRST_ROWS = 12;
/** Rows in sight at once; the table scrolls where there are more. */
const MOST_ROWS = 100;
const ICONS: Readonly<Record<"ok" | "warn" | "err" | "dim", IconName>> = {
  ok: "ok",
  warn: "warn",
  err: "error",
  dim: "layers",
};

export function Files({ project, rows, selected, narrow, onSelect, onOpen }: FilesProps) {
  const [all, setAll] = useState(false);
  const actions = useCaptureActions(project);
  const sizes = rows.flatMap(({ bytes }) => (bytes === null ? [] : [bytes])).toSorted((a, b) => a - b);
  const unit = byteUnit(sizes[Math.floor((sizes.length - 1) / 2)] ?? 0);
  const columns: readonly TableColumn[] = [
    { id: "file", title: "File" },
    { id: "format", title: "Format" },
    ...(narrow ? [] : [{ id: "why", title: "Why" }]),
    { id: "size", title: "Size", unit: unit.name, numeric: true },
    { id: "accepted", title: "Accepted", numeric: true },
    { id: "rejected", title: "Rejected", numeric: true },
    { id: "lost", title: "Lost", numeric: true },
    { id: "status", title: "Status" },
    { id: "more", title: "", sortable: false, width: 36 },
  ];
  const menuOf = (row: FileRow): readonly MenuItem[] => {
    const { capture } = row;
    if (!capture) return [];
    const out = project.excluded.includes(capture.id);
    const unavailable = project.read_only ?? (capture.duplicate_of === null ? null : "a duplicate is left out already");
    return [
      { id: "details", title: "Details", icon: "drawer", run: () => onOpen(row) },
      { id: "sql", title: "Open its counts in Query", icon: "sql", run: () => actions.openSql(captureSql(capture)) },
      { id: "copy", title: "Copy SHA-256", icon: "copy", run: () => void copyText(capture.sha256) },
      {
        id: "exclude",
        title: out ? "Include in the views again" : "Exclude from the views",
        icon: out ? "plus" : "minus",
        apart: true,
        unavailable,
        run: () => actions.toggleExcluded(capture),
      },
    ];
  };
  const tableRows = rows.map((row): TableRow => {
    const { capture } = row;
    const items = menuOf(row);
    const hidden = STATE_LOOK[row.state] === "dim";
    const cells: readonly ReactNode[] = [
      <span key="f" className={`importname${hidden ? " dim" : ""}`}>
        <LongName name={row.name} />
      </span>,
      <span key="t" className={`ell importformat${hidden ? " dim2" : ""}`}>
        {row.format ?? <span className="dim2">not known</span>}
      </span>,
      ...(narrow
        ? []
        : [
            <span key="w" className="ell importwhy dim" {...tip(row.why)}>
              {row.why ?? "found by its content"}
            </span>,
          ]),
      row.bytes === null ? <NotSeen key="s" /> : formatBytesIn(row.bytes, unit, unit.bytes === 1 ? 0 : 1),
      capture ? (
        <Num
          key="a"
          title={`Accepted of ${row.name}`}
          source={() =>
            captureSource(capture, `Accepted of ${row.name}`, formatNumber(capture.records.accepted), "accepted")
          }
        >
          {formatNumber(capture.records.accepted)}
        </Num>
      ) : (
        ""
      ),
      <Count key="r" row={row} of="rejected" />,
      <Count key="l" row={row} of="lost" />,
      <Status key="st" row={row} />,
      items.length > 0 ? (
        <MenuButton key="m" kind="ghost" icon="more" label={`More about ${row.name}`} items={items} align="end" />
      ) : null,
    ];
    const values = [
      row.name,
      row.format,
      ...(narrow ? [] : [row.why]),
      row.bytes,
      row.accepted,
      row.rejected,
      row.lost,
      STATE_WORDS[row.state],
      null,
    ];
    return { id: row.id, cells, values };
  });
  const folded = rows.length > FIRST_ROWS + 3;
  const shownRows = folded && !all ? FIRST_ROWS : Math.min(rows.length, MOST_ROWS);
  const find = (id: string): FileRow | undefined => rows.find((row) => row.id === id);
  return (
    <section className="panel importfiles" aria-label="Files">
      <div style={{ height: 25 + 26 * shownRows }}>
        <DataTable
          name="import.files"
          label="Files"
          columns={columns}
          rows={tableRows}
          selected={selected}
          onSelect={(id) => {
            const row = find(id);
            if (row) onSelect(row);
          }}
          onOpen={(id) => {
            const row = find(id);
            if (row) onOpen(row);
          }}
        />
      </div>
      {folded && (
        <div className="importmore">
          <span className="dim2">{noteOf(rows)}</span>
          <span className="grow" />
          <Button kind="ghost" icon={all ? "sortUp" : "sortDown"} expanded={all} onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${formatNumber(rows.length)}`}
          </Button>
        </div>
      )}
    </section>
  );
}

/** How many of which kind there are, for those that are out of sight. */
function noteOf(rows: readonly FileRow[]): string {
  const count = (...states: readonly FileRow["state"][]): number =>
    rows.filter(({ state }) => states.includes(state)).length;
  const parts: readonly (readonly [number, string])[] = [
    [rows.filter(({ capture }) => capture !== null).length, "read"],
    [count("duplicate"), plural(count("duplicate"), "duplicate")],
    [count("excluded"), "excluded"],
    [count("truncated", "partial"), "not whole"],
    [count("unknown", "refused"), "not recognised"],
    [count("empty"), "empty"],
  ];
  const words = parts.filter(([n]) => n > 0).map(([n, word]) => `${formatNumber(n)} ${word}`);
  return `${formatNumber(rows.length)} files: ${words.join(", ")}`;
}

const NotSeen = () => <span className="dim2">{NOT_SEEN}</span>;

function Count({ row, of }: { readonly row: FileRow; readonly of: "rejected" | "lost" }) {
  const { capture, name } = row;
  const value = row[of];
  if (!capture) return null;
  if (value === null) return <NotSeen />;
  const title = `${of === "lost" ? "Lost" : "Rejected"} of ${name}`;
  return (
    <Num
      title={title}
      className={value > 0 ? "importwarn" : "importzero"}
      source={() => captureSource(capture, title, formatNumber(value), of)}
    >
      {formatNumber(value)}
    </Num>
  );
}

function Status({ row }: { readonly row: FileRow }) {
  const look = STATE_LOOK[row.state];
  const words = row.of === null ? STATE_WORDS[row.state] : `Same as ${row.of}`;
  const icon = row.state === "excluded" ? "minus" : ICONS[look];
  return (
    <span className={`importstatus ${look}`} {...tip(words.length > 28 && words)}>
      <Icon name={icon} size={13} />
      <span className="ell">{words}</span>
    </span>
  );
}
