// What the recording tells of one guest and what it does not: quantities, grade, and facts that stand nowhere else.
import { formatBytes } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import type { Coverage } from "../../../src-shared/protocol/replies.ts";
import { shortName } from "../../intake/long-name.tsx";
import { Grade, Verdict } from "../../ui/mark.tsx";
import { Num } from "../../ui/num.tsx";
import { Panel } from "../../ui/panel.tsx";
import { capital } from "../../ui/sentence.ts";
import { DataTable } from "../../ui/table.tsx";
import type { GuestRow } from "./model.ts";
import { PanelState } from "./panel-state.tsx";
import { footprintSource, overheadSource, residentSpanSource, type Sources } from "./sources.ts";
import type { Part } from "./use-guests.ts";

const tones: Readonly<Record<string, "pass" | "warn" | "none">> = {
  identified: "pass",
  bounded: "warn",
  "not identified": "none",
};

/** Every quantity with whether the captures tell it, and why. */
export function IdentifiedPanel(props: {
  readonly row: GuestRow;
  readonly part: Part;
  /** Over both columns of the page. */
  readonly wide?: boolean;
}) {
  const { row, part, wide } = props;
  const list = row.profile?.identified ?? [];
  return (
    <Panel
      title={`What the recording tells of ${shortName(row.name)}`}
      flush
      className={`guests-told${wide ? " guests-wide" : ""}`}
    >
      <PanelState part={part} filled={list.length > 0}>
        <DataTable
          label={`What the recording tells of ${row.name}`}
          columns={[
            { id: "quantity", title: "Quantity" },
            { id: "state", title: "State" },
            { id: "why", title: "Why" },
          ]}
          rows={list.map(({ quantity, state, why }) => ({
            id: quantity,
            values: [quantity, state, why],
            cells: [
              capital(quantity),
              <Verdict key="state" tone={tones[state] ?? "none"}>
                {state}
              </Verdict>,
              <span key="why" className="guests-why">
                {capital(why)}
              </span>,
            ],
          }))}
        />
      </PanelState>
    </Panel>
  );
}

/** The grade with its reasons and what would raise it, and facts of the guest. */
export function CoveragePanel(props: {
  readonly row: GuestRow;
  readonly part: Part;
  readonly sources: Sources;
  readonly wide?: boolean;
}) {
  const { row, part, sources, wide } = props;
  const coverage = row.profile?.coverage ?? null;
  return (
    <Panel title={`How far ${shortName(row.name)} is known`} className={`guests-coverage${wide ? " guests-wide" : ""}`}>
      <PanelState part={part} filled={coverage !== null}>
        {coverage && (
          <>
            <CoverageReasons coverage={coverage} />
            <Facts row={row} sources={sources} />
          </>
        )}
      </PanelState>
    </Panel>
  );
}

/** A grade, what holds it down and what would raise it. */
export function CoverageReasons({ coverage }: { readonly coverage: Coverage }) {
  return (
    <div className="guests-grade">
      <Grade letter={coverage.grade} />
      <div className="guests-reasons">
        <div>
          <h3 className="sec">Why not better</h3>
          {coverage.reasons.length === 0 ? (
            <p className="dim">Nothing holds the grade down.</p>
          ) : (
            <ul>
              {coverage.reasons.map((reason) => (
                <li key={reason}>{capital(reason)}</li>
              ))}
            </ul>
          )}
        </div>
        {coverage.raise_by.length > 0 && (
          <div>
            <h3 className="sec">What would raise it</h3>
            <ul>
              {coverage.raise_by.map((remedy) => (
                <li key={remedy}>{capital(remedy)}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </div>
  );
}

function Facts({ row, sources }: { readonly row: GuestRow; readonly sources: Sources }) {
  const resident = row.profile?.resident_pages ?? null;
  const footprint = row.profile?.footprint_pages ?? null;
  return (
    <dl className="kv guests-facts">
      <dt>Pinned memory</dt>
      <dd>{row.pinned ? `all of it: ${row.pinned}` : "none found"}</dd>
      <dt>Host memory besides its RAM</dt>
      <dd>
        <Num title={`host memory of ${row.name} besides its RAM`} source={() => overheadSource(sources, row)}>
          {row.overheadBytes === null ? null : formatBytes(row.overheadBytes)}
        </Num>
      </dd>
      <dt>Pages ever touched</dt>
      <dd>
        <Num title={`pages of ${row.name} ever touched`} source={() => footprintSource(sources, row)}>
          {footprint === null ? null : formatBytes(bytesOf(footprint))}
        </Num>
      </dd>
      <dt>Resident: least, median, most</dt>
      <dd>
        <Num title={`resident memory of ${row.name} over time`} source={() => residentSpanSource(sources, row)}>
          {resident && [resident.min, resident.median, resident.max].map((n) => formatBytes(bytesOf(n))).join(", ")}
        </Num>
      </dd>
    </dl>
  );
}
