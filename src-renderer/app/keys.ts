// Key chords: how they are written, what was pressed, which command is meant, and the words on a key cap.

/** The parts of a keyboard event that matter here. */
export interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const MODIFIERS = ["mod", "ctrl", "meta", "alt", "shift"] as const;
type Modifier = (typeof MODIFIERS)[number];

const isLetter = (key: string): boolean => key.toLowerCase() !== key.toUpperCase();
const isSymbol = (key: string): boolean => [...key].length === 1 && !isLetter(key);
const NAMES: Readonly<Record<string, string>> = { " ": "space", esc: "escape", left: "arrowleft", right: "arrowright" };
const named = (key: string): string => NAMES[key.toLowerCase()] ?? key.toLowerCase();

/** A symbol says by itself whether Shift was held: `?` is never `shift+?`. */
function step(modifiers: ReadonlySet<Modifier>, key: string): string {
  const kept = MODIFIERS.filter((one) => modifiers.has(one) && !(one === "shift" && isSymbol(key)));
  return [...kept, named(key)].join("+");
}

/** One spelling for a chord such as `mod+K` or `g s`; null when it is none. Ctrl is `mod` everywhere but on a Mac. */
export function normalKeys(text: string, mac: boolean): string | null {
  const steps = text
    .trim()
    .split(/\s+/)
    .map((part) => normalStep(part, mac));
  return steps.length > 0 && steps.every((one) => one !== null) ? steps.join(" ") : null;
}

function normalStep(text: string, mac: boolean): string | null {
  const parts = text === "+" ? ["+"] : text.endsWith("++") ? [...text.slice(0, -2).split("+"), "+"] : text.split("+");
  const key = parts.at(-1);
  if (!key) return null;
  const modifiers = new Set<Modifier>();
  for (const part of parts.slice(0, -1)) {
    const modifier = MODIFIERS.find((one) => one === part.toLowerCase());
    if (!modifier) return null;
    modifiers.add(modifier === "ctrl" && !mac ? "mod" : modifier === "meta" && mac ? "mod" : modifier);
  }
  return step(modifiers, key);
}

/** What was pressed, spelt as `normalKeys` spells it; null for a modifier alone. */
export function stepOf(press: Press, mac: boolean): string | null {
  if (["Control", "Meta", "Alt", "Shift", "AltGraph", "Dead", "Process", "Unidentified"].includes(press.key))
    return null;
  const modifiers = new Set<Modifier>();
  if (mac ? press.metaKey : press.ctrlKey) modifiers.add("mod");
  if (mac && press.ctrlKey) modifiers.add("ctrl");
  if (!mac && press.metaKey) modifiers.add("meta");
  if (press.altKey) modifiers.add("alt");
  if (press.shiftKey) modifiers.add("shift");
  return step(modifiers, latinKey(press));
}

/** On a keyboard of another script, and under Alt on a Mac, the place of the key counts. */
function latinKey({ key, code, altKey }: Press): string {
  const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(code);
  const latin = place?.[1] ?? place?.[2];
  const foreign = [...key].length === 1 && key.charCodeAt(0) > 127;
  return latin !== undefined && (foreign || (altKey && !/^[a-z0-9]$/i.test(key))) ? latin : key;
}

/** A first key that types a character: such chords act only outside text fields, and can be turned off. */
export function isSingleKey(keys: string): boolean {
  const first = keys.split(" ", 1)[0] as string;
  const key = first.replace(/^shift\+/, "");
  return [...key].length === 1 || key === "space";
}

/** Whether a chord still acts while somebody types: with Ctrl, Cmd or Alt, or a function key. */
export const actsWhileTyping = (keys: string): boolean =>
  /(^|\+)(mod|ctrl|meta|alt)\+/.test(keys) || /^(shift\+)?(f\d+)$/.test(keys);

export interface KeyMatcher {
  /** Takes a press; an id when a chord is complete, "wait" when one has begun, null when it means nothing. */
  take(step: string, nowMs: number): { readonly id: string } | "wait" | null;
}

/** How long a begun chord such as `g` waits for its second key. */
const WAIT_MS = 1500;

/** Matches presses against `bindings`: ids by their keys, in the spelling of `normalKeys`. */
export function createKeyMatcher(bindings: () => ReadonlyMap<string, string>): KeyMatcher {
  let begun: { readonly keys: string; readonly atMs: number } | null = null;
  return {
    take(pressed, nowMs) {
      const known = bindings();
      const before = begun && nowMs - begun.atMs <= WAIT_MS ? `${begun.keys} ` : "";
      begun = null;
      for (const keys of before === "" ? [pressed] : [before + pressed, pressed]) {
        const id = known.get(keys);
        if (id !== undefined) return { id };
        if ([...known.keys()].some((one) => one.startsWith(`${keys} `))) {
          begun = { keys, atMs: nowMs };
          return "wait";
        }
      }
      return null;
    },
  };
}

const CAPS: Readonly<Record<string, string>> = {
  escape: "Esc",
  enter: "↵",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
  space: "Space",
  delete: "Del",
  backspace: "⌫",
  tab: "Tab",
  pageup: "Page Up",
  pagedown: "Page Down",
  home: "Home",
  end: "End",
};
const MAC_CAPS: Readonly<Record<string, string>> = { mod: "⌘", ctrl: "⌃", alt: "⌥", shift: "⇧" };
const PC_CAPS: Readonly<Record<string, string>> = {
  mod: "Ctrl",
  ctrl: "Ctrl",
  meta: "Meta",
  alt: "Alt",
  shift: "Shift",
};

/** The key caps of a chord: one list for each press. */
export function keyCaps(keys: string, mac: boolean): readonly (readonly string[])[] {
  return keys.split(" ").map((one) => {
    const parts = one.endsWith("++") ? [...one.slice(0, -2).split("+"), "+"] : one === "+" ? ["+"] : one.split("+");
    return parts.map((part) => {
      const cap = (mac ? MAC_CAPS : PC_CAPS)[part] ?? CAPS[part];
      if (cap) return cap;
      return [...part].length === 1 || /^f\d+$/.test(part) ? part.toUpperCase() : part;
    });
  });
}

/** A chord in words, for assistive technology and plain text: "Ctrl+K", "G then S". */
export const keyWords = (keys: string, mac: boolean): string =>
  keyCaps(keys, mac)
    .map((caps) => caps.join(mac ? "" : "+"))
    .join(" then ");

export const isMac = (platform: string): boolean => /mac|iphone|ipad/i.test(platform);
