// Replies that pages have asked for, kept for a project's revision, so that going back to a page shows it at once.
import type { Client } from "../../src-shared/protocol/client.ts";
import type { ReplyOf } from "../../src-shared/protocol/reply-schemas.ts";
import type { RequestInput, RequestName } from "../../src-shared/protocol/requests.ts";
import type { RequestOptions } from "../../src-shared/protocol/transport.ts";

export interface Replies {
  /** The reply kept under `key`, undefined when there is none. */
  peek<N extends RequestName>(name: N, key: string): ReplyOf[N] | undefined;
  /** Asks and keeps the reply. */
  ask<N extends RequestName>(
    name: N,
    payload: RequestInput<N>,
    key: string,
    signal: AbortSignal,
    options?: Pick<RequestOptions, "onProgress">,
  ): Promise<ReplyOf[N]>;
  /** Forgets everything, what is on its way too: the project has changed, or is another one. */
  clear(): void;
}

/** Documents change without a new revision, and staged files of reports do not stay. */
const NEVER_KEPT: readonly RequestName[] = ["documents", "report"];

const MOST_KEPT = 60;

export function createReplies(client: Client): Replies {
  const kept = new Map<string, unknown>();
  let turn = 0;
  return {
    peek: (name, key) => kept.get(`${name} ${key}`) as never,
    async ask(name, payload, key, signal, options) {
      const mine = turn;
      const reply = await client.request(name, payload, { ...options, signal });
      if (mine !== turn || NEVER_KEPT.includes(name)) return reply;
      kept.delete(`${name} ${key}`);
      kept.set(`${name} ${key}`, reply);
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
      return reply;
    },
    clear() {
      turn++;
      kept.clear();
    },
  };
}
