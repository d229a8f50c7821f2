// A worker thread that computes the validation table, or one row, and tells how far it is.
import { parentPort, workerData } from "node:worker_threads";
import { toReport } from "../../src-shared/base/errors.ts";
import { validate, validateWith } from "../../src-shared/validation/run.ts";
import type { ValidationMessage, ValidationTask } from "./validation.ts";

const { row, inputs, recordings } = workerData as ValidationTask;
const post = (message: ValidationMessage): void => parentPort?.postMessage(message);

try {
  const reply =
    row !== null && inputs !== null
      ? await validateWith(row, inputs.value, recordings)
      : await validate(row, recordings, { onRow: (done, of, id) => post({ done, of, id }) });
  post({ reply });
} catch (thrown) {
  post({ error: toReport(thrown) });
}
