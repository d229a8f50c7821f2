// The mechanisms there are; nothing else knows them by name.
import { balloon } from "./balloon/index.ts";
import { dedup } from "./dedup/index.ts";
import { hotplug } from "./hotplug/index.ts";
import type { Mechanism } from "./mechanism.ts";
import { overcommit } from "./overcommit/index.ts";
import { overhead } from "./overhead/index.ts";
import { tiering } from "./tiering/index.ts";
import { tmem } from "./tmem/index.ts";

export const mechanisms: readonly Mechanism[] = [overhead, dedup, tiering, tmem, overcommit, balloon, hotplug];

export const mechanismOf = (id: string): Mechanism | undefined => mechanisms.find((mechanism) => mechanism.id === id);
