// A link to the back end over a WebSocket of the loopback server, opened again whenever it is lost.
import { encodeFrame } from "../../src-shared/protocol/frames.ts";
import type { FrameLink } from "../../src-shared/protocol/link.ts";

/** What is used of a WebSocket. */
export interface Socket {
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(frame: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export interface LinkOptions {
  readonly createSocket: () => Socket;
  /** Whether the server still knows this window; null: it does not answer. */
  readonly isKnown: () => Promise<boolean | null>;
  readonly later: (work: () => void, ms: number) => void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
/** So many tries without an answer, and the window says that the back end is gone. It goes on trying. */
const TRIES_UNTIL_GONE = 8;

/** Opens the first socket when the listener for `onOpen` is set. Frames for a link that is not open are dropped. */
export function createLoopbackLink({ createSocket, isKnown, later }: LinkOptions): FrameLink {
  let onFrame: (frame: Uint8Array) => void = () => {};
  let onOpen: (open: boolean) => void = () => {};
  let socket: Socket | null = null;
  let open = false;
  let closed = false;
  let tries = 0;

  const gone = (): void => onFrame(encodeFrame({ t: "backend", state: "gone", interrupted: [] }));

  function start(): void {
    if (closed) return;
    const own = createSocket();
    socket = own;
    own.binaryType = "arraybuffer";
    own.onopen = () => {
      tries = 0;
      open = true;
      onOpen(true);
    };
    own.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) onFrame(new Uint8Array(data));
    };
    own.onclose = () => {
      socket = null;
      if (open) onOpen(false);
      open = false;
      if (!closed) void retry();
    };
  }

  async function retry(): Promise<void> {
    const known = await isKnown();
    if (closed) return;
    // The server has been started anew and knows no window of the old one: only a new address helps.
    if (known === false) return gone();
    tries++;
    if (tries === TRIES_UNTIL_GONE) gone();
    later(start, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)));
  }

  return {
    send(frame) {
      if (open) socket?.send(frame as Uint8Array<ArrayBuffer>);
    },
    onFrame(listen) {
      onFrame = listen;
    },
    onOpen(listen) {
      onOpen = listen;
      start();
    },
    close() {
      if (closed) return;
      closed = true;
      if (open) onOpen(false);
      open = false;
      socket?.close();
    },
  };
}
