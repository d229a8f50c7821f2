// The clocks of the captures: which was joined to which, by how much, and how well.
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { Num } from "../../ui/num.tsx";
import { Callout } from "../../ui/state.tsx";
import { clockName, clockRows, referenceClocks } from "./clocks.ts";

/** Captures that have times and no place on the time line: one asks for it with a click. */
function Outside({ project }: { readonly project: OpenReply }) {
  const { route } = useApp();
  const placed = new Set(project.spans.filter(({ from_ms }) => from_ms !== null).map(({ capture }) => capture));
  const left = new Set(project.excluded);
  const outside = project.info.captures.filter(
    ({ id, first_ns, duplicate_of }) => first_ns !== null && duplicate_of === null && !placed.has(id) && !left.has(id),
  );
  if (outside.length === 0 || placed.size === 0) return null;
  const choose = (id: number): void =>
    route.change({ selection: { ...route.getState().selection, captures: [id] } }, true);
  return (
    <Callout tone="warn">
      {outside.length === 1 ? "One capture is" : `${outside.length} captures are`} not on the time line, because nothing
      links {outside.length === 1 ? "its clock" : "their clocks"} to the others. Place{" "}
      {outside.slice(0, 4).map(({ id, name }, at) => (
        <span key={id}>
          {at > 0 && ", "}
          <button type="button" className="numlink" onClick={() => choose(id)}>
            {name}
          </button>
        </span>
      ))}
      {outside.length > 4 && ` and ${outside.length - 4} more`} by hand.
    </Callout>
  );
}

export function Clocks({ project }: { readonly project: OpenReply }) {
  const rows = clockRows(project);
  const references = referenceClocks(project);
  return (
    <div className="importclocks">
      <h3 className="sec">Clocks</h3>
      <Outside project={project} />
      {rows.length === 0 ? (
        <div className="dim">
          {project.length_ms === null
            ? "No capture has times."
            : "No two clocks were read together: times of different clocks cannot be put on one line."}
        </div>
      ) : (
        <dl className="kv">
          {references.map((name) => (
            <div key={name}>
              <dt>{clockName(name)}</dt>
              <dd>reference</dd>
            </div>
          ))}
          {rows.map(({ from, to, title, offset, residual, times, method, offsetNs }) => {
            const shown = residual === null ? `${offset}, residual not seen` : `${offset}, residual ${residual}`;
            return (
              <div key={`${from} ${to} ${offsetNs}`}>
                <dt>{title}</dt>
                <dd>
                  <Num
                    title={title}
                    source={() => ({
                      title,
                      shown,
                      how: `${to} = ${from} + ${offsetNs} ns; ${method}${times > 1 ? `, in ${times} imports` : ""}. The residual is the largest deviation of the pairs from this offset.`,
                      sql: `SELECT * FROM clock_link WHERE from_clock = '${from}' AND to_clock = '${to}'`,
                      sources: [],
                      field: null,
                    })}
                  >
                    {shown}
                  </Num>
                </dd>
              </div>
            );
          })}
        </dl>
      )}
    </div>
  );
}
