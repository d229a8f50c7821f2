// Loads the editor once for a window: its code, its languages, the theme.
import type * as Api from "monaco-editor/editor/editor.api";
import { registerSql } from "./sql-language.ts";
import { followTheme } from "./theme.ts";

export type Monaco = typeof Api;

let loading: Promise<Monaco> | null = null;

/** A load that failed is tried again by the next editor. */
export function loadMonaco(): Promise<Monaco> {
  loading ??= start().catch((thrown: unknown) => {
    loading = null;
    throw thrown;
  });
  return loading;
}

async function start(): Promise<Monaco> {
  const [{ monaco }, { registerScript }] = await Promise.all([
    import("./monaco.ts"),
    import("./script-language.ts"),
    // Widths of characters are measured once, so the font must be there.
    document.fonts.load('12px "JetBrains Mono Variable"').catch(() => []),
  ]);
  registerSql(monaco);
  registerScript(monaco);
  followTheme(monaco);
  return monaco;
}
