// MEUNIK-like: a reconstruction of four mechanisms of which only the abstract is known; names, triggers and formulas are ours (systems section 6).
import type { System } from "./system.ts";

export const meunikLike: System = {
  name: "meunik-like",
  title: "MEUNIK-like (reconstruction)",
  source: "abstract of SEC 2024; all rules reconstructed",
  evidence: "assumed",
  parts: ({ r1, r2, r3, r4 }) => [
    ...(r1 === false ? [] : [{ id: "balloon", mode: "allocator" }]),
    ...(r2 === false ? [] : [{ id: "populate" }]),
    ...(r3 === false ? [] : [{ id: "pool" }]),
    ...(r4 === false ? [] : [{ id: "images" }]),
  ],
};
