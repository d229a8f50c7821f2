// Where an uploaded file may go: inside the folder of its upload, under names that every file system takes.

const MOST_DEPTH = 32;
const MOST_PATH_BYTES = 3000;
const MOST_NAME_BYTES = 255;

/** Devices of Windows, which open instead of a file of that name, whatever its ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\.|$)/i;
/** What Windows takes for something else: drives, streams, wildcards, names that lose their end. */
const WINDOWS = /[<>:"|?*]|[. ]$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** The names of an encoded relative path; null when it may not be written. Names are decoded once, never twice. */
export function uploadPath(encoded: string, platform: NodeJS.Platform): readonly string[] | null {
  if (encoded.length > 3 * MOST_PATH_BYTES) return null;
  const names = encoded.split("/").map(decode);
  if (names.length > MOST_DEPTH) return null;
  if (!names.every((name): name is string => name !== null && isName(name, platform))) return null;
  return Buffer.byteLength(names.join("/")) <= MOST_PATH_BYTES ? names : null;
}

function isName(name: string, platform: NodeJS.Platform): boolean {
  if (name === "" || name === "." || name === "..") return false;
  if (/[/\\]/.test(name) || CONTROL.test(name) || DEVICE.test(name)) return false;
  if (platform === "win32" && WINDOWS.test(name)) return false;
  return Buffer.byteLength(name) <= MOST_NAME_BYTES;
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
