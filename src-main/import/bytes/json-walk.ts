// JSON read piece by piece: what opens, what closes, keys and values as bytes; nothing is held but the token being read.

/** What a value is; words are true, false, null and the NaN and Infinity that some writers give. */
export const JSON_VALUE = { text: 0, number: 1, word: 2 } as const;
export type JsonValue = (typeof JSON_VALUE)[keyof typeof JSON_VALUE];

/** Bytes are valid until the next call. A text longer than the cap is cut to it. */
export interface JsonEvents {
  open(isObject: boolean): void;
  close(): void;
  key(bytes: Uint8Array, start: number, end: number): void;
  value(kind: JsonValue, bytes: Uint8Array, start: number, end: number): void;
}

export interface JsonWalk {
  /** Takes a piece; false once the text makes no sense, from `offset` on. */
  push(piece: Uint8Array): boolean;
  /** The text is over; false where it ends in the middle. */
  finish(): boolean;
  /** Bytes read; after a failure, where it is. */
  readonly offset: number;
  /** What would have stood there. */
  readonly expected: string;
}

/** Longest text or number that is given whole. */
const TOKEN_BYTES = 4096;
/** Deeper nesting is damage. */
const MOST_DEPTH = 256;

/** What may come next. */
const NEXT = { value: 0, valueOrEnd: 1, key: 2, keyOrEnd: 3, colon: 4, commaOrEnd: 5, nothing: 6 } as const;
/** Inside which token the walk is. */
const IN = { none: 0, text: 1, escape: 2, unicode: 3, plain: 4 } as const;

const EXPECTED = [
  "a value",
  "a value or ]",
  "a key",
  "a key or }",
  ":",
  ", or the end of the list",
  "the end of the text",
];
const QUOTE = 34;
const BACKSLASH = 92;
const ESCAPES: Readonly<Record<string, number>> = {
  '"': 34,
  "\\": 92,
  "/": 47,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
};
const WORDS: readonly string[] = ["true", "false", "null", "NaN", "Infinity", "-Infinity"];
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Bytes of numbers and words: letters, digits and `+ - .` */
const isPlain = new Uint8Array(256);
for (const c of "+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") isPlain[c.charCodeAt(0)] = 1;
const isSpace = new Uint8Array(256);
for (const c of " \t\r\n") isSpace[c.charCodeAt(0)] = 1;

export function jsonWalk(events: JsonEvents): JsonWalk {
  const token = new Uint8Array(TOKEN_BYTES);
  /** 1 for an object, by depth. */
  const nesting = new Uint8Array(MOST_DEPTH + 1);
  let depth = 0;
  let length = 0;
  let next: number = NEXT.value;
  let inside: number = IN.none;
  let unicode = "";
  let failed = "";
  let base = 0;
  let at = 0;

  const put = (byte: number): void => {
    if (length < TOKEN_BYTES) token[length++] = byte;
  };
  const fail = (expected: string): false => {
    failed = expected;
    return false;
  };
  const afterValue = (): void => {
    next = depth === 0 ? NEXT.nothing : NEXT.commaOrEnd;
  };
  /** UTF-8 of one escaped code unit; halves of pairs become U+FFFD: no text that is read has any. */
  const putUnit = (unit: number): void => {
    const code = unit >= 0xd800 && unit <= 0xdfff ? 0xfffd : unit;
    if (code < 0x80) put(code);
    else {
      if (code < 0x800) put(0xc0 | (code >> 6));
      else {
        put(0xe0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3f));
      }
      put(0x80 | (code & 0x3f));
    }
  };
  const endText = (): void => {
    inside = IN.none;
    if (next === NEXT.key || next === NEXT.keyOrEnd) {
      events.key(token, 0, length);
      next = NEXT.colon;
    } else {
      events.value(JSON_VALUE.text, token, 0, length);
      afterValue();
    }
  };
  const endPlain = (): boolean => {
    inside = IN.none;
    const text = String.fromCharCode(...token.subarray(0, Math.min(length, 64)));
    const kind = NUMBER.test(text) ? JSON_VALUE.number : WORDS.includes(text) ? JSON_VALUE.word : null;
    if (kind === null || length > 64) return fail("a number, true, false or null");
    events.value(kind, token, 0, length);
    afterValue();
    return true;
  };
  const open = (isObject: boolean): boolean => {
    if (depth === MOST_DEPTH) return fail(`at most ${MOST_DEPTH} lists in each other`);
    nesting[++depth] = Number(isObject);
    events.open(isObject);
    next = isObject ? NEXT.keyOrEnd : NEXT.valueOrEnd;
    return true;
  };
  const close = (isObject: boolean): boolean => {
    const may = next === NEXT.commaOrEnd || next === (isObject ? NEXT.keyOrEnd : NEXT.valueOrEnd);
    if (!may || depth === 0 || nesting[depth] !== Number(isObject)) return fail(EXPECTED[next] as string);
    depth--;
    events.close();
    afterValue();
    return true;
  };
  const begin = (byte: number): boolean => {
    const value = next === NEXT.value || next === NEXT.valueOrEnd;
    switch (byte) {
      case QUOTE:
        if (!value && next !== NEXT.key && next !== NEXT.keyOrEnd) return fail(EXPECTED[next] as string);
        inside = IN.text;
        length = 0;
        return true;
      case 123: // {
      case 91: // [
        return value ? open(byte === 123) : fail(EXPECTED[next] as string);
      case 125: // }
      case 93: // ]
        return close(byte === 125);
      case 58: // :
        if (next !== NEXT.colon) return fail(EXPECTED[next] as string);
        next = NEXT.value;
        return true;
      case 44: // ,
        if (next !== NEXT.commaOrEnd) return fail(EXPECTED[next] as string);
        next = nesting[depth] === 1 ? NEXT.key : NEXT.value;
        return true;
      default:
        if (!value || isPlain[byte] === 0) return fail(EXPECTED[next] as string);
        inside = IN.plain;
        length = 0;
        put(byte);
        return true;
    }
  };
  const escaped = (byte: number): boolean => {
    if (byte === 117) {
      inside = IN.unicode;
      unicode = "";
      return true;
    }
    const code = ESCAPES[String.fromCharCode(byte)];
    if (code === undefined) return fail("a known escape");
    put(code);
    inside = IN.text;
    return true;
  };
  const hexDigit = (byte: number): boolean => {
    unicode += String.fromCharCode(byte);
    if (!/^[0-9a-fA-F]+$/.test(unicode)) return fail("four digits of an escape");
    if (unicode.length < 4) return true;
    putUnit(Number.parseInt(unicode, 16));
    inside = IN.text;
    return true;
  };

  return {
    get offset() {
      return base + at;
    },
    get expected() {
      return failed;
    },
    push(piece) {
      if (failed) return false;
      for (at = 0; at < piece.length; at++) {
        const byte = piece[at] as number;
        if (inside === IN.text) {
          if (byte === QUOTE) endText();
          else if (byte === BACKSLASH) inside = IN.escape;
          else if (byte < 32 && byte !== 9) return fail("no control characters in a text");
          else if (length < TOKEN_BYTES) token[length++] = byte;
          continue;
        }
        if (inside === IN.plain) {
          if (isPlain[byte] === 1) {
            put(byte);
            continue;
          }
          if (!endPlain()) return false;
        } else if (inside !== IN.none) {
          if (!(inside === IN.escape ? escaped(byte) : hexDigit(byte))) return false;
          continue;
        }
        if (isSpace[byte] === 0 && !begin(byte)) return false;
      }
      base += at;
      at = 0;
      return true;
    },
    finish() {
      if (failed) return false;
      if (inside === IN.plain && depth === 0 && !endPlain()) return false;
      return next === NEXT.nothing && inside === IN.none ? true : fail("the rest of the text");
    },
  };
}
