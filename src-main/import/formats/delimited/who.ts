// Who a row is about: each combination of guest, process, thread and vCPU is one task, found without a text per row.

import { wordTable } from "../../../../src-shared/base/word-table.ts";
import { byteDictionary } from "../../bytes/dictionary.ts";
import type { ImportContext } from "../../importer.ts";
import { ALWAYS_FROM, ALWAYS_UNTIL } from "../../text/always.ts";
import type { Output } from "../../text/output.ts";
import type { Layout } from "./layout.ts";
import type { RowSplitter } from "./split.ts";
import { FIELD, readWhole, words } from "./values.ts";

/** More texts of one column are no names. */
const MOST_TEXTS = 1_000_000;
const MOST_TASKS = 1_000_000;

export interface Texts {
  /** Number of the field's text, from 1; 0 where the field is empty or there is no such column. */
  find(column: number): number;
  of(index: number): string | null;
}

/** Texts of fields, kept once each. */
export function fieldTexts(row: RowSplitter): Texts {
  const list: string[] = [];
  const dictionary = byteDictionary((text) => {
    if (list.length < MOST_TEXTS) list.push(text);
    return list.length;
  });
  return {
    find: (column) => {
      if (column < 0) return 0;
      const [from, to] = [row.starts[column] as number, row.ends[column] as number];
      return from === to ? 0 : dictionary.find(row.bytes(column), from, to);
    },
    of: (index) => (index === 0 ? null : (list[index - 1] ?? null)),
  };
}

const number = words();

/** A whole number of a column below 2^31, -1 where it is empty or missing, -2 where it is none. */
export function smallNumber(row: RowSplitter, column: number): number {
  if (column < 0) return -1;
  const state = readWhole(row.bytes(column), row.starts[column] as number, row.ends[column] as number, false, number);
  if (state === FIELD.empty) return -1;
  return state === FIELD.value && number.high === 0 && number.low <= 0x7fff_ffff ? number.low : -2;
}

export interface Who {
  /** Id of the row's task, 0 where nothing tells it, -1 where a number of it makes no sense. */
  taskOf(): number;
  /** Number of the row's guest among `guests`. */
  guestOf(): number;
  readonly guests: Texts;
}

/**
 * A task is named as its thread, or as its guest where no process is told: then only the name ties it to the guest.
 */
export function whoOf(layout: Layout, row: RowSplitter, context: ImportContext, output: Output): Who {
  const at = (field: string): number => layout.columns.find((column) => column.field === field)?.at ?? -1;
  const [guest, pid, tid, comm, vcpu] = [at("guest"), at("pid"), at("tid"), at("comm"), at("vcpu")];
  const constant = layout.constant;
  const texts = fieldTexts(row);
  const seen = new Set<number>();
  const people = wordTable();
  const processes = wordTable();
  const threads = wordTable();
  const vcpus = wordTable();
  const ids: number[] = [];
  const nobody = [guest, pid, tid, comm, vcpu].every((column) => column < 0) && !constant.guest && !constant.pid;

  const order = (table: ReturnType<typeof wordTable>, low: number, high: number): number => {
    const known = table.find(low, high);
    return known >= 0 ? known : table.add(low, high);
  };
  const guestName = (index: number): string | null => texts.of(index) ?? constant.guest ?? null;
  const add = (who: { guest: number; comm: number; pid: number; tid: number; vcpu: number }): number => {
    if (ids.length === MOST_TASKS) return 0;
    const id = context.nextId("task");
    const name = guestName(who.guest);
    const process = who.pid >= 0 ? who.pid : (constant.pid ?? null);
    output.add("task", {
      id,
      from_t: ALWAYS_FROM,
      until_t: ALWAYS_UNTIL,
      pid: process,
      tid: who.tid >= 0 ? who.tid : null,
      vcpu: who.vcpu >= 0 ? who.vcpu : null,
      comm: texts.of(who.comm) ?? (process === null ? name : null),
    });
    if (name !== null && !(seen.has(who.guest) && process === null))
      output.seen({ t: null, name, pid: process, how: "table" });
    seen.add(who.guest);
    return id;
  };

  return {
    guests: { find: texts.find, of: guestName },
    guestOf: () => texts.find(guest),
    taskOf() {
      if (nobody) return 0;
      const [p, t, v] = [smallNumber(row, pid), smallNumber(row, tid), smallNumber(row, vcpu)];
      if (p === -2 || t === -2 || v === -2) return -1;
      const [g, c] = [texts.find(guest), texts.find(comm)];
      const person = order(people, g, c);
      const process = order(processes, person, p);
      const thread = order(threads, process, t);
      const one = order(vcpus, thread, v);
      if (one === ids.length) ids.push(add({ guest: g, comm: c, pid: p, tid: t, vcpu: v }));
      return ids[one] as number;
    },
  };
}
