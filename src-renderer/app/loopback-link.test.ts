// The link over a socket of the browser: what it does when the socket is lost, for a while or for good.
import { expect, test } from "vitest";
import { decodeFrame } from "../../src-shared/protocol/frames.ts";
import { createLoopbackLink, type Socket } from "./loopback-link.ts";

interface FakeSocket extends Socket {
  readonly sent: Uint8Array[];
  closed: boolean;
}

/** A link whose sockets, server and clock a test plays; `told` is what the window hears. */
function play(known: () => boolean | null) {
  const sockets: FakeSocket[] = [];
  const waits: { work: () => void; ms: number }[] = [];
  const told: unknown[] = [];
  const link = createLoopbackLink({
    createSocket() {
      const socket: FakeSocket = {
        binaryType: "blob",
        onopen: null,
        onmessage: null,
        onclose: null,
        sent: [],
        closed: false,
        send: (frame) => socket.sent.push(frame),
        close() {
          socket.closed = true;
          socket.onclose?.();
        },
      };
      sockets.push(socket);
      return socket;
    },
    isKnown: async () => known(),
    later: (work, ms) => waits.push({ work, ms }),
  });
  link.onFrame((frame) => told.push(frame.length < 4 ? [...frame] : decodeFrame(frame)));
  link.onOpen((open) => told.push(open));
  return { link, sockets, waits, told, last: () => sockets.at(-1) as FakeSocket };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const gone = { t: "backend", state: "gone", interrupted: [] };

test("frames go both ways while the socket is open", () => {
  const { link, last, told } = play(() => true);
  link.send(new Uint8Array([9]));
  last().onopen?.();
  link.send(new Uint8Array([1, 2]));
  last().onmessage?.({ data: new Uint8Array([3]).buffer });
  last().onmessage?.({ data: "text" });
  expect(last().binaryType).toBe("arraybuffer");
  expect(last().sent).toEqual([new Uint8Array([1, 2])]);
  expect(told).toEqual([true, [3]]);
});

test("a lost socket is told once and opened again", async () => {
  const { last, waits, told, sockets } = play(() => true);
  last().onopen?.();
  last().onclose?.();
  await settled();
  waits[0]?.work();
  last().onopen?.();
  expect(told).toEqual([true, false, true]);
  expect(sockets).toHaveLength(2);
});

test("each try waits longer than the one before, up to five seconds", async () => {
  const { last, waits } = play(() => null);
  for (let i = 0; i < 7; i++) {
    last().onclose?.();
    await settled();
    waits[i]?.work();
  }
  expect(waits.map(({ ms }) => ms)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
});

test("a server that does not answer for long is told as gone, and found again when it answers", async () => {
  const { last, waits, told } = play(() => null);
  last().onopen?.();
  for (let i = 0; i < 10; i++) {
    last().onclose?.();
    await settled();
    waits[i]?.work();
  }
  expect(told).toEqual([true, false, gone]);
  last().onopen?.();
  expect(told).toEqual([true, false, gone, true]);
});

test("a server that no longer knows the window is gone for good", async () => {
  const { last, waits, told } = play(() => false);
  last().onopen?.();
  last().onclose?.();
  await settled();
  expect(told).toEqual([true, false, gone]);
  expect(waits).toEqual([]);
});

test("a closed link is told once, stays closed, and is not opened again", async () => {
  const { link, last, waits, told, sockets } = play(() => true);
  last().onopen?.();
  link.close();
  link.close();
  await settled();
  expect(last().closed).toBe(true);
  expect(told).toEqual([true, false]);
  expect(waits).toEqual([]);
  expect(sockets).toHaveLength(1);
});

test("a link that is closed between two tries is not opened again", async () => {
  const { link, last, waits, sockets } = play(() => true);
  last().onclose?.();
  await settled();
  link.close();
  waits[0]?.work();
  expect(sockets).toHaveLength(1);
});
