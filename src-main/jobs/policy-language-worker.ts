// A worker thread that holds the compiler of policy scripts and answers what is asked of it.
import { parentPort } from "node:worker_threads";
import { toReport } from "../../src-shared/base/errors.ts";
import { createLanguage, SCRIPT } from "../sandbox/language.ts";
import { completionsAt, detailsAt, hoverAt, signatureAt } from "../sandbox/language-answers.ts";
import { checkCondition, checkScript } from "../sandbox/script.ts";
import type { LanguageMessage, Question } from "./policy-language.ts";

const language = createLanguage();

function answerTo(question: Question): unknown {
  if (question.what === "check") return checkScript(question.text, language);
  if (question.what === "condition") return checkCondition(question.text, language);
  const { what, text, offset, name, source } = question;
  language.put(SCRIPT, text);
  const at = Math.min(offset, text.length);
  if (what === "complete") return completionsAt(language, at);
  if (what === "details") return detailsAt(language, at, name ?? "", source);
  return what === "hover" ? hoverAt(language, at) : signatureAt(language, at);
}

parentPort?.on("message", (question: Question) => {
  let message: LanguageMessage;
  try {
    message = { answer: answerTo(question) };
  } catch (thrown) {
    message = { error: toReport(thrown) };
  }
  parentPort?.postMessage(message);
});
