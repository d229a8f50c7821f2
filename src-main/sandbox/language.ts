// What the compiler knows of a policy script and of a break condition, kept warm between two questions.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import api from "../../src-shared/policy/api.ts?raw";

export const SCRIPT = "/policy.ts";
export const CONDITION = "/condition.ts";
export const FRAME = "/frame.ts";
const GLOBALS = "/globals.d.ts";

/** The script's default export is used as a policy, so that the compiler says where it is none. */
// Kinds of actions are checked where a script says that it is a Policy; lists of plain JavaScript hold any text as a kind.
const FRAME_TEXT = `import policy from "./policy.ts";
import type { Observation } from "plimsoll";
type Decision = { readonly actions: readonly { readonly kind: string }[]; readonly state: unknown };
export const used: (obs: Observation, state: any) => Decision = policy;
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
  // Lists that begin empty take the type of what is put into them; that types are not written down is no mistake (script.ts).
  noImplicitAny: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
};

export interface Language {
  readonly service: ts.LanguageService;
  /** Puts a text in the place of the one before. */
  put(file: typeof SCRIPT | typeof CONDITION, text: string): void;
}

/** A compiler that sees the script, the condition, the API and the library of the language, and no other file. */
export function createLanguage(): Language {
  const library = dirname(createRequire(import.meta.url).resolve("typescript"));
  const texts = new Map([
    [SCRIPT, ""],
    [CONDITION, ""],
    [FRAME, FRAME_TEXT],
    [GLOBALS, GLOBALS_TEXT],
  ]);
  const versions = new Map<string, number>();
  const ofLibrary = new Map<string, string | undefined>();
  const textOf = (name: string): string | undefined => {
    const own = texts.get(name);
    if (own !== undefined) return own;
    if (!ofLibrary.has(name)) ofLibrary.set(name, libraryText(library, name));
    return ofLibrary.get(name);
  };
  const service = ts.createLanguageService({
    getCompilationSettings: () => OPTIONS,
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: (name) => String(versions.get(name) ?? 0),
    getScriptSnapshot(name) {
      const text = textOf(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => "/",
    getDefaultLibFileName: () => join(library, "lib.es2023.d.ts"),
    fileExists: (name) => textOf(name) !== undefined,
    readFile: textOf,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
  });
  return {
    service,
    put(file, text) {
      if (texts.get(file) === text) return;
      texts.set(file, text);
      versions.set(file, (versions.get(file) ?? 0) + 1);
    },
  };
}

/** Only the library's own files: a script cannot name others. */
function libraryText(library: string, name: string): string | undefined {
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (dirname(name) !== library || !/^lib\.[\w.]*d\.ts$/.test(base)) return undefined;
  try {
    return readFileSync(join(library, base), "utf8");
  } catch {
    return undefined;
  }
}
