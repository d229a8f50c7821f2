// Whose process is at the other end of a connection: from the kernel's table, and from a real connection.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { isSameUser, ownerOf } from "./same-user.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-user-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// As /proc/net/tcp of Linux 6.1 shows it: 127.0.0.1:40001 to 127.0.0.1:4711 belongs to user 1001, the other end to 1000.
const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1267 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 26100 1 0000000000000000 100 0 0 10 0
   1: 0100007F:9C41 0100007F:1267 01 00000000:00000000 00:00000000 00000000  1001        0 26102 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:1267 0100007F:9C41 01 00000000:00000000 00:00000000 00000000  1000        0 26103 1 0000000000000000 20 4 30 10 -1
`;

test("the owner of a connection's far end is found by both ports", () => {
  expect(ownerOf(TABLE, 40001, 4711)).toBe(1001);
  expect(ownerOf(TABLE, 4711, 40001)).toBe(1000);
  expect(ownerOf(TABLE, 40002, 4711)).toBeNull();
});

test("another user's process is told from one's own", () => {
  const table = join(folder, "tcp");
  const uid = process.getuid?.() ?? 0;
  writeFileSync(table, TABLE.replace("  1001 ", `  ${uid + 1} `));
  expect(isSameUser({ remotePort: 40001, localPort: 4711 }, table)).toBe(process.getuid === undefined);
  writeFileSync(table, TABLE.replace("  1001 ", `  ${uid} `));
  expect(isSameUser({ remotePort: 40001, localPort: 4711 }, table)).toBe(true);
});

test("where nobody can tell, nobody is refused", () => {
  expect(isSameUser({ remotePort: 1, localPort: 2 }, join(folder, "nothing"))).toBe(true);
});

test.skipIf(!existsSync("/proc/net/tcp"))("a real connection of this process belongs to this user", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const client = connect(port, "127.0.0.1");
  const socket = await accepted;
  expect(isSameUser(socket)).toBe(true);
  client.destroy();
  socket.destroy();
  server.close();
});
