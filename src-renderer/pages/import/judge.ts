// Changes of what a project judges, its guest map and the captures left out: each made on the list as it is by then, one
// after the other, and undone by the opposite change rather than by putting an old list back.
import type { Problem } from "../../../src-shared/protocol/replies.ts";
import type { Transport } from "../../../src-shared/protocol/transport.ts";
import type { Undo } from "../../app/undo.ts";
import { changeBetween, type Entries, opposite, withChange } from "./guest-map.ts";

type Client = Pick<Transport, "request">;

interface Parts {
  readonly client: Client;
  readonly undo: Pick<Undo, "add">;
}

const tails = new WeakMap<Client, Promise<unknown>>();

/** Runs `work` when what was asked before it has ended, well or not. */
function inTurn<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const mine = (tails.get(client) ?? Promise.resolve()).then(work);
  tails.set(
    client,
    mine.catch(() => {}),
  );
  return mine;
}

/** Leaves a capture out of the views, or takes it back in; one step of undo. */
export async function judgeCapture(
  { client, undo }: Parts,
  project: string,
  { id, name }: { readonly id: number; readonly name: string },
  out: boolean,
): Promise<void> {
  const set = (isOut: boolean): Promise<void> =>
    inTurn(client, async () => {
      const { excluded } = await client.request("open", { project });
      const others = excluded.filter((one) => one !== id);
      await client.request("exclude", { project, captures: isOut ? [...others, id] : others });
    });
  await set(out);
  undo.add({ title: `${name} ${out ? "excluded" : "included"}`, undo: () => set(!out), redo: () => set(out) });
}

/** How a capture is put on the time line: in one of these ways, or as it was found. */
export interface Placed {
  readonly clock?: string;
  readonly start_ns?: string | null;
  readonly add_ns?: string | null;
}

/** The last word on each capture's place in this window; what an earlier window said is not known. */
const places = new WeakMap<Client, Map<string, Placed>>();

/** Puts a capture on the time line; one step of undo. */
export async function judgeClock(
  { client, undo }: Parts,
  project: string,
  { id, name }: { readonly id: number; readonly name: string },
  placed: Placed,
): Promise<void> {
  const said = places.get(client) ?? new Map<string, Placed>();
  places.set(client, said);
  const key = `${id} ${project}`;
  const before = said.get(key) ?? {};
  const set = (to: Placed): Promise<void> =>
    inTurn(client, async () => {
      await client.request("setClock", { project, capture: id, ...to });
      said.set(key, to);
    });
  await set(placed);
  undo.add({ title: `${name} placed on the time line`, undo: () => set(before), redo: () => set(placed) });
}

/** Changes the guest map; gives what was found wrong with it. One step of undo. */
export async function judgeGuests(
  { client, undo }: Parts,
  project: string,
  title: string,
  make: (entries: Entries) => Entries,
): Promise<readonly Problem[]> {
  const set = (change: (entries: Entries) => Entries) =>
    inTurn(client, async () => {
      const { entries: before } = await client.request("guestMap", { project });
      const after = change(before);
      const { problems } = await client.request("setGuestMap", { project, entries: [...after] });
      return { made: changeBetween(before, after), problems };
    });
  const { made, problems } = await set(make);
  undo.add({
    title,
    undo: async () => void (await set((now) => withChange(now, opposite(made)))),
    redo: async () => void (await set((now) => withChange(now, made))),
  });
  return problems;
}
