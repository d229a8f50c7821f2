// The window's session with the loopback server: a token from the address is exchanged once, its key is kept.

/** What the address asked for beside the token. */
export interface Start {
  readonly project: string | null;
  readonly sample: boolean;
  /** Place inside the window: a hash of its routes. */
  readonly place: string | null;
}

export type SessionStart =
  | { readonly key: string; readonly start: Start }
  /** `used`: the address has opened a window before. `none`: there is no session. `unreachable`: no answer. */
  | { readonly refused: "used" | "none" | "unreachable" };

/** What is used of the page around. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  readonly location: Pick<Location, "hash">;
  readonly history: Pick<History, "replaceState">;
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
}

/** The cookie reaches every port of 127.0.0.1; this key lies in storage that only this server's pages can read. */
const KEY = "plimsoll.key";

const NOTHING: Start = { project: null, sample: false, place: null };

/**
 * Opens a session by the token in the address, or goes on with the one that this browser has. What an address asks for
 * is done only for a token that was taken: any page could link to another address of this server.
 */
export async function startSession(around: Surroundings): Promise<SessionStart> {
  const { location, history } = around;
  const asked = new URLSearchParams(location.hash.slice(1));
  const token = asked.get("t");
  if (token === null) return goOn(around, "none");
  const place = asked.get("place")?.startsWith("#/") ? asked.get("place") : null;
  // A token belongs into no history and no bookmark.
  history.replaceState(null, "", place ?? "#/start");
  try {
    const response = await around.fetch("/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    const answer = (await response.json()) as { readonly key?: string; readonly error?: string };
    if (!response.ok || answer.key === undefined) return goOn(around, answer.error === "used" ? "used" : "none");
    remember(around, answer.key);
    return { key: answer.key, start: { project: asked.get("project"), sample: asked.get("sample") === "1", place } };
  } catch {
    return { refused: "unreachable" };
  }
}

async function goOn(around: Surroundings, otherwise: "used" | "none"): Promise<SessionStart> {
  const key = recall(around);
  if (key === null) return { refused: otherwise };
  const known = await isKnown(around, key);
  if (known === null) return { refused: "unreachable" };
  return known ? { key, start: NOTHING } : { refused: otherwise };
}

/** Whether the server knows this window; null: it does not answer. */
export async function isKnown(around: Pick<Surroundings, "fetch">, key: string): Promise<boolean | null> {
  try {
    return (await around.fetch("/session", { headers: { "x-plimsoll-key": key } })).ok;
  } catch {
    return null;
  }
}

function remember({ storage }: Surroundings, key: string): void {
  try {
    storage?.setItem(KEY, key);
  } catch {
    // Without storage a reload needs a new address; nothing else is lost.
  }
}

function recall({ storage }: Surroundings): string | null {
  try {
    return storage?.getItem(KEY) ?? null;
  } catch {
    return null;
  }
}
