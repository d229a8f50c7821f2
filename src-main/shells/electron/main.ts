// The door of the desktop program.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { startShell } from "./shell.ts";

startShell(dirname(fileURLToPath(import.meta.url)));
