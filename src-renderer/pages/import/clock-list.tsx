// The clocks of the captures: which was joined to which, by how much, and how well.
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { Num } from "../../ui/num.tsx";
import { clockName, clockRows, referenceClocks } from "./clocks.ts";

export function Clocks({ project }: { readonly project: OpenReply }) {
  const rows = clockRows(project);
  const references = referenceClocks(project);
  return (
    <div className="importclocks">
      <h3 className="sec">Clocks</h3>
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
