import { expect, it } from "vitest";
import type { GuestEvidence, VcpuThread } from "../store/contract.ts";
import { matchGuests } from "./guests.ts";
import { threadGroups } from "./vcpu-threads.ts";

const thread = (tid: number, vcpu: number | null, pid: number | null = null): VcpuThread => ({
  capture: 1,
  tid,
  pid,
  vcpu,
});
const evidence = (threads: readonly VcpuThread[], of: Partial<GuestEvidence> = {}): GuestEvidence => ({
  seen: [],
  ram: [],
  faulting: [],
  pins: [],
  threads,
  ...of,
});
const seen = { capture: 1, name: "web", uuid: null, pid: 3983, domid: null, ram_bytes: null, how: "stamp" };

it("a trace that names only threads is tied to a process by another capture that names both", () => {
  const groups = threadGroups([evidence([thread(3997, 0)]), evidence([thread(3997, 0, 3983), thread(4017, 0, 4003)])]);
  expect(groups).toEqual([
    { pid: 3983, tids: [3997] },
    { pid: 4003, tids: [4017] },
  ]);
});

it("threads of no known process are guests by themselves: each vCPU 0 begins one", () => {
  const groups = threadGroups([evidence([thread(20, 0), thread(21, 1), thread(10, 0), thread(30, null)])]);
  expect(groups).toEqual([
    { pid: null, tids: [10] },
    { pid: null, tids: [20, 21] },
    { pid: null, tids: [30] },
  ]);
});

it("a thread number that two processes had belongs to neither", () => {
  expect(threadGroups([evidence([thread(7, 0, 5), thread(7, 0, 6)])])).toEqual([]);
});

it("guests have their vCPU threads as tasks, and a process that runs vCPUs is a guest without a name", () => {
  const [process, web] = matchGuests([evidence([thread(3997, 0, 3983), thread(4017, 0, 4003)], { seen: [seen] })], []);
  expect(process).toMatchObject({ name: "process 4003", mapped: "auto", source: "vCPU threads" });
  expect(web?.tasks).toEqual([
    { capture: null, pid: 3983, domid: null },
    { capture: null, pid: null, domid: null, tid: 3997 },
  ]);
});

it("a guest of which only threads are known is named by the number of one of them", () => {
  const found = [evidence([thread(20, 0), thread(21, 1)])];
  expect(matchGuests(found, []).map(({ name }) => name)).toEqual(["vCPU thread 20"]);
  const [named, ...others] = matchGuests(found, [{ guest: "db", pid: 21 }]);
  expect(others).toEqual([]);
  expect(named).toMatchObject({ name: "db", aliases: ["vCPU thread 20"], mapped: "file" });
  expect(named?.tasks.map(({ tid }) => tid)).toEqual([20, 21]);
});

const named = (tid: number, guest: string): VcpuThread => ({ ...thread(tid, null), guest });

it("threads of which a recorder says whose they are make up that guest, however many vCPUs it has", () => {
  const found = [
    evidence([thread(20, 0), thread(21, 1), thread(40, 0), named(20, "web"), named(21, "web"), named(30, "db")]),
  ];
  const guests = matchGuests(found, []);
  expect(guests.map(({ name, mapped }) => [name, mapped])).toEqual([
    ["db", "auto"],
    ["vCPU thread 40", "auto"],
    ["web", "auto"],
  ]);
  expect(guests[2]?.tasks.map(({ tid }) => tid)).toEqual([20, 21]);
});

it("a recorder's name and another capture's process are of one guest", () => {
  const found = [evidence([named(3997, "web"), named(3998, "web")]), evidence([thread(3997, 0, 3983)])];
  const guests = matchGuests(found, []);
  expect(guests.map(({ name, pid }) => [name, pid])).toEqual([["web", 3983]]);
  expect(guests[0]?.tasks.map(({ pid, tid }) => pid ?? tid)).toEqual([3983, 3997, 3998]);
});

it("a thread that recorders give to two guests is of none of them", () => {
  expect(threadGroups([evidence([named(7, "web"), named(7, "db")])])).toEqual([{ pid: null, tids: [7] }]);
});
