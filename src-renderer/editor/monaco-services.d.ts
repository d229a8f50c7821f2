// What is used of parts of the editor that have no declarations of their own.
declare module "monaco-editor/platform/storage/common/storage" {
  export class InMemoryStorageService {
    /** Scope 0 is that of the user's profile, target 0 the user. */
    store(key: string, value: string | boolean | number, scope: 0, target: 0): void;
  }
}
declare module "monaco-editor/editor/standalone/browser/standaloneServices" {
  import type { InMemoryStorageService } from "monaco-editor/platform/storage/common/storage";
  export const StandaloneServices: {
    /** Has an effect before the first service is used. */
    initialize(services: { readonly storageService: InMemoryStorageService }): void;
  };
}
declare module "monaco-editor/languages/definitions/typescript/typescript" {
  import type { languages } from "monaco-editor/editor/editor.api";
  export const conf: languages.LanguageConfiguration;
  export const language: languages.IMonarchLanguage;
}
