// Spacer: libraries at equal addresses in every image, so that a scanner finds equal pages (systems section 3).
import { partOf, type System } from "./system.ts";

export const spacer: System = {
  name: "spacer",
  title: "Spacer",
  source: "SoCC'22, doi 10.1145/3542929.3563473",
  evidence: "published",
  parts: (entry) => {
    const layout = entry.layout ?? "spacer";
    const scanner = partOf(entry, "dedup", ["layout"]);
    return layout === "default" ? [scanner] : [scanner, { id: "layout", layout }];
  },
};
