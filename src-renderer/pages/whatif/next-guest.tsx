// The host today and one guest more: room, what the next one takes, and what happens when it was one too many.

import type { ReactNode } from "react";
import { formatBytes, formatNumber, formatPercent, formatSeconds } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import { runningOf } from "../../../src-shared/density/stowage.ts";
import { Panel } from "../../ui/panel.tsx";
import { usePage, useShown } from "./context.tsx";
import { Derived, Value } from "./value.tsx";
import { rangeWords, withRange } from "./words.ts";

export function NextGuest({ dimmed }: { readonly dimmed: boolean }) {
  const { captured } = usePage();
  const { reply } = useShown().answer;
  const { n, overrun, at_once: atOnce } = reply;
  const running = runningOf(reply.scenario, captured.length);
  const room = n.p50 - running;
  const rooms = { p5: n.p5 - running, p50: room, p95: n.p95 - running };
  return (
    <Panel title="Room now, and one guest too many" className="wi-next" dimmed={dimmed}>
      <dl className="kv">
        {running > 0 && (
          <Line term={room >= 0 ? "Room now" : "Overfull by"}>
            <Derived
              field="n.p50"
              title="Room on this host"
              how={`N* less the ${running} guests that ran when the host was recorded; with p5 to p95 of N* it is ${rangeWords(rooms)}.`}
            >
              {room >= 0 ? withRange(rooms) : formatNumber(-room)}
            </Derived>
          </Line>
        )}
        <Line term="Next guest takes">
          <Value field="marginal_bytes_per_guest" title="Memory of the next guest">
            {formatBytes(reply.marginal_bytes_per_guest)}
          </Value>
        </Line>
        {atOnce && (
          <Line term="Fit before merging">
            <Value field="at_once.p50" title="Guests that fit before dedup has merged anything">
              {withRange(atOnce)}
            </Value>
          </Line>
        )}
      </dl>
      <h3 className="sec wi-over">With one guest more than N*</h3>
      <dl className="kv">
        <Line term="Runs that overrun">
          <Value field="overrun.p" title="Share of runs that overrun with one guest more">
            {formatPercent(overrun.p)}
          </Value>
        </Line>
        {overrun.p > 0 && (
          <>
            <Line term="Missing, mean (p95)">
              <Value field="overrun.depth_pages.mean" title="Memory missing, mean of the runs that overrun">
                {formatBytes(bytesOf(overrun.depth_pages.mean))}
              </Value>{" "}
              <Value field="overrun.depth_pages.p95" title="Memory missing, p95 of the runs that overrun">
                {`(${formatBytes(bytesOf(overrun.depth_pages.p95))})`}
              </Value>
            </Line>
            <Line term="Time, mean (p95)">
              <Value field="overrun.seconds.mean" title="Time without enough memory, mean">
                {formatSeconds(overrun.seconds.mean)}
              </Value>{" "}
              <Value field="overrun.seconds.p95" title="Time without enough memory, p95">
                {`(${formatSeconds(overrun.seconds.p95)})`}
              </Value>
            </Line>
          </>
        )}
        {reply.binding.map(({ resource, share }, at) => (
          <Line key={resource} term={`Fail by ${resource}`}>
            <Value field={`binding[${at}].share`} title={`Share of the failing runs that end by ${resource}`}>
              {formatPercent(share)}
            </Value>
          </Line>
        ))}
      </dl>
    </Panel>
  );
}

function Line({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}
