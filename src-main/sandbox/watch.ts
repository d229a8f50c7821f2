// What is kept of single calls of a policy: those of the epochs that were asked for, and those that meet a break condition.
import type { SeatCall } from "../../src-shared/model/policy/seat.ts";
import { isViolation } from "../../src-shared/policy/outcome.ts";
import type { PolicyCall, PolicyReply } from "../../src-shared/protocol/policy-replies.ts";
import { type Condition, openCondition } from "./sandbox.ts";

/** Text of the calls that are kept, most; what is beyond it can be asked for by its epochs. */
const MOST_CALL_TEXT = 8_388_608;
/** Most epochs that are listed; all are counted. */
const MOST_MET = 10_000;

export interface Watched {
  /** First and last epoch of the calls to keep; null: none. */
  readonly calls: { readonly from: number; readonly until: number } | null;
  readonly condition: { readonly text: string; readonly code: string } | null;
}

export interface Watch {
  note(call: SeatCall): void;
  take(): Pick<PolicyReply, "calls" | "break">;
}

/** Null when nothing is asked for. */
export async function createWatch({ calls, condition }: Watched): Promise<Watch | null> {
  if (calls === null && condition === null) return null;
  const test = condition === null ? null : await openCondition(condition.code);
  const met = createMet(test);
  const kept: PolicyCall[] = [];
  let room = calls === null ? 0 : MOST_CALL_TEXT;
  return {
    note(call) {
      const wanted = calls !== null && call.epoch >= calls.from && call.epoch <= calls.until && room > 0;
      if (!wanted && test === null) return;
      const text = textOf(call);
      if (wanted) {
        room -= text.length;
        if (room >= 0) kept.push({ ...JSON.parse(text), violation: call.violation } as PolicyCall);
      }
      met.note(call, text);
    },
    take: () => ({
      ...(calls === null ? {} : { calls: kept }),
      ...(condition === null ? {} : { break: { condition: condition.text, ...met.take() } }),
    }),
  };
}

/** A call as the condition sees it. */
const textOf = ({ epoch, obs, asked, granted, before, state }: SeatCall): string =>
  `{"epoch":${epoch},"obs":${JSON.stringify(obs)},"asked":${JSON.stringify(asked)},"granted":${JSON.stringify(granted)},"before":${before},"state":${state}}`;

function createMet(test: Condition | null) {
  const epochs: number[] = [];
  let [met, calls] = [0, 0];
  let first: PolicyCall | null = null;
  let error: NonNullable<PolicyReply["break"]>["error"] = null;
  return {
    note(call: SeatCall, text: string): void {
      if (test === null || error !== null) return;
      calls++;
      const outcome = test.meets(call.epoch, text);
      if (typeof outcome === "object") error = isViolation(outcome) ? outcome : null;
      else if (outcome) {
        met++;
        if (epochs.length < MOST_MET) epochs.push(call.epoch);
        first ??= { ...JSON.parse(text), violation: call.violation } as PolicyCall;
      }
    },
    take: () => ({ epochs, met, calls, first, error }),
  };
}
