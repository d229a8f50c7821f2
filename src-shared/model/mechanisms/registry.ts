// The mechanisms there are; nothing else knows them by name.
import { allocator } from "./allocator/index.ts";
import { balloon } from "./balloon/index.ts";
import { clone } from "./clone/index.ts";
import { dedup } from "./dedup/index.ts";
import { hotplug } from "./hotplug/index.ts";
import { hugepages } from "./hugepages/index.ts";
import { images } from "./images/index.ts";
import { layout } from "./layout/index.ts";
import type { Mechanism } from "./mechanism.ts";
import { overcommit } from "./overcommit/index.ts";
import { overhead } from "./overhead/index.ts";
import { pool } from "./pool/index.ts";
import { populate } from "./populate/index.ts";
import { reporting } from "./reporting/index.ts";
import { tiering } from "./tiering/index.ts";
import { tmem } from "./tmem/index.ts";

export const mechanisms: readonly Mechanism[] = [
  overhead,
  images,
  clone,
  dedup,
  tiering,
  tmem,
  pool,
  allocator,
  hugepages,
  populate,
  balloon,
  reporting,
  overcommit,
  hotplug,
  layout,
];

export const mechanismOf = (id: string): Mechanism | undefined => mechanisms.find((mechanism) => mechanism.id === id);
