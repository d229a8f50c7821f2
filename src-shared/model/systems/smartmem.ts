// SmarTmem: targets for each guest in a pool of transcendent memory (systems section 4).
import { partOf, type System } from "./system.ts";

export const smartmem: System = {
  name: "smartmem",
  title: "SmarTmem",
  source: "IPDPSW'19, doi 10.1109/IPDPSW.2019.00151",
  evidence: "published",
  parts: (entry) => [{ policy: "smart", ...partOf(entry, "tmem", []) }],
};
