// The Timeline page: what happened, when, to whom.
import { PageHead } from "../../ui/page.tsx";

export function TimelinePage() {
  return <PageHead title="Timeline" />;
}
