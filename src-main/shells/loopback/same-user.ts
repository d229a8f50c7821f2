// Whether the process at the other end of a loopback connection belongs to this user. Only Linux tells.
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";

/** Where the kernel lists the connections of this network namespace. */
const TABLE = "/proc/net/tcp";

/**
 * False only when the table says that another user has the other end. True where nobody can tell: no such table, or not
 * the connection in it.
 */
export function isSameUser(socket: Pick<Socket, "remotePort" | "localPort">, table = TABLE): boolean {
  const uid = process.getuid?.();
  if (uid === undefined || socket.remotePort === undefined || socket.localPort === undefined) return true;
  try {
    const owner = ownerOf(readFileSync(table, "latin1"), socket.remotePort, socket.localPort);
    return owner === null || owner === uid;
  } catch {
    return true;
  }
}

/** User of the loopback connection from port `from` to port `to`. Columns: number, local, remote, state, …, uid. */
export function ownerOf(table: string, from: number, to: number): number | null {
  const end = (port: number): string => `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  for (const line of table.split("\n")) {
    const [, local, remote, , , , , uid] = line.trim().split(/\s+/);
    if (local === end(from) && remote === end(to)) return Number(uid);
  }
  return null;
}
