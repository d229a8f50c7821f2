// All dashboards that the program itself makes of a project, in the order in which they are offered.
import type { Dashboard } from "../schema.ts";
import type { Facts } from "./facts.ts";
import * as overviews from "./overviews.ts";
import * as starters from "./starters.ts";

export interface Template {
  readonly id: string;
  readonly title: string;
  /** A starter is offered where there is no dashboard yet. */
  readonly starter: boolean;
  /** One sentence for whoever chooses. */
  readonly about: string;
  /** Null: the project holds nothing that it could show. */
  make(facts: Facts): Dashboard | null;
}

export const templates: readonly Template[] = [
  {
    id: "morning",
    title: "Morning check",
    starter: true,
    about: "Room, waiting and dedup at a glance",
    make: starters.morningCheck,
  },
  {
    id: "guest",
    title: "One guest",
    starter: true,
    about: "Everything that is known of one guest",
    make: starters.oneGuest,
  },
  {
    id: "dedup",
    title: "Dedup",
    starter: true,
    about: "What equal pages save, and what that costs",
    make: starters.dedup,
  },
  {
    id: "host",
    title: "Host overview",
    starter: false,
    about: "Memory of the host and what presses on it",
    make: overviews.hostOverview,
  },
  { id: "ksm", title: "KSM", starter: false, about: "What KSM merges, scans and saves", make: overviews.ksmOverview },
  {
    id: "balloon",
    title: "Ballooning",
    starter: false,
    about: "Sizes of guests and what is free inside",
    make: overviews.balloonOverview,
  },
  {
    id: "faults",
    title: "Page faults",
    starter: false,
    about: "Who faults, when, where and how long",
    make: overviews.faultOverview,
  },
  {
    id: "exits",
    title: "Exits",
    starter: false,
    about: "Why guests are left, and how long",
    make: overviews.exitOverview,
  },
  {
    id: "xen",
    title: "Xen memory",
    starter: false,
    about: "What domains get, give and lend",
    make: overviews.xenOverview,
  },
  {
    id: "density",
    title: "Density",
    starter: false,
    about: "The last answer in pictures",
    make: overviews.densityOverview,
  },
];

export const templateOf = (id: string): Template | null => templates.find((template) => template.id === id) ?? null;
