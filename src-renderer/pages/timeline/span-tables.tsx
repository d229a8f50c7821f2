// What happened in a span, as small tables of the drawer: the host's memory, the guests, kinds of faults.
import { byteUnit, formatBytes, formatBytesIn, formatNumber, NOT_SEEN } from "../../../src-shared/base/format.ts";
import type { Source } from "../../app/selection.ts";
import { GuestMark } from "../../ui/mark.tsx";
import { Num } from "../../ui/num.tsx";
import type { Ends, SpanFacts } from "./span-facts.ts";
import { faultsSql } from "./span-sql.ts";

/** Where a number of a span comes from. */
export const source = (title: string, shown: string, how: string, sql: string | null) => (): Source => ({
  title,
  shown,
  how,
  sql,
  sources: [],
  field: null,
});

/** The states of the host's memory at both ends, as bars and as numbers. */
export function MemoryChange({ states, sql }: { readonly states: readonly Ends[]; readonly sql: string | null }) {
  const sum = (end: "first" | "last"): number => states.reduce((all, state) => all + (state[end] ?? 0), 0);
  const most = Math.max(sum("first"), sum("last"), 1);
  const unit = byteUnit(most);
  const used = (end: "first" | "last"): number =>
    states.reduce((all, { id, [end]: value }) => (id === "free" || BEYOND.has(id) ? all : all + (value ?? 0)), 0);
  const text = (value: number | null): string => (value === null ? NOT_SEEN : formatBytesIn(value, unit, 1));
  return (
    <section className="blk">
      <h3 className="sec">
        Host memory
        <span className="grow" />
        <span className="dim2 timeline-light">{unit.name}</span>
      </h3>
      {(["first", "last"] as const).map((end) => (
        <div key={end} className="row timeline-bar" aria-hidden="true">
          <span className="dim2">{end === "first" ? "start" : "end"}</span>
          <span className="timeline-states">
            {states.map(({ id, ink, [end]: value }) => (
              <i key={id} style={{ flexGrow: (value ?? 0) / most, background: `var(${ink})` }} />
            ))}
          </span>
          <b className="num">{text(used(end))}</b>
        </div>
      ))}
      <table className="d timeline-plain">
        <thead>
          <tr>
            <th>State</th>
            <th className="n">Start</th>
            <th className="n">End</th>
            <th className="n">Change</th>
          </tr>
        </thead>
        <tbody>
          {states.map(({ id, title, ink, first, last }) => (
            <tr key={id}>
              <td>
                <i className="dot" style={{ background: `var(${ink})` }} /> {title}
              </td>
              <td className="n">{text(first)}</td>
              <td className="n">
                <Num
                  title={`${title} at the end of the span`}
                  source={source(
                    `Memory ${title} at the end of the span`,
                    last === null ? NOT_SEEN : formatBytes(last),
                    "Put together from the last reading of each series at the ends of the span, as the Memory lane does.",
                    sql,
                  )}
                >
                  {text(last)}
                </Num>
              </td>
              <td className="n">
                <b>{first === null || last === null ? "" : signed(last - first, unit.bytes)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const BEYOND: ReadonlySet<string> = new Set(["ballooned", "swapped"]);

const signed = (bytes: number, unit: number): string => {
  const text = formatNumber(bytes / unit, 1);
  return bytes > 0 && /[1-9]/.test(text) ? `+${text}` : text;
};

export function GuestsTable({ facts }: { readonly facts: SpanFacts }) {
  const { guests } = facts;
  const sizes = guests.flatMap(({ resident, inUse }) => [resident ?? 0, inUse ?? 0]);
  const unit = byteUnit(Math.max(1, ...sizes));
  const cell = (value: number | null): string => (value === null ? NOT_SEEN : formatBytesIn(value, unit, 2));
  const hasFaults = guests.some(({ faults }) => faults !== null);
  return (
    <section className="blk">
      <h3 className="sec">
        Guests at the end
        <span className="grow" />
        <span className="dim2 timeline-light">{unit.name}</span>
      </h3>
      <div className="timeline-tall">
        <table className="d timeline-plain">
          <thead>
            <tr>
              <th>Guest</th>
              <th className="n">Resident</th>
              <th className="n">In use</th>
              {hasFaults && <th className="n">Faults</th>}
            </tr>
          </thead>
          <tbody>
            {guests.map(({ name, place, resident, inUse, faults }) => (
              <tr key={name}>
                <td className="ell">
                  <GuestMark name={name} index={place} /> {name}
                </td>
                <td className="n">{cell(resident)}</td>
                <td className="n">{cell(inUse)}</td>
                {hasFaults && (
                  <td className="n">
                    <Num
                      title={`Faults of ${name} in the span`}
                      source={source(
                        `Faults of ${name} in the span`,
                        formatNumber(faults ?? 0),
                        "Recorded faults within the span.",
                        faultsSql,
                      )}
                    >
                      {formatNumber(faults ?? 0)}
                    </Num>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const KINDS: Readonly<Record<string, string>> = {
  host: "host",
  ept: "EPT",
  npt: "NPT",
  stage2: "stage 2",
  shadow: "shadow",
  xen_npf: "Xen NPT",
  xen_pv: "Xen PV",
};

/** "EPT write", "host". */
const kindWords = (kind: string): string => {
  const [first = "", ...rest] = kind.split(" ");
  return [KINDS[first] ?? first, ...rest].join(" ");
};

export function FaultKinds({ facts, guests }: { readonly facts: SpanFacts; readonly guests: readonly string[] }) {
  const most = Math.max(...facts.faults.map(({ n }) => n));
  const stalls = facts.faults.some(({ stallNs }) => stallNs !== null);
  return (
    <section className="blk">
      <h3 className="sec">
        Faults by kind
        <span className="grow" />
        <span className="dim2 timeline-light">
          {guests.length === 0 ? "all guests" : guests.join(", ")}
          {stalls ? ", stall in s" : ""}
        </span>
      </h3>
      {facts.faults.slice(0, 8).map(({ kind, n, stallNs }) => (
        <div key={kind} className="timeline-kind">
          <span className="ell">{kindWords(kind)}</span>
          <span className="timeline-kindbar" aria-hidden="true">
            <i style={{ width: `${(n / most) * 100}%` }} />
          </span>
          <Num
            title={`Faults: ${kindWords(kind)}`}
            source={source(
              `Faults in the span: ${kindWords(kind)}`,
              formatNumber(n),
              "Recorded faults within the span.",
              faultsSql,
            )}
          >
            {formatNumber(n)}
          </Num>
          {stalls && <b className="num r">{stallNs === null ? "" : formatNumber(stallNs / 1e9, 1)}</b>}
        </div>
      ))}
    </section>
  );
}
