// Bytes that are too many, too slow, or no HTTP and no frames: each is refused, and the window still works.
import { existsSync, readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { encodeFrame } from "../../src-shared/protocol/frames.ts";
import {
  openWindow,
  type Running,
  raw,
  requestText,
  type Signed,
  signIn,
  socketOf,
  start,
  stillServes,
  upgradeText,
} from "./harness.ts";

const open = (socket: WebSocket): Promise<void> => new Promise((resolve) => socket.once("open", () => resolve()));
const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once("close", resolve));
const ended = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once("close", () => resolve()));

/** Waits until something has become true; the test's own limit ends it otherwise. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe("requests", () => {
  test("refuses headers that are too long", async () => {
    const server = await start();
    const lines = [`X-Long: ${"a".repeat(20_000)}`];
    expect((await raw(server.port, requestText("GET", "/", server.host, lines))).status).toBe(431);
    expect((await raw(server.port, requestText("GET", `/${"a".repeat(20_000)}`, server.host))).status).toBe(431);
    await stillServes(server);
  });

  test.each([
    ["a length and chunks", ["Content-Length: 6", "Transfer-Encoding: chunked"]],
    ["two lengths", ["Content-Length: 6", "Content-Length: 7"]],
    ["a length that is none", ["Content-Length: six"]],
    ["a length with a sign", ["Content-Length: +6"]],
    ["a negative length", ["Content-Length: -1"]],
    ["an unknown coding", ["Transfer-Encoding: chunked, gzip"]],
    ["chunks twice", ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"]],
    ["a space before the colon", ["Content-Length : 6"]],
    ["a folded header", ["X-A: b", " c: d"]],
    ["a bare line end", ["X-A: b\nContent-Length: 6"]],
  ])("refuses %s, behind which a second request could hide", async (_, lines) => {
    const server = await start();
    const hidden = requestText("GET", "/assets/app-1a2b3c4d.js", server.host);
    const head = [`Origin: ${server.origin}`, "Content-Type: application/json", ...lines];
    const {
      status,
      text,
      closed: end,
    } = await raw(server.port, requestText("POST", "/session", server.host, head, `0\r\n\r\n${hidden}`));
    expect(status).toBe(400);
    expect(end).toBe(true);
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
    await stillServes(server);
  });

  test("refuses chunks of a length that is none", async () => {
    const server = await start();
    const lines = [`Origin: ${server.origin}`, "Content-Type: application/json", "Transfer-Encoding: chunked"];
    const { text, closed: end } = await raw(
      server.port,
      requestText("POST", "/session", server.host, lines, "zz\r\nhello\r\n0\r\n\r\n"),
    );
    expect(text).not.toContain("200 OK");
    expect(end).toBe(true);
    await stillServes(server);
  });

  test("answers nothing behind a refusal on the same connection", async () => {
    const server = await start();
    const body = requestText("GET", "/", server.host);
    const lines = ["Origin: https://evil.example", `Content-Length: ${body.length}`];
    const {
      status,
      text,
      closed: end,
    } = await raw(server.port, requestText("POST", "/session", server.host, lines, body));
    expect(status).toBe(403);
    expect(end).toBe(true);
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
    await stillServes(server);
  });

  test.each([
    ["TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["zeros", "\0".repeat(4096)],
    ["a version that does not exist", "GET / HTTP/9.9\r\nHost: x\r\n\r\n"],
  ])("refuses %s", async (_, bytes) => {
    const server = await start();
    const { status, closed: end } = await raw(server.port, Buffer.from(bytes, "latin1"));
    expect(status === null || status >= 400).toBe(true);
    expect(end).toBe(true);
    await stillServes(server);
  });

  test("ends a connection whose headers come one byte at a time", async () => {
    const server = await start({ headerMs: 400 });
    const socket = connect(server.port, "127.0.0.1");
    let answer = "";
    socket
      .on("error", () => {})
      .on("data", (data) => {
        answer += data;
      });
    const text = requestText("GET", "/", server.host, [`X-Slow: ${"a".repeat(3000)}`]);
    let at = 0;
    const drip = setInterval(() => socket.writable && socket.write(text[at++] ?? ""), 20);
    await ended(socket);
    clearInterval(drip);
    expect(answer).toContain("408 Request Timeout");
    expect(at).toBeLessThan(text.length);
    await stillServes(server);
  });

  test("ends a connection that says nothing", async () => {
    const server = await start({ headerMs: 300, idleMs: 400 });
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {}).resume();
    await ended(socket);
    await stillServes(server);
  });

  test("ends a connection whose token never comes to its end", async () => {
    const server = await start({ headerMs: 400 });
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {}).resume();
    const lines = [`Origin: ${server.origin}`, "Content-Type: application/json", "Content-Length: 500"];
    socket.write(requestText("POST", "/session", server.host, lines, "{"));
    const drip = setInterval(() => socket.writable && socket.write(" "), 30);
    await ended(socket);
    clearInterval(drip);
    await stillServes(server);
  });

  test("lets a window in while more connections than its limit stand open and say nothing", async () => {
    const server = await start({ strangers: 16 });
    const sockets = Array.from({ length: 60 }, () => connect(server.port, "127.0.0.1").on("error", () => {}));
    const gone = sockets.map(ended);
    await Promise.all(gone.slice(0, 40));
    await stillServes(server);
    for (const socket of sockets) socket.destroy();
    await stillServes(server);
  });

  test("survives a thousand requests on one connection that nobody reads", async () => {
    const server = await start({ idleMs: 1000 });
    const socket = connect(server.port, "127.0.0.1").on("error", () => {});
    socket.pause();
    socket.write(requestText("GET", "/assets/app-1a2b3c4d.js", server.host).repeat(1000));
    await stillServes(server);
    socket.destroy();
    await stillServes(server);
  });
});

describe("uploads", () => {
  const target = `/upload/${"a".repeat(32)}/big.dat`;
  const head = (server: Running, session: Signed): string[] => [
    `Origin: ${server.origin}`,
    `Cookie: ${session.cookie}`,
    `X-Plimsoll-Key: ${session.key}`,
  ];
  const files = ({ staging }: Running): string[] =>
    existsSync(join(staging, `upload-${"a".repeat(32)}`)) ? readdirSync(join(staging, `upload-${"a".repeat(32)}`)) : [];

  test("refuses a file over the limit before its first byte", async () => {
    const server = await start({ uploadBytes: 1000 });
    const lines = [...head(server, await signIn(server)), "Content-Length: 1001", "Expect: 100-continue"];
    const { status, text } = await raw(server.port, requestText("PUT", target, server.host, lines));
    expect(status).toBe(413);
    expect(text).not.toContain("100 Continue");
    expect(files(server)).toEqual([]);
    await stillServes(server);
  });

  test("stops a file of unknown length at the limit and keeps nothing of it", async () => {
    const server = await start({ uploadBytes: 1000 });
    const lines = [...head(server, await signIn(server)), "Transfer-Encoding: chunked"];
    const body = `190\r\n${"x".repeat(400)}\r\n`.repeat(3);
    const { status } = await raw(server.port, requestText("PUT", target, server.host, lines, `${body}0\r\n\r\n`));
    expect(status).toBe(413);
    expect(files(server)).toEqual([]);
    await stillServes(server);
  });

  test("counts all files of an upload, and no more than its limit of them", async () => {
    const server = await start({ uploadBytes: 1000, uploadFiles: 3 });
    const { headers } = await signIn(server);
    const send = async (name: string, bytes: number, of = "b"): Promise<number> =>
      (
        await fetch(`${server.origin}/upload/${of.repeat(32)}/${name}`, {
          method: "PUT",
          headers,
          body: "x".repeat(bytes),
        })
      ).status;
    expect(await send("1", 600)).toBe(201);
    expect(await send("2", 600)).toBe(413);
    expect(await send("2", 400)).toBe(201);
    expect(await send("3", 0)).toBe(201);
    expect(await send("4", 0)).toBe(413);
    expect(await send("1", 600, "c")).toBe(201);
    await stillServes(server);
  });

  test("counts what came of other files while one broke", async () => {
    const server = await start({ uploadBytes: 1000 });
    const session = await signIn(server);
    const lines = [...head(server, session), "Content-Length: 500"];
    const socket = connect(server.port, "127.0.0.1").on("error", () => {});
    socket.write(requestText("PUT", target, server.host, lines, "x"));
    await until(() => files(server).length === 1);
    const send = async (name: string): Promise<number> => {
      const options = { method: "PUT", headers: session.headers, body: "x".repeat(600) };
      return (await fetch(`${server.origin}/upload/${"a".repeat(32)}/${name}`, options)).status;
    };
    expect(await send("1")).toBe(201);
    socket.destroy();
    await until(() => files(server).length === 1);
    expect(await send("2")).toBe(413);
    await stillServes(server);
  });

  test("takes away a file whose connection breaks", async () => {
    const server = await start();
    const lines = [...head(server, await signIn(server)), "Content-Length: 100000"];
    const socket = connect(server.port, "127.0.0.1").on("error", () => {});
    socket.write(requestText("PUT", target, server.host, lines, "x".repeat(5000)));
    await until(() => files(server).length === 1);
    socket.destroy();
    await until(() => files(server).length === 0);
    await stillServes(server);
  });

  test("ends an upload that stands still, and keeps nothing of it", async () => {
    const server = await start({ idleMs: 500 });
    const lines = [...head(server, await signIn(server)), "Content-Length: 100000"];
    const socket = connect(server.port, "127.0.0.1").on("error", () => {});
    socket.resume();
    socket.write(requestText("PUT", target, server.host, lines, "x".repeat(5000)));
    await until(() => files(server).length === 1);
    await ended(socket);
    await until(() => files(server).length === 0);
    await stillServes(server);
  });

  test("takes a number of files at a time and refuses more", async () => {
    const server = await start({ uploadsAtOnce: 2 });
    const session = await signIn(server);
    const lines = [...head(server, session), "Content-Length: 10"];
    const sockets = ["1", "2"].map((name) => {
      const socket = connect(server.port, "127.0.0.1").on("error", () => {});
      socket.write(requestText("PUT", `/upload/${"a".repeat(32)}/${name}`, server.host, lines, "x"));
      return socket;
    });
    await until(() => files(server).length === 2);
    const third = await fetch(`${server.origin}/upload/${"a".repeat(32)}/3`, {
      method: "PUT",
      headers: session.headers,
      body: "x",
    });
    expect(third.status).toBe(429);
    for (const socket of sockets) socket.destroy();
    await until(() => files(server).length === 0);
    await stillServes(server);
  });

  test("leaves room on the disk", async () => {
    const server = await start({ freeBytes: 2 ** 60 });
    const { headers } = await signIn(server);
    const response = await fetch(server.origin + target, { method: "PUT", headers, body: "x" });
    expect(response.status).toBe(507);
    expect(((await response.json()) as { code: string }).code).toBe("upload.no_room");
    await stillServes(server);
  });
});

describe("upgrades", () => {
  test.each([
    ["no protocol", { "Sec-WebSocket-Protocol": null }, 400],
    ["another protocol", { "Sec-WebSocket-Protocol": "chat" }, 400],
    ["the key alone", { "Sec-WebSocket-Protocol": "key.x" }, 400],
    ["a third protocol", { "Sec-WebSocket-Protocol": "plimsoll, key.x, chat" }, 400],
    ["an empty key", { "Sec-WebSocket-Protocol": "plimsoll, key." }, 401],
    ["no version", { "Sec-WebSocket-Version": null }, 400],
    ["an old version", { "Sec-WebSocket-Version": "7" }, 400],
    ["no key of the handshake", { "Sec-WebSocket-Key": null }, 400],
    ["a short key of the handshake", { "Sec-WebSocket-Key": "abc" }, 400],
    ["an upgrade to HTTP/2", { Upgrade: "h2c", "HTTP2-Settings": "AAMAAABkAARAAAAAAAIAAAAA" }, 400],
    ["the wrong Host", { Host: "localhost" }, 421],
  ] as const)("refuses a socket with %s", async (_, change, status) => {
    const server = await start();
    const session = await signIn(server);
    const { status: given, text } = await raw(server.port, upgradeText(server, session, change));
    expect(given).toBe(status);
    expect(text).not.toContain("101 Switching");
    await stillServes(server);
  });

  test("refuses an upgrade of another path, and by another method", async () => {
    const server = await start();
    const text = upgradeText(server, await signIn(server));
    for (const target of ["/", "/socket/", "/socket?x", "/session", "//socket"])
      expect((await raw(server.port, text.replace("/socket", target))).status).toBeGreaterThanOrEqual(400);
    expect((await raw(server.port, text.replace("GET", "POST"))).status).toBe(405);
    expect((await raw(server.port, text.replace("GET", "PUT"))).status).toBe(405);
    await stillServes(server);
  });

  test("answers /socket without an upgrade with a refusal", async () => {
    const server = await start();
    expect((await fetch(`${server.origin}/socket`)).status).toBe(426);
    await stillServes(server);
  });

  test("takes a second upgrade on an open socket for the broken frame that it is", async () => {
    const server = await start();
    const text = upgradeText(server, await signIn(server));
    const { text: answer, closed: end } = await raw(server.port, text + text);
    expect(answer.match(/101 Switching/g)).toHaveLength(1);
    expect(end).toBe(true);
    await stillServes(server);
  });

  test("refuses more windows than its limit, and lets one in when another has gone", async () => {
    const server = await start({ windows: 3 });
    const session = await signIn(server);
    const sockets = [1, 2, 3].map(() => socketOf(server, session));
    await Promise.all(sockets.map(open));
    expect((await raw(server.port, upgradeText(server, session))).status).toBe(503);
    const [first] = sockets;
    const gone = closed(first as WebSocket);
    first?.close();
    await gone;
    await until(() => server.loopback.windows.count < 3);
    await stillServes(server);
  });
});

/** A client's frame: first byte (FIN and kind), payload, masked with zeros. */
function frame(first: number, payload: Buffer, { masked = true } = {}): Buffer {
  const bit = masked ? 0x80 : 0;
  const { length } = payload;
  const head = length < 126 ? Buffer.from([first, bit | length]) : Buffer.alloc(4);
  if (length >= 126) {
    head.set([first, bit | 126]);
    head.writeUInt16BE(length, 2);
  }
  return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}

/** Length field of 8 bytes, nothing behind it. */
function announced(first: number, bytes: bigint): Buffer {
  const head = Buffer.alloc(14);
  head.set([first, 0x80 | 127]);
  head.writeBigUInt64BE(bytes, 2);
  return head;
}

describe("frames", () => {
  const hello = Buffer.from(encodeFrame({ t: "hello", protocol: 1 }));
  test.each([
    ["not masked", frame(0x82, hello, { masked: false })],
    ["of a reserved kind", frame(0x83, hello)],
    ["with a reserved bit", frame(0xc2, hello)],
    ["that goes on with nothing before it", frame(0x80, hello)],
    ["that starts twice", Buffer.concat([frame(0x02, hello), frame(0x82, hello)])],
    ["a ping in two parts", frame(0x09, Buffer.from("x"))],
    ["a ping that is too long", frame(0x89, Buffer.alloc(200))],
    ["a farewell of one byte", frame(0x88, Buffer.from("x"))],
    ["a farewell with a code that does not exist", frame(0x88, Buffer.from([0, 1]))],
    ["announcing more bytes than are taken", announced(0x82, 65n * 2n ** 20n)],
    ["announcing 2^63 bytes", announced(0x82, 2n ** 63n)],
    ["of text", frame(0x81, Buffer.from('{"t":"hello"}'))],
    ["of text that would be a message", frame(0x81, hello)],
    ["of text that is none", frame(0x81, Buffer.from([0xff, 0xfe]))],
    ["empty", frame(0x82, Buffer.alloc(0))],
    ["with a length inside that is too long", frame(0x82, Buffer.from([255, 255, 255, 255, 0]))],
    ["with JSON that is no message", frame(0x82, Buffer.from(encodeFrame({ t: "steal" })))],
    ["of random bytes", frame(0x82, Buffer.from("c3a59f00e1b2", "hex"))],
  ])("closes the socket of a frame %s, and no other", async (_, bytes) => {
    const server = await start();
    const session = await signIn(server);
    const other = openWindow(server, await signIn(server));
    await other.request("recipe", {});
    const text = Buffer.from(upgradeText(server, session));
    const { status, closed: end } = await raw(server.port, Buffer.concat([text, bytes]));
    expect(status).toBe(101);
    expect(end).toBe(true);
    expect((await other.request("recipe", {})).script).toBe("echo recorded");
    await other.close();
    await stillServes(server);
  });

  test("closes a socket whose message has too many parts", async () => {
    const server = await start({ fragments: 100 });
    const text = Buffer.from(upgradeText(server, await signIn(server)));
    const parts = Array.from({ length: 500 }, (_, i) => frame(i === 0 ? 0x02 : 0x00, Buffer.from("x")));
    const { closed: end } = await raw(server.port, Buffer.concat([text, ...parts]));
    expect(end).toBe(true);
    await stillServes(server);
  });

  test("closes a socket whose parts are too long together", async () => {
    const server = await start({ frameBytes: 1000 });
    const text = Buffer.from(upgradeText(server, await signIn(server)));
    const part = Buffer.alloc(400);
    const { closed: end } = await raw(
      server.port,
      Buffer.concat([text, frame(0x02, part), frame(0x00, part), frame(0x00, part)]),
    );
    expect(end).toBe(true);
    await stillServes(server);
  });

  test("survives ten thousand pings", async () => {
    const server = await start();
    const socket = socketOf(server, await signIn(server));
    await open(socket);
    for (let i = 0; i < 10_000; i++) socket.ping();
    await stillServes(server);
    socket.terminate();
  });

  test("survives a socket that breaks in the middle of a frame", async () => {
    const server = await start();
    const text = Buffer.from(upgradeText(server, await signIn(server)));
    const socket = connect(server.port, "127.0.0.1").on("error", () => {});
    socket.write(Buffer.concat([text, frame(0x82, Buffer.alloc(5000)).subarray(0, 2000)]));
    await until(() => server.loopback.windows.count === 1);
    socket.resetAndDestroy();
    await until(() => server.loopback.windows.count === 0);
    await stillServes(server);
  });

  test("reads no more from a window that does not take its replies, and ends it when too much waits", async () => {
    const server = await start({ pauseBytes: 2 ** 20, waitingBytes: 64 * 2 ** 20 });
    const socket = socketOf(server, await signIn(server));
    await open(socket);
    await until(() => server.links.length === 1);
    socket.pause();
    const [link] = server.links;
    const reply = new Uint8Array(8 * 2 ** 20);
    const gone = until(() => server.loopback.windows.count === 0);
    let sent = 0;
    const push = setInterval(() => {
      sent++;
      link?.send(reply);
    }, 5);
    await gone;
    clearInterval(push);
    expect(sent).toBeGreaterThanOrEqual(8);
    socket.terminate();
    await stillServes(server);
  });

  test("ends a window that answers no ping", async () => {
    const server = await start({ pingMs: 100 });
    const text = upgradeText(server, await signIn(server));
    const { status, closed: end } = await raw(server.port, text);
    expect(status).toBe(101);
    expect(end).toBe(true);
    await stillServes(server);
  });
});
