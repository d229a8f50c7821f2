// A policy's diagnostics and runs in plain words.
import { formatPlain } from "../../../src-shared/base/format.ts";
import type { PolicyReply } from "../../../src-shared/protocol/policy-replies.ts";
import { textTable } from "./output.ts";

/** Most actions and violations that are listed. */
const MOST = 20;

const value = (of: number | boolean | null): string =>
  of === null ? "" : typeof of === "number" ? formatPlain(of) : of ? "yes" : "no";

const METRICS = [
  ["slowdown_p50", "slowdown p50"],
  ["slowdown_p99", "slowdown p99"],
  ["frames_max", "most frames"],
  ["tmem_failed", "failed puts"],
  ["cold_starts", "cold starts"],
  ["oom_kills", "killed"],
] as const;

function runsTable({ result, beside = [] }: PolicyReply): string {
  const runs = [...(result ? [result] : []), ...beside];
  return textTable(
    ["policy", ...METRICS.map(([, title]) => title), "actions"],
    runs.map((run) => [run.title, ...METRICS.map(([name]) => value(run.metrics[name])), value(run.actions)]),
  );
}

/** Paired differences of what stands beside, theirs less the policy's, with the interval of their mean. */
function apartTable({ beside = [] }: PolicyReply): string | null {
  if (beside.length === 0) return null;
  const rows = beside.map(({ title, differences }) => [
    title,
    ...METRICS.map(([name]) => {
      const one = differences[name];
      if (!one) return "";
      return one.low === null ? value(one.best) : `${value(one.best)} (${value(one.low)} to ${value(one.high)})`;
    }),
  ]);
  return textTable(["apart from it", ...METRICS.map(([, title]) => title)], rows);
}

function actionsTable(actions: NonNullable<PolicyReply["actions"]>): string {
  const rows = actions
    .slice(0, MOST)
    .map((one) => [
      value(one.epoch),
      one.kind,
      value(one.guest),
      value(one.asked),
      value(one.granted),
      one.reason ?? "",
    ]);
  const more = actions.length > MOST ? `\n… and ${actions.length - MOST} more (--json has all)` : "";
  return textTable(["epoch", "action", "guest", "asked", "granted", "reason"], rows) + more;
}

/** Where a break condition was met, and all there was to see at the first place. */
function breakWords({ condition, epochs, met, calls, first, error }: NonNullable<PolicyReply["break"]>): string {
  const off = error === null ? [] : [`the condition was asked no further in epoch ${error.epoch}: ${error.message}`];
  if (first === null) return [`${condition}: met in none of ${calls} epochs`, ...off].join("\n");
  const others = epochs.slice(1, MOST + 1).join(", ");
  const more = met > MOST + 1 ? ", …" : "";
  return [
    `${condition}: met in epoch ${first.epoch}${met > 1 ? `, and in ${met - 1} more of ${calls}: ${others}${more}` : ""}`,
    ...off,
    `saw in epoch ${first.epoch}, of epoch ${value(Number(first.obs.epoch))}: ${shortJson(first.obs.host)}`,
    `state before: ${shortJson(first.before)}`,
    `state after: ${shortJson(first.state)}`,
    first.granted.length === 0 ? "asked for nothing" : actionsTable(first.granted),
  ].join("\n");
}

/** Most of a state that is shown. */
const MOST_TEXT = 400;

function shortJson(of: unknown): string {
  const text = JSON.stringify(of);
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}… (--json has all)` : text;
}

/** What is wrong, or what the run came to. */
export function policyWords(reply: PolicyReply): string {
  const parts = reply.diagnostics.map(
    ({ line, column, severity, code, message }) =>
      `${line === null ? "" : `line ${line}, column ${column}: `}${severity} ${code}: ${message}`,
  );
  if (reply.result) parts.push(runsTable(reply));
  const apart = apartTable(reply);
  if (apart !== null) parts.push(apart);
  for (const { title, reason } of reply.unavailable ?? []) parts.push(`${title} cannot be played on this: ${reason}`);
  if (reply.break) parts.push(breakWords(reply.break));
  else if (reply.actions && reply.actions.length > 0) parts.push(actionsTable(reply.actions));
  for (const { epoch, code, message } of (reply.violations ?? []).slice(0, MOST))
    parts.push(`stopped ${epoch === 0 ? "while it was loaded" : `in epoch ${epoch}`}: ${message} (${code})`);
  if (parts.length === 0) parts.push("no mistake found");
  return parts.join("\n\n");
}
