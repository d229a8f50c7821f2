// How the database would run a query, in its own words.
import { useRequest } from "../../app/use-request.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Empty, ErrorCard, Skeleton } from "../../ui/state.tsx";
import type { RunSelection } from "./runs.ts";

export function PlanView(props: {
  readonly project: string;
  readonly sql: string;
  readonly selection: RunSelection | null;
}) {
  const { project, sql, selection } = props;
  const plan = useRequest("plan", sql.trim() === "" ? null : { project, sql, selection });
  if (sql.trim() === "") return <Empty title="No query yet">Its plan stands here once it is written.</Empty>;
  if (plan.error) return <ErrorCard error={plan.error} title="There is no plan for this query" />;
  if (!plan.data) return <Skeleton height="100%" label="planning" />;
  return (
    <div className={`qplan${plan.stale ? " qdimmed" : ""}`}>
      <div className="qplancopy">
        <CopyButton text={plan.data.text} label="Copy the plan" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <pre className="code" role="document" tabIndex={0} aria-label="Plan of the query">
        {plan.data.text}
      </pre>
    </div>
  );
}
