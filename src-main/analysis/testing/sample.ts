// The sample project for tests of what shows it: its replies, made without a back end between, and the truth about it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ProfileReply, QueryReply } from "../../../src-shared/protocol/replies.ts";
import type { QueryClient } from "../../store/contract.ts";
import { profileProject } from "../profile.ts";
import { rowsOf } from "../sql.ts";
import { imported } from "./project.ts";

const SAMPLE = fileURLToPath(new URL("../../../samples/three-vms", import.meta.url));

interface Truth {
  readonly guests: Readonly<
    Record<string, { pages: number; zero: number; distinct: number; extra_nonzero_copies: number; resident: number }>
  >;
  readonly common: readonly { readonly guests: readonly string[]; readonly contents: number }[];
  readonly all: { readonly pages: number; readonly zero: number; readonly extra_nonzero_copies: number };
}

/** Counted from the raw memory images by another program. */
export const truth = JSON.parse(readFileSync(`${SAMPLE}/TRUTH.json`, "utf8")) as Truth;
export const NAMES = Object.keys(truth.guests);

export interface Sample {
  readonly query: QueryClient;
  readonly profile: ProfileReply;
  /** What request `query` answers. */
  reply(sql: string): Promise<QueryReply>;
  /** The first number that a query gives. */
  number(sql: string): Promise<number | null>;
}

export async function openSample(): Promise<Sample> {
  const query = await imported([SAMPLE]);
  const reply = async (sql: string): Promise<QueryReply> => {
    const rows = await rowsOf(query, sql);
    return {
      schema: "plimsoll.query/1",
      columns: Object.keys(rows[0] ?? {}).map((name) => ({ name, type: "", unit: null })),
      rows: rows.map((row) => Object.values(row)),
      row_count: rows.length,
      truncated: false,
    };
  };
  return {
    query,
    profile: await profileProject(query),
    reply,
    number: async (sql) => {
      const value = (await reply(sql)).rows[0]?.[0];
      return typeof value === "number" ? value : null;
    },
  };
}
