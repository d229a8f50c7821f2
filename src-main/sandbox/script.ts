// A policy script from TypeScript or JavaScript: what is wrong with it, and the JavaScript that the sandbox loads.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import api from "../../src-shared/policy/api.ts?raw";

export interface Diagnostic {
  readonly line: number | null;
  readonly column: number | null;
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
}

const SCRIPT = "/policy.ts";
const FRAME = "/frame.ts";
const GLOBALS = "/globals.d.ts";

/** The script's default export is used as a policy, so that the compiler says where it is none. */
const FRAME_TEXT = `import policy from "./policy.ts";
import type { Policy } from "plimsoll";
export const used: Policy<any> = policy;
`;
const GLOBALS_TEXT = `/** Random numbers in [0, 1), the same on every run of a seed. */
declare function rng(): number;
declare module "plimsoll" {
${api}
}
`;

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2023.d.ts"],
  types: [],
  strict: true,
  // Scripts are often plain JavaScript in a .ts file.
  noImplicitAny: false,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
};

/** The JavaScript of a script; what cannot be read of it is in `diagnostics` (then `code` is not to be run). */
export function compileScript(source: string): { readonly code: string; readonly diagnostics: readonly Diagnostic[] } {
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

/** Checks a script against the policy's types as an editor would. */
export function checkScript(source: string): readonly Diagnostic[] {
  const files = new Map([
    [SCRIPT, source],
    [FRAME, FRAME_TEXT],
    [GLOBALS, GLOBALS_TEXT],
  ]);
  const library = dirname(createRequire(import.meta.url).resolve("typescript"));
  const parsed = new Map<string, ts.SourceFile>();
  const textOf = (name: string): string | undefined => {
    const own = files.get(name);
    if (own !== undefined) return own;
    // Only the library's own files: a script cannot name others.
    const base = name.slice(name.lastIndexOf("/") + 1);
    if (dirname(name) !== library || !/^lib\.[\w.]*d\.ts$/.test(base)) return undefined;
    try {
      return readFileSync(join(library, base), "utf8");
    } catch {
      return undefined;
    }
  };
  const host: ts.CompilerHost = {
    fileExists: (name) => textOf(name) !== undefined,
    readFile: textOf,
    getSourceFile: (name, options) => {
      const text = textOf(name);
      if (text === undefined) return undefined;
      const known = parsed.get(name) ?? ts.createSourceFile(name, text, options);
      parsed.set(name, known);
      return known;
    },
    getDefaultLibFileName: () => join(library, "lib.es2023.d.ts"),
    getDefaultLibLocation: () => library,
    writeFile: () => {},
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
  };
  const program = ts.createProgram([SCRIPT, FRAME, GLOBALS], OPTIONS, host);
  return [
    ...program.getSyntacticDiagnostics(program.getSourceFile(SCRIPT)),
    ...program.getSemanticDiagnostics(program.getSourceFile(SCRIPT)),
    ...program.getSemanticDiagnostics(program.getSourceFile(FRAME)),
  ].map((one) => plain(one));
}

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
