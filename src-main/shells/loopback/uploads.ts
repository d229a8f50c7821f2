// Files that a browser brings: streamed into the staging folder, within limits, whole or not at all.
import { mkdir, open, rm, statfs } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type ErrorReport, failure, PlimsollError } from "../../../src-shared/base/errors.ts";
import type { Limits } from "./limits.ts";
import { uploadPath } from "./upload-path.ts";

/** What became of a file: where it and the root of its upload are, or why it was not taken. */
export type Taken =
  | { readonly status: 201; readonly body: { readonly root: string; readonly path: string } }
  | { readonly status: 400 | 409 | 413 | 429 | 500 | 507; readonly body: ErrorReport };

export interface Uploads {
  /** `begin` is called before the first byte of the body is asked for. */
  take(request: IncomingMessage, id: string, encodedPath: string, begin: () => void): Promise<Taken>;
}

interface Tally {
  files: number;
  bytes: number;
}

export function createUploads(staging: string, limits: Limits): Uploads {
  const tallies = new Map<string, Tally>();
  let running = 0;
  return {
    async take(request, id, encodedPath, begin) {
      const names = uploadPath(encodedPath, process.platform);
      if (names === null) return badPath;
      const tally = tallies.get(id) ?? { files: 0, bytes: 0 };
      const declared = Number(request.headers["content-length"] ?? 0);
      if (tally.bytes + declared > limits.uploadBytes) return tooLarge(limits);
      if (tally.files >= limits.uploadFiles) return tooMany(limits);
      if (running >= limits.uploadsAtOnce) return tooManyAtOnce;
      tallies.set(id, tally);
      tally.files++;
      running++;
      const own = { bytes: 0 };
      try {
        if ((await freeBytes(staging)) < declared + limits.freeBytes) return noRoom;
        const root = join(staging, `upload-${id}`);
        const path = join(root, ...names);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        begin();
        await write(request, path, tally, own, limits);
        return { status: 201, body: { root, path } };
      } catch (thrown) {
        tally.bytes -= own.bytes;
        tally.files--;
        return refusalOf(thrown);
      } finally {
        running--;
      }
    },
  };
}

/** Writes a new file; takes it away again when it does not become whole. */
async function write(
  request: IncomingMessage,
  path: string,
  tally: Tally,
  own: { bytes: number },
  limits: Limits,
): Promise<void> {
  const file = await open(path, "wx", 0o600);
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      own.bytes += chunk.length;
      tally.bytes += chunk.length;
      if (tally.bytes > limits.uploadBytes) throw new PlimsollError(tooLarge(limits).body);
      yield chunk;
    }
  }
  try {
    await pipeline(counted, file.createWriteStream());
  } catch (thrown) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw thrown;
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function refusalOf(thrown: unknown): Taken {
  if (thrown instanceof PlimsollError) return { status: 413, body: thrown.report };
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === "EEXIST" || code === "ENOTDIR" || code === "EISDIR") return taken;
  if (code === "ENOSPC" || code === "EDQUOT") return noRoom;
  if (code === "ENAMETOOLONG" || code === "EINVAL") return badPath;
  const what = `the file could not be written: ${code ?? (thrown as Error).message}`;
  return { status: 500, body: failure("upload.failed", what, { next: "try again", exit: 5 }).report };
}

const badPath: Taken = {
  status: 400,
  body: failure("upload.bad_path", "a file of this name cannot be taken", {
    expected: "a relative path whose names all file systems take: no .., no control character, no name of a device",
    next: "rename the file, or give its path on the machine where the back end runs",
  }).report,
};

const taken: Taken = {
  status: 409,
  body: failure("upload.exists", "this upload has brought something of this name already", {
    next: "bring the files in two steps",
  }).report,
};

const noRoom: Taken = {
  status: 507,
  body: failure("upload.no_room", "there is no room for the files in the temporary folder", {
    next: "set TMPDIR to a folder with more room, or open the files by their path on that machine",
  }).report,
};

const tooManyAtOnce: Taken = {
  status: 429,
  body: failure("upload.too_many", "too many files are being brought at the same time", {
    next: "wait until some are there",
  }).report,
};

const tooMany = ({ uploadFiles }: Limits): Taken => ({
  status: 413,
  body: failure("upload.too_many", `more than ${uploadFiles} files in one step`, {
    next: "open the folder by its path on the machine where the back end runs",
  }).report,
});

const tooLarge = ({ uploadBytes }: Limits) => ({
  status: 413 as const,
  body: failure("upload.too_large", `more than ${uploadBytes} bytes in one step`, {
    next: "open the files by their path on the machine where the back end runs",
  }).report,
});
