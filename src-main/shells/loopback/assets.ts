// The files of the built window, listed once when the server starts: what is not on the list does not exist.
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { failure } from "../../../src-shared/base/errors.ts";
import { contentTypeOf } from "../headers.ts";

const PACKED: ReadonlySet<string> = new Set([".html", ".js", ".mjs", ".css", ".json", ".svg", ".txt", ".ttf"]);
const LEAST_PACKED_BYTES = 1024;

export interface Asset {
  readonly type: string;
  readonly immutable: boolean;
  /** Its bytes; packed by gzip when `packed` and when that is worth it. Read once. */
  bytes(packed: boolean): Promise<{ readonly bytes: Buffer; readonly encoding: "gzip" | null }>;
}

/** Assets by their path in the address; the page itself is `/`. Throws `window.not_built` without a built window. */
export function listAssets(folder: string): ReadonlyMap<string, Asset> {
  try {
    readFileSync(join(folder, "index.html"));
  } catch {
    throw failure("window.not_built", "the window of this checkout has not been built", {
      where: { file: folder },
      expected: "an index.html",
      next: "npm run build",
      exit: 5,
    });
  }
  const found = new Map<string, Asset>();
  const walk = (path: string, address: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      // The build's own notes, such as its manifest.
      if (entry.name.startsWith(".")) continue;
      const inside = join(path, entry.name);
      if (entry.isDirectory()) walk(inside, `${address}${encodeURIComponent(entry.name)}/`);
      else if (entry.isFile()) found.set(`${address}${encodeURIComponent(entry.name)}`, asset(inside, address));
    }
  };
  walk(folder, "/");
  const page = found.get("/index.html") as Asset;
  found.delete("/index.html");
  return found.set("/", page);
}

function asset(path: string, address: string): Asset {
  const ending = extname(path).toLowerCase();
  let plain: Promise<Buffer> | null = null;
  let packed: Promise<Buffer> | null = null;
  const read = (): Promise<Buffer> => {
    plain ??= readFile(path);
    return plain;
  };
  return {
    type: contentTypeOf(path),
    // The bundler puts a hash into the name of everything below assets/.
    immutable: address.startsWith("/assets/"),
    async bytes(wanted) {
      const bytes = await read();
      if (!wanted || !PACKED.has(ending) || bytes.length < LEAST_PACKED_BYTES) return { bytes, encoding: null };
      packed ??= promisify(gzip)(bytes);
      return { bytes: await packed, encoding: "gzip" };
    },
  };
}
