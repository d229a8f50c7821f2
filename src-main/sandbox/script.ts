// A policy script or a break condition: what is wrong with it, and the JavaScript that the sandbox loads.
import ts from "typescript";
import { CONDITION, createLanguage, FRAME, type Language, SCRIPT } from "./language.ts";

export interface Diagnostic {
  readonly line: number | null;
  readonly column: number | null;
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
}

interface Compiled {
  readonly code: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The JavaScript of a script; what cannot be read of it is in `diagnostics` (then `code` is not to be run). */
export function compileScript(source: string): Compiled {
  const { outputText, diagnostics } = ts.transpileModule(source, {
    reportDiagnostics: true,
    fileName: SCRIPT,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      sourceMap: false,
      removeComments: false,
    },
  });
  return { code: outputText, diagnostics: (diagnostics ?? []).map((one) => plain(one)) };
}

/** Codes of the compiler's complaints about types that are not written down, as in plain JavaScript. */
const FIRST_IMPLICIT_ANY = 7005;
const LAST_IMPLICIT_ANY = 7057;

/** Checks a script against the policy's types as an editor would. */
export function checkScript(source: string, language: Language = shared()): readonly Diagnostic[] {
  language.put(SCRIPT, source);
  const { service } = language;
  return [
    ...service.getSyntacticDiagnostics(SCRIPT),
    ...service.getSemanticDiagnostics(SCRIPT),
    ...service.getSemanticDiagnostics(FRAME),
  ]
    .filter(({ code }) => code < FIRST_IMPLICIT_ANY || code > LAST_IMPLICIT_ANY)
    .map((one) => plain(one));
}

let own: Language | null = null;
const shared = (): Language => {
  own ??= createLanguage();
  return own;
};

const BEFORE = `import type { Call } from "plimsoll";
export default ({ epoch, obs, asked, granted, before, state }: Call<any>): unknown => (
`;
const FIRST_LINE = BEFORE.split("\n").length;
const AFTER = "\n);\n";

/** A condition as the module that is checked and loaded; it begins a line of its own. */
const conditionModule = (text: string): string => `${BEFORE}${text}${AFTER}`;

/** The JavaScript of a break condition, one expression; places in `diagnostics` are those of its text. */
export function compileCondition(text: string): Compiled {
  const { code, diagnostics } = compileScript(conditionModule(text));
  if (diagnostics.length > 0) return { code: "", diagnostics: diagnostics.map((one) => inCondition(one)) };
  const expression = expressionOf(text);
  if (expression !== null && !isAssignment(expression)) return { code, diagnostics };
  const message =
    expression === null
      ? "a condition is one expression, such as obs.host.freePct < 5 && epoch > 100"
      : "an assignment is met by what it assigns: compare with ===";
  return { code: "", diagnostics: [{ line: 1, column: 1, severity: "error", code: "policy.bad_condition", message }] };
}

/** Checks a break condition against the types of what it can look at. */
export function checkCondition(text: string, language: Language = shared()): readonly Diagnostic[] {
  const { diagnostics } = compileCondition(text);
  if (diagnostics.length > 0) return diagnostics;
  language.put(CONDITION, conditionModule(text));
  return language.service.getSemanticDiagnostics(CONDITION).map((one) => inCondition(plain(one)));
}

/** The one expression that a text is, null where something stands behind it: what closes the bracket early is none. */
function expressionOf(text: string): ts.Expression | null {
  const bracketed = `(${text}\n)`;
  const { statements } = ts.createSourceFile(CONDITION, bracketed, ts.ScriptTarget.ES2023);
  const [only] = statements;
  if (statements.length !== 1 || !only || !ts.isExpressionStatement(only)) return null;
  const { expression } = only;
  return ts.isParenthesizedExpression(expression) && expression.end === bracketed.length ? expression.expression : null;
}

function isAssignment(expression: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(expression)) return isAssignment(expression.expression);
  if (!ts.isBinaryExpression(expression)) return false;
  const { kind } = expression.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

const inCondition = (one: Diagnostic): Diagnostic =>
  one.line === null ? one : { ...one, line: Math.max(1, one.line - FIRST_LINE + 1) };

function plain({ file, start, category, code, messageText }: ts.Diagnostic): Diagnostic {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  const severity = category === ts.DiagnosticCategory.Error ? "error" : "warning";
  if (file?.fileName === FRAME || file === undefined || start === undefined)
    return {
      line: null,
      column: null,
      severity,
      code: `TS${code}`,
      message: `the default export is no policy: ${message}`,
    };
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return { line: line + 1, column: character + 1, severity, code: `TS${code}`, message };
}
