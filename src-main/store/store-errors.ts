// Errors of the database and the file system in the product's words: stable codes, no stack traces.
import { failure, PlimsollError } from "../../src-shared/base/errors.ts";
import { databaseError } from "./database-error.ts";

function messageOf(thrown: unknown): string {
  const told = databaseError(thrown);
  if (told) return `${told.kind} Error: ${told.message}`;
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** True for the messages and codes with which the system says that no more bytes fit. */
export function isDiskFull(thrown: unknown): boolean {
  const code = (thrown as NodeJS.ErrnoException | null)?.code;
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return true;
  return /No space left on device|Disk quota exceeded|File too large|not enough space on the disk/i.test(
    messageOf(thrown),
  );
}

/** The message of the database on one line, without its source excerpt. */
export function cleanMessage(thrown: unknown): string {
  const message = messageOf(thrown);
  const excerpt = message.search(/\n\s*LINE \d+:/);
  const told = (excerpt < 0 ? message : message.slice(0, excerpt)).replace(/\s+/g, " ").trim();
  return told.replace(/^Failed to extract statements: /, "");
}

/** An error while writing or reading the project's files: `store.disk_full`, `store.io`, or what it already was. */
export function storeFailure(thrown: unknown, file: string, doing: string): PlimsollError {
  if (thrown instanceof PlimsollError) return thrown;
  if (isDiskFull(thrown))
    return failure("store.disk_full", `no space is left for ${file} while ${doing}`, {
      where: { file },
      expected: "free disk space in the project's folder",
      next: "free some space or use a project on another disk, then do it again; nothing half-written was kept",
    });
  const code = (thrown as NodeJS.ErrnoException | null)?.code;
  const isIo = typeof code === "string" || /^(IO|Fatal|FATAL|TransactionContext) Error/i.test(messageOf(thrown));
  return failure(isIo ? "store.io" : "store.failed", `${doing} failed: ${cleanMessage(thrown)}`, {
    where: { file },
    next: isIo
      ? "check the disk and the permissions of the project's folder"
      : "run again with --debug and report this",
    exit: isIo ? 3 : 5,
  });
}
