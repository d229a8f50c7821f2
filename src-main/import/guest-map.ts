// Reads a guest map file: a JSON list that says which process is which guest and where its RAM lies.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { failure } from "../../src-shared/base/errors.ts";
import type { GuestMapEntry } from "../store/contract.ts";

/** Decimal or 0x-prefixed whole number. */
const number = z.string().regex(/^(0x[0-9a-fA-F]+|[0-9]+)$/, "a whole number, decimal or with 0x, as text");

export const GuestMap = z.array(
  z.strictObject({
    guest: z.string().min(1),
    pid: z.int().optional(),
    domid: z.int().optional(),
    ram_bytes: z.int().positive().optional(),
    ram: z.array(z.strictObject({ gpa: number, bytes: number, hva: number })).optional(),
  }),
);

/** Throws `guest_map.unreadable` or `guest_map.bad_value` with the place of the first fault. */
export function readGuestMap(path: string): GuestMapEntry[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (thrown) {
    throw failure(
      "guest_map.unreadable",
      `the guest map cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`,
      {
        where: { file: path },
        expected: 'a JSON list such as [{ "guest": "alpha", "pid": 81 }]',
        exit: 2,
      },
    );
  }
  const parsed = GuestMap.safeParse(json);
  if (parsed.success) return parsed.data as GuestMapEntry[];
  const issue = parsed.error.issues[0];
  throw failure(
    "guest_map.bad_value",
    `the guest map is wrong at ${issue?.path.join(".") || "its top"}: ${issue?.message}`,
    {
      where: { file: path },
      next: "docs/guest-map.md shows one",
      exit: 2,
    },
  );
}
