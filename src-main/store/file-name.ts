// Names of files that are plain on every system.
import { extname } from "node:path";
import { utf8Bytes } from "../../src-shared/protocol/utf8.ts";

/** Names that mean a device on some systems. */
export const DEVICES = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/** Bytes of a name in UTF-8: file systems take 255. */
const MOST_BYTES = 200;
const MOST_ENDING_BYTES = 20;

/** The name without what makes a path of it, hides in it, or means a device; `text.txt` where nothing is left. */
export function plainFileName(wanted: string): string {
  const plain = wanted
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "")
    .replace(/[/\\:*?"<>|]/g, "_")
    .replace(/^[\s.]+|[\s.]+$/g, "");
  if (plain === "") return "text.txt";
  const named = DEVICES.test(plain) ? `_${plain}` : plain;
  if (utf8Bytes(named) <= MOST_BYTES) return named;
  const found = extname(named);
  const ending = utf8Bytes(found) <= MOST_ENDING_BYTES ? found : "";
  let short = "";
  let left = MOST_BYTES - utf8Bytes(ending);
  for (const character of named.slice(0, named.length - ending.length)) {
    left -= utf8Bytes(character);
    if (left < 0) break;
    short += character;
  }
  return short.trimEnd() + ending;
}
