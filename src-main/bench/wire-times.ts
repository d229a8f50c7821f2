// How long a window waits for each of its requests, from what crosses its socket.
import type { CDPSession } from "playwright";
import { decodeFrame } from "../../src-shared/protocol/frames.ts";
import { ToBackend, ToWindow } from "../../src-shared/protocol/messages.ts";

interface Crossing {
  readonly timestamp: number;
  readonly response: { readonly opcode: number; readonly payloadData: string };
}

const BINARY = 2;
const messageOf = ({ response }: Crossing): unknown =>
  response.opcode === BINARY ? decodeFrame(Buffer.from(response.payloadData, "base64")) : null;

/** ms from question to reply, by the name of the request, of what is asked from now on; cancelled ones are left out. */
export async function watchRequests(session: CDPSession): Promise<ReadonlyMap<string, number[]>> {
  const open = new Map<number, { readonly name: string; readonly at: number }>();
  const times = new Map<string, number[]>();
  session.on("Network.webSocketFrameSent", (crossing: Crossing) => {
    const sent = ToBackend.safeParse(messageOf(crossing));
    if (!sent.success) return;
    if (sent.data.t === "request") open.set(sent.data.id, { name: sent.data.name, at: crossing.timestamp });
    if (sent.data.t === "cancel") open.delete(sent.data.id);
  });
  session.on("Network.webSocketFrameReceived", (crossing: Crossing) => {
    const received = ToWindow.safeParse(messageOf(crossing));
    if (!received.success || received.data.t !== "reply") return;
    const asked = open.get(received.data.id);
    if (!asked) return;
    open.delete(received.data.id);
    times.set(asked.name, [...(times.get(asked.name) ?? []), (crossing.timestamp - asked.at) * 1000]);
  });
  await session.send("Network.enable");
  return times;
}
