// Who shares with whom: a matrix with the value in each cell.
import { useMemo } from "react";
import { type ByteUnit, byteUnit, formatBytesIn, formatNumber } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import { type SharingCell, sharingMatrix } from "../../../src-shared/charts/sharing-matrix.ts";
import type { ProfileReply } from "../../../src-shared/protocol/replies.ts";
import { LongName } from "../../intake/long-name.tsx";
import { GuestMark } from "../../ui/mark.tsx";
import { Num } from "../../ui/num.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { TableData } from "../../ui/table.tsx";
import { tip } from "../../ui/tip.ts";
import type { GuestRow } from "./model.ts";
import { NotSeen, PanelState } from "./panel-state.tsx";
import { type Sources, sharingSource } from "./sources.ts";
import type { Part } from "./use-guests.ts";

/** Guests that a matrix can show in cells that can be read; the table behind it has every pair. */
const MOST_GUESTS = 16;

/** Guests up to which each column has room for a name; beyond them its mark stands for it. */
const MOST_NAMED = 5;

export function SharingPanel(props: {
  readonly rows: readonly GuestRow[];
  readonly sharing: ProfileReply["sharing"];
  readonly sources: Sources;
  readonly part: Part;
}) {
  const { rows, sharing, sources, part } = props;
  const seen = useMemo(() => rows.filter((row) => row.profile?.content).slice(0, MOST_GUESTS), [rows]);
  const cells = useMemo(
    () =>
      sharingMatrix(
        seen.map((row) => row.name),
        new Map(seen.map((row) => [row.name, row.profile?.content?.extra_nonzero_copies ?? null])),
        sharing?.common ?? [],
      ),
    [seen, sharing],
  );
  const most = Math.max(1, ...cells.flat().map((cell) => cell.contents ?? 0));
  const unit = byteUnit(bytesOf(most));
  const filled = sharing !== null && seen.length > 0;
  return (
    <Panel
      title="Pages shared between guests"
      sub={filled ? `${unit.name} that one copy could serve` : undefined}
      table={filled ? tableOf(cells, seen, sources, unit) : undefined}
    >
      <PanelState part={part} filled={filled}>
        {!filled ? (
          <NotSeen
            what="No sharing was seen"
            why={null}
            fills="Record the memory of two or more guests at one moment."
            recipe
          />
        ) : (
          <div className="guests-sharing">
            <Matrix cells={cells} rows={seen} sources={sources} unit={unit} />
            <Notes sharing={sharing} rows={seen} />
          </div>
        )}
      </PanelState>
    </Panel>
  );
}

function Matrix(props: {
  readonly cells: readonly (readonly SharingCell[])[];
  readonly rows: readonly GuestRow[];
  readonly sources: Sources;
  readonly unit: ByteUnit;
}) {
  const { cells, rows, sources, unit } = props;
  return (
    <div className="guests-matrixbox">
      <table className="guests-matrix" aria-label="Pages shared between guests">
        <thead>
          <tr>
            <td />
            {rows.map((row) => (
              <th key={row.name} scope="col" {...tip(rows.length > MOST_NAMED && row.name)}>
                {rows.length > MOST_NAMED ? (
                  <>
                    <GuestMark name={row.name} index={row.index} />
                    <span className="sr">{row.name}</span>
                  </>
                ) : (
                  <LongName name={row.name} />
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.map((line, i) => (
            <tr key={rows[i]!.name}>
              <th scope="row">
                <span className="guests-name">
                  <GuestMark name={rows[i]!.name} index={rows[i]!.index} />
                  <LongName name={rows[i]!.name} />
                </span>
              </th>
              {line.map((cell, j) => (
                <td key={cell.column} className={`heat q${cell.step}${i === j ? " inside" : ""}`}>
                  <Num
                    title={i === j ? `copies inside ${cell.row}` : `pages that ${cell.row} and ${cell.column} share`}
                    source={() => sharingSource(sources, rows[i]!, rows[j]!, cell.contents ?? 0)}
                  >
                    {cell.contents === null ? null : formatBytesIn(bytesOf(cell.contents), unit)}
                  </Num>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Notes({
  sharing,
  rows,
}: {
  readonly sharing: NonNullable<ProfileReply["sharing"]>;
  readonly rows: readonly GuestRow[];
}) {
  const all = sharing.common.find((one) => one.guests.length > 2);
  const saved = sharing.pages === 0 ? 0 : (sharing.zero + sharing.extra_nonzero_copies) / sharing.pages;
  return (
    <div className="guests-notes">
      <p>
        On the diagonal:
        <br />
        copies inside one guest.
      </p>
      <p className="dim2">
        Of all {formatNumber(sharing.pages)} pages {formatNumber(saved * 100, 1)} % are zero or have a twin
        {all && rows.length > 2
          ? `; ${formatNumber(all.contents)} contents stand in all ${all.guests.length} guests`
          : ""}
        .
      </p>
    </div>
  );
}

function tableOf(
  cells: readonly (readonly SharingCell[])[],
  rows: readonly GuestRow[],
  sources: Sources,
  unit: ByteUnit,
): TableData {
  const pairs = cells.flatMap((line, i) => line.slice(i).map((cell, k) => ({ cell, a: rows[i]!, b: rows[i + k]! })));
  return {
    columns: [
      { id: "a", title: "Guest" },
      { id: "b", title: "With" },
      { id: "contents", title: "Contents", unit: "pages", numeric: true },
      { id: "memory", title: "Memory", unit: unit.name, numeric: true },
    ],
    rows: pairs.map(({ cell, a, b }) => {
      const text = (show: (contents: number) => string) => (
        <Num
          title={`pages that ${a.name} and ${b.name} share`}
          source={() => sharingSource(sources, a, b, cell.contents ?? 0)}
        >
          {cell.contents === null ? null : show(cell.contents)}
        </Num>
      );
      const withWhom = a === b ? "copies inside it" : b.name;
      return {
        id: `${a.name} ${b.name}`,
        values: [a.name, withWhom, cell.contents, cell.contents === null ? null : bytesOf(cell.contents) / unit.bytes],
        cells: [a.name, withWhom, text(formatNumber), text((n) => formatBytesIn(bytesOf(n), unit, 2))],
      };
    }),
  };
}
