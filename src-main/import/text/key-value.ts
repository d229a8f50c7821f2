// Lines of a key and a value: `MemFree:  17194744 kB`, `pgfault 42`, `balloon.current=98304`.

/** The last line scanned; one object is used again and again. */
export interface KeyValue {
  key: string;
  /** What stands between key and value: ":", "=" or a blank. */
  separator: string;
  /** NaN where the value is not a whole number. */
  number: number;
  /** What follows the number: "kB" or nothing. */
  unit: string;
  /** The value as it stands, without blanks around it. */
  text: string;
}

export const emptyKeyValue = (): KeyValue => ({ key: "", separator: "", number: Number.NaN, unit: "", text: "" });

/** 2^64 has 20 digits; a longer number is damage. */
const MOST_DIGITS = 20;

const SPACE = 32;
const TAB = 9;
const COLON = 58;
const EQUALS = 61;
const MINUS = 45;

const isBlank = (code: number): boolean => code === SPACE || code === TAB;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Takes a line apart into `into`; false where it has no key, no separator or no value. */
export function scanKeyValue(text: string, into: KeyValue): boolean {
  let at = 0;
  while (isBlank(text.charCodeAt(at))) at++;
  const from = at;
  let code = text.charCodeAt(at);
  while (at < text.length && !isBlank(code) && code !== COLON && code !== EQUALS) code = text.charCodeAt(++at);
  if (at === from || at >= text.length) return false;
  into.key = text.slice(from, at);
  into.separator = code === COLON ? ":" : code === EQUALS ? "=" : " ";
  into.text = text.slice(at + 1).trim();
  const sign = into.text.charCodeAt(0) === MINUS ? 1 : 0;
  let end = sign;
  while (isDigit(into.text.charCodeAt(end))) end++;
  const followed = end < into.text.length && !isBlank(into.text.charCodeAt(end));
  const digits = end - sign;
  const whole = digits > 0 && digits <= MOST_DIGITS && !followed;
  into.number = whole ? Number(into.text.slice(0, end)) : Number.NaN;
  into.unit = Number.isNaN(into.number) ? "" : into.text.slice(end).trim();
  return into.text !== "";
}
