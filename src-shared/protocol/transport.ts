// The one way to the back end, whatever the shell: a request by name, its reply, progress on the way, cancel by signal.
import type { CancelSignal } from "../base/cancel.ts";
import type { EventOf, Topic } from "./messages.ts";
import type { ReplyOf } from "./reply-schemas.ts";
import type { Progress, RequestInput, RequestName } from "./requests.ts";

export type { ReplyOf } from "./reply-schemas.ts";

export interface RequestOptions {
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Errors arrive as PlimsollError with a stable code. */
export interface Transport {
  request<N extends RequestName>(name: N, payload: RequestInput<N>, options?: RequestOptions): Promise<ReplyOf[N]>;
  /** Calls `listen` with the present state of a topic and at each change, until the returned function is called. */
  subscribe<T extends Topic>(topic: T, listen: (event: EventOf[T]) => void): () => void;
  close(): Promise<void>;
}
