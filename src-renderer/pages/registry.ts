// The pages in the order of the rail; each is loaded when it is first shown.
import type { ComponentType } from "react";
import type { PageId } from "../app/route.ts";
import type { IconName } from "../ui/icon.tsx";

export interface Page {
  readonly id: PageId;
  readonly title: string;
  /** Second key after g. */
  readonly key: string;
  readonly icon: IconName;
  /** Pages of a group stand together on the rail. */
  readonly group: 1 | 2 | 3;
  readonly load: () => Promise<ComponentType>;
}

export const pages: readonly Page[] = [
  {
    id: "start",
    title: "Start",
    key: "s",
    icon: "start",
    group: 1,
    load: async () => (await import("./start/page.tsx")).StartPage,
  },
  {
    id: "import",
    title: "Import",
    key: "i",
    icon: "import",
    group: 1,
    load: async () => (await import("./import/page.tsx")).ImportPage,
  },
  {
    id: "timeline",
    title: "Timeline",
    key: "t",
    icon: "timeline",
    group: 2,
    load: async () => (await import("./timeline/page.tsx")).TimelinePage,
  },
  {
    id: "guests",
    title: "Guests",
    key: "u",
    icon: "guests",
    group: 2,
    load: async () => (await import("./guests/page.tsx")).GuestsPage,
  },
  {
    id: "whatif",
    title: "What-if",
    key: "w",
    icon: "whatif",
    group: 2,
    load: async () => (await import("./whatif/page.tsx")).WhatIfPage,
  },
  {
    id: "query",
    title: "Query",
    key: "q",
    icon: "query",
    group: 3,
    load: async () => (await import("./query/page.tsx")).QueryPage,
  },
  {
    id: "dashboards",
    title: "Dashboards",
    key: "d",
    icon: "dashboards",
    group: 3,
    load: async () => (await import("./dashboards/page.tsx")).DashboardsPage,
  },
  {
    id: "policies",
    title: "Policies",
    key: "p",
    icon: "policy",
    group: 3,
    load: async () => (await import("./policies/page.tsx")).PoliciesPage,
  },
  {
    id: "validation",
    title: "Validation",
    key: "v",
    icon: "verified",
    group: 3,
    load: async () => (await import("./validation/page.tsx")).ValidationPage,
  },
  {
    id: "reports",
    title: "Reports",
    key: "r",
    icon: "reports",
    group: 3,
    load: async () => (await import("./reports/page.tsx")).ReportsPage,
  },
];
