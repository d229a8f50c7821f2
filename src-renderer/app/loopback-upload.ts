// Brings a browser's files to the back end's machine, some at a time, with progress.
import { cancelled, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import { ErrorMessage } from "../../src-shared/protocol/messages.ts";
import type { DroppedFile } from "./dropped-files.ts";
import type { UploadProgress } from "./shell.ts";

const AT_ONCE = 3;

/** Where a file has come to: its path on that machine and the folder of the upload. */
interface Arrived {
  readonly root: string;
  readonly path: string;
}

/** Paths, on the back end's machine, of what was dropped: of each file, or of the folder that was dropped as a whole. */
export async function uploadFiles(
  files: readonly DroppedFile[],
  key: string,
  onProgress: UploadProgress,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const id = newId();
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  const done = files.map(() => 0);
  const tops = new Map<string, string>();
  const waiting = files.map((_, i) => i);
  const ownAbort = new AbortController();
  const stop = AbortSignal.any([signal, ownAbort.signal]);
  onProgress(0, total);
  const work = async (): Promise<void> => {
    for (let i = waiting.shift(); i !== undefined; i = waiting.shift()) {
      const { file, names } = files[i] as DroppedFile;
      const address = `/upload/${id}/${names.map(encodeURIComponent).join("/")}`;
      const arrived = await put(address, file, key, stop, (bytes) => {
        done[i as number] = bytes;
        onProgress(
          done.reduce((sum, n) => sum + n, 0),
          total,
        );
      });
      const [top = ""] = names;
      tops.set(top, topPath(arrived, top, names.length));
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, files.length) }, work));
  } catch (thrown) {
    ownAbort.abort();
    throw thrown;
  }
  return [...tops.values()];
}

function topPath({ root, path }: Arrived, top: string, depth: number): string {
  return depth === 1 ? path : `${root}${path.charAt(root.length)}${top}`;
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One file; only XMLHttpRequest tells how much of it has gone. */
function put(
  address: string,
  file: File,
  key: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<Arrived> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled("bringing the files"));
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    signal.addEventListener("abort", abort, { once: true });
    request.open("PUT", address);
    request.setRequestHeader("x-plimsoll-key", key);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded }) => onBytes(Math.min(loaded, file.size));
    request.onabort = () => reject(cancelled("bringing the files"));
    request.onload = () => {
      if (request.status !== 201) return reject(refusal(request.response, file.name));
      onBytes(file.size);
      resolve(request.response as Arrived);
    };
    request.onerror = () =>
      reject(
        failure("upload.failed", `${file.name} could not be brought to the back end`, {
          next: "look whether the program still runs and the file can still be read, then try again",
        }),
      );
    request.onloadend = () => signal.removeEventListener("abort", abort);
    request.send(file);
  });
}

function refusal(answer: unknown, name: string): PlimsollError {
  const report = ErrorMessage.safeParse(answer);
  if (report.success) return new PlimsollError({ ...report.data, where: { ...report.data.where, file: name } });
  return failure("upload.failed", `${name} was not taken`, { where: { file: name }, next: "try again" });
}
