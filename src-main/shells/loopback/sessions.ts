// Who may speak to the server: a token that opens one session, and the two secrets that a session then shows.
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** What a browser has. The cookie goes with every request; the key only where a page of this server puts it. */
export interface Session {
  readonly cookie: string;
  readonly key: string;
}

/** `other_user`: the token was given to a browser on this machine, and another user's process showed it. */
export type Exchange = Session | "used" | "unknown" | "other_user";

export interface Sessions {
  /** A new token. `launched`: it stands among the arguments of a process, where other users of the machine can read it. */
  invite(launched?: boolean): string;
  /**
   * Opens a session, once for each token; a browser whose Cookie header `shown` holds one goes on with that, as all its
   * windows share cookie and storage. `sameUser` is asked for launched tokens only.
   */
  exchange(token: string, shown: string | undefined, sameUser: () => boolean): Exchange;
  /** Whether the Cookie header holds a session of this server. */
  hasCookie(header: string | undefined): boolean;
  /** The same, and that `key` belongs to that session. Cookies reach every port of 127.0.0.1, the key does not. */
  hasKey(header: string | undefined, key: string): boolean;
  /** Name of the cookie: its port tells several servers apart, whose cookies all reach each other. */
  readonly cookieName: string;
}

/** 43 characters for 256 bits. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const MOST_TOKENS = 256;

const secret = (): string => randomBytes(32).toString("base64url");
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

export function createSessions(port: number, most: number): Sessions {
  const cookieName = `plimsoll-${port}`;
  const tokens = new Map<string, { launched: boolean; used: boolean }>();
  /** Digests of the cookies, the one that a token was last shown with at the end. */
  let sessions: Buffer[] = [];
  const own = randomBytes(32);
  /** Follows from the cookie, so that it can be given again, and only for who knows this server's own secret. */
  const keyOf = (cookie: string): string => createHmac("sha256", own).update(cookie).digest("base64url");

  /** The cookie of a session. Compares with every session, equally long for all, so that time tells nothing. */
  const find = (header: string | undefined): string | null => {
    let found: string | null = null;
    for (const value of cookies(header, cookieName)) {
      const shown = digest(value);
      for (const one of sessions) if (timingSafeEqual(one, shown)) found = value;
    }
    return found;
  };

  return {
    cookieName,
    invite(launched = false) {
      const token = secret();
      if (tokens.size >= MOST_TOKENS) tokens.delete(tokens.keys().next().value as string);
      tokens.set(digest(token).toString("hex"), { launched, used: false });
      return token;
    },
    exchange(token, shown, sameUser) {
      const known = SECRET.test(token) ? tokens.get(digest(token).toString("hex")) : undefined;
      if (!known) return "unknown";
      if (known.used) return "used";
      if (known.launched && !sameUser()) return "other_user";
      known.used = true;
      const cookie = find(shown) ?? secret();
      const mark = digest(cookie);
      sessions = [...sessions.filter((one) => !one.equals(mark)), mark].slice(-most);
      return { cookie, key: keyOf(cookie) };
    },
    hasCookie: (header) => find(header) !== null,
    hasKey(header, key) {
      const cookie = find(header);
      return cookie !== null && timingSafeEqual(digest(keyOf(cookie)), digest(key));
    },
  };
}

/** Values of a cookie; there may be several, because any server of this address can set one of the same name. */
function cookies(header: string | undefined, name: string): string[] {
  return (header ?? "")
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1))
    .filter((value) => SECRET.test(value))
    .slice(0, 8);
}
