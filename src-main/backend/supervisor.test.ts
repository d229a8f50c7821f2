import { describe, expect, it } from "vitest";
import { decodeFrame } from "../../src-shared/protocol/frames.ts";
import type { BackendArguments, FromProcess, ToProcess } from "./envelopes.ts";
import { type BackendProcess, startSupervisor } from "./supervisor.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A back end process played by hand. */
interface Played extends BackendProcess {
  readonly args: BackendArguments;
  readonly got: ToProcess[];
  say(message: FromProcess): void;
  die(): void;
  killed: boolean;
}

function supervised() {
  const processes: Played[] = [];
  const spawn = (_entry: string, [args]: readonly string[]): Played => {
    const listeners = { message: [] as ((message: unknown) => void)[], exit: [] as (() => void)[] };
    const played: Played = {
      pid: 100 + processes.length,
      args: JSON.parse(args ?? "") as BackendArguments,
      got: [],
      killed: false,
      postMessage: (message) => void played.got.push(message as ToProcess),
      on: (event: "message" | "exit", listen: (message: unknown) => void) =>
        void listeners[event].push(listen as () => void),
      kill: () => {
        played.killed = true;
        played.die();
      },
      say: (message) => {
        for (const hear of listeners.message) hear(message);
      },
      die: () => {
        for (const hear of listeners.exit) hear();
      },
    };
    processes.push(played);
    return played;
  };
  const supervisor = startSupervisor({ staging: "/staging", entry: "backend-process.js", spawn });
  const connect = () => {
    const link = supervisor.connect();
    const heard: unknown[] = [];
    link.onFrame((frame) => heard.push(frame.length > 8 ? decodeFrame(frame) : [...frame]));
    link.onOpen((open) => heard.push(open));
    return { link, heard };
  };
  return { supervisor, processes, connect, last: () => processes.at(-1) as Played };
}
const backend = (state: string, interrupted: string[] = []) => ({ t: "backend", state, interrupted });

describe("the back end process of a shell", () => {
  it("is started for the first window, and told of each", async () => {
    const { processes, connect, last, supervisor } = supervised();
    expect([processes.length, supervisor.pid()]).toEqual([0, null]);
    const one = connect();
    connect();
    await turn();
    expect([processes.length, supervisor.pid(), one.heard]).toEqual([1, 100, [true]]);
    expect(last().args).toEqual({ staging: "/staging", interrupted: [] });
    expect(last().got).toEqual([
      { window: 1, open: true },
      { window: 2, open: true },
    ]);
  });

  it("gets the frames of each window and answers them, until one of the two closes", async () => {
    const { connect, last } = supervised();
    const [one, two] = [connect(), connect()];
    await turn();
    two.link.send(Uint8Array.of(7));
    last().say({ jobs: [] });
    last().say({ window: 2, frame: Uint8Array.of(8) });
    last().say({ window: 9, frame: Uint8Array.of(9) });
    expect([one.heard, two.heard]).toEqual([[true], [true, [8]]]);
    one.link.close();
    one.link.send(Uint8Array.of(1));
    last().say({ window: 1, frame: Uint8Array.of(1) });
    last().say({ window: 2, close: true });
    two.link.send(Uint8Array.of(2));
    expect([one.heard, two.heard]).toEqual([
      [true, false],
      [true, [8], false],
    ]);
    expect(last().got.slice(2)).toEqual([
      { window: 2, frame: Uint8Array.of(7) },
      { window: 1, close: true },
    ]);
  });

  it("is started again when it dies; windows hear what was interrupted, and when the next one is ready", async () => {
    const { connect, last, processes } = supervised();
    const { heard, link } = connect();
    await turn();
    last().say({ jobs: [] });
    last().say({ jobs: ["Import three-vms"] });
    last().die();
    expect(processes).toHaveLength(2);
    expect(last().args.interrupted).toEqual(["Import three-vms"]);
    expect(last().got).toEqual([{ window: 1, open: true }]);
    expect(heard).toEqual([true, backend("lost", ["Import three-vms"])]);
    last().say({ jobs: [] });
    expect(heard.at(-1)).toEqual(backend("ready", ["Import three-vms"]));
    processes[0]?.say({ window: 1, frame: Uint8Array.of(1) });
    processes[0]?.die();
    expect([heard.length, processes.length]).toEqual([3, 2]);
    link.send(Uint8Array.of(5));
    expect(last().got.at(-1)).toEqual({ window: 1, frame: Uint8Array.of(5) });
  });

  it("is given up after the fifth death in a minute, and started once more for a window that asks", async () => {
    const { connect, last, processes } = supervised();
    const { heard } = connect();
    await turn();
    for (let death = 1; death <= 5; death++) last().die();
    expect(processes).toHaveLength(5);
    expect(heard.slice(1)).toEqual([...Array(4).fill(backend("lost")), backend("gone")]);
    connect();
    expect(processes).toHaveLength(6);
    last().say({ jobs: [] });
    expect(heard.at(-1)).toEqual(backend("ready"));
    last().die();
    expect([processes.length, heard.at(-1)]).toEqual([6, backend("gone")]);
  });

  it("is not started again while no window needs it, and the next one hears what was interrupted", async () => {
    const { connect, last, processes } = supervised();
    const { link } = connect();
    last().say({ jobs: ["Import three-vms"] });
    link.close();
    last().die();
    expect(processes).toHaveLength(1);
    connect();
    expect([processes.length, last().args.interrupted]).toEqual([2, ["Import three-vms"]]);
  });

  it("ends in good order when the shell does, and is killed when it will not", async () => {
    const { connect, last, supervisor } = supervised();
    const { heard } = connect();
    await turn();
    const closed = supervisor.close();
    expect([last().got.at(-1), heard]).toEqual([{ end: true }, [true, false]]);
    last().die();
    await closed;
    expect(last().killed).toBe(false);
    const late = supervisor.connect();
    const told: boolean[] = [];
    late.onOpen((open) => told.push(open));
    await turn();
    expect(told).toEqual([false]);

    const stubborn = supervised();
    stubborn.connect();
    await stubborn.supervisor.close();
    expect(stubborn.last().killed).toBe(true);
  });
});
