// Every limit of the loopback server in one place. A test may lower them; the program uses these.
import { MOST_FRAME_BYTES } from "../../../src-shared/protocol/frames.ts";

export interface Limits {
  /** Request line and headers together. */
  readonly headerBytes: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headerMs: number;
  /** A connection without a byte in either direction. */
  readonly idleMs: number;
  /** Connections that have shown no session yet; the oldest gives way to a new one. */
  readonly strangers: number;
  /** All connections. */
  readonly connections: number;
  /** Windows at a time. */
  readonly windows: number;
  /** Sessions at a time; the oldest ends when one more begins. */
  readonly sessions: number;
  /** The one body that is read whole: the token that is exchanged. */
  readonly bodyBytes: number;
  readonly frameBytes: number;
  /** Parts of one message of a window. */
  readonly fragments: number;
  /** No request is read from a window while this much waits to be sent to it. */
  readonly pauseBytes: number;
  /** A window that lets this much wait is closed. */
  readonly waitingBytes: number;
  /** How often windows are asked whether they are there. */
  readonly pingMs: number;
  /** Bytes of all files of one upload. */
  readonly uploadBytes: number;
  /** Files of one upload. */
  readonly uploadFiles: number;
  /** Files that are taken at a time. */
  readonly uploadsAtOnce: number;
  /** Room that an upload leaves on the disk. */
  readonly freeBytes: number;
}

export const LIMITS: Limits = {
  headerBytes: 8 * 1024,
  headerMs: 10_000,
  idleMs: 60_000,
  strangers: 64,
  connections: 512,
  windows: 64,
  sessions: 64,
  bodyBytes: 1024,
  frameBytes: MOST_FRAME_BYTES,
  fragments: 1024,
  pauseBytes: 16 * 2 ** 20,
  waitingBytes: 1024 * 2 ** 20,
  pingMs: 20_000,
  uploadBytes: 256 * 2 ** 30,
  uploadFiles: 20_000,
  uploadsAtOnce: 8,
  freeBytes: 512 * 2 ** 20,
};
