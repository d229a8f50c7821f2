// The Dashboards page: charts for a habit.
import { PageHead } from "../../ui/page.tsx";

export function DashboardsPage() {
  return <PageHead title="Dashboards" />;
}
