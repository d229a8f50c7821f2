// HotMem, later Squeezy: memory hotplug with a partition for each instance (systems section 2).
import { partOf, type System } from "./system.ts";

export const hotmem: System = {
  name: "hotmem",
  title: "HotMem / Squeezy",
  source: "EuroSys'26, doi 10.1145/3767295.3769357",
  evidence: "published",
  parts: (entry) => [
    { ...partOf(entry, "hotplug", ["partitions"]), variant: entry.partitions === false ? "virtio-mem" : "hotmem" },
  ],
};
