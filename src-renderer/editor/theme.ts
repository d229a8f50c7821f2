// The editor in the window's colours, and again when the theme changes.
import type { editor } from "monaco-editor/editor/editor.api";
import type { Monaco } from "./load.ts";

export const THEME = "plimsoll";

/** Colours of tokens by the variable of the style sheet. */
const TOKENS: Readonly<Record<string, string>> = {
  "": "--fg-1",
  keyword: "--code-keyword",
  operator: "--code-keyword",
  string: "--code-text",
  number: "--code-number",
  comment: "--fg-3",
  predefined: "--code-function",
  variable: "--code-type",
  type: "--code-type",
  identifier: "--fg-1",
  delimiter: "--fg-1",
};

/** Colours of the editor and its boxes. */
const COLOURS: Readonly<Record<string, string>> = {
  "editor.background": "--bg-input",
  "editor.foreground": "--fg-1",
  "editorCursor.foreground": "--accent",
  "editorLineNumber.foreground": "--fg-3",
  "editorLineNumber.activeForeground": "--fg-2",
  "editorLineNumber.dimmedForeground": "--fg-3",
  "editor.selectionBackground": "--accent-bg-2",
  "editor.inactiveSelectionBackground": "--accent-bg",
  "editor.wordHighlightBackground": "--accent-bg",
  "editor.wordHighlightTextBackground": "--accent-bg",
  "editor.findMatchBackground": "--accent-bg-2",
  "editor.findMatchHighlightBackground": "--accent-bg",
  "editorBracketMatch.background": "--accent-bg",
  "editorBracketMatch.border": "--accent-line",
  "editorWidget.background": "--bg-2",
  "editorWidget.foreground": "--fg-1",
  "editorWidget.border": "--line-2",
  "editorHoverWidget.background": "--bg-2",
  "editorHoverWidget.border": "--line-2",
  "editorSuggestWidget.background": "--bg-2",
  "editorSuggestWidget.border": "--line-2",
  "editorSuggestWidget.foreground": "--fg-1",
  "editorSuggestWidget.highlightForeground": "--accent-2",
  "editorSuggestWidget.focusHighlightForeground": "--accent-2",
  "editorSuggestWidget.selectedBackground": "--accent-bg-2",
  "editorSuggestWidget.selectedForeground": "--fg-1",
  "editorSuggestWidget.selectedIconForeground": "--info",
  "symbolIcon.fieldForeground": "--info",
  "symbolIcon.functionForeground": "--info",
  "symbolIcon.classForeground": "--info",
  "symbolIcon.keywordForeground": "--fg-3",
  "symbolIcon.variableForeground": "--code-type",
  "editorError.foreground": "--err",
  "editorWarning.foreground": "--warn",
  "editorLightBulb.foreground": "--warn",
  focusBorder: "--focus",
  "input.background": "--bg-input",
  "input.foreground": "--fg-1",
  "input.border": "--line-3",
  "list.hoverBackground": "--bg-3",
  "list.activeSelectionBackground": "--accent-bg-2",
  "list.focusBackground": "--accent-bg-2",
  "list.activeSelectionForeground": "--fg-1",
  "menu.background": "--bg-2",
  "menu.foreground": "--fg-1",
  "menu.selectionBackground": "--bg-4",
  "menu.selectionForeground": "--fg-1",
  "menu.separatorBackground": "--line-2",
  "menu.border": "--line-2",
  "widget.shadow": "--scrim",
  "scrollbarSlider.background": "--bg-4",
  "scrollbarSlider.hoverBackground": "--line-3",
  "scrollbarSlider.activeBackground": "--line-3",
  "textLink.foreground": "--accent-2",
  "editorIndentGuide.background1": "--line-1",
  "editor.placeholder.foreground": "--fg-3",
};

/** Makes the theme now and whenever the window's changes. */
export function followTheme(monaco: Monaco): void {
  const root = document.documentElement;
  const apply = (): void => {
    const style = getComputedStyle(root);
    const read = (variable: string): string => style.getPropertyValue(variable).trim();
    monaco.editor.defineTheme(THEME, themeOf(read, style.colorScheme === "light"));
    monaco.editor.setTheme(THEME);
  };
  apply();
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
}

function themeOf(read: (variable: string) => string, light: boolean): editor.IStandaloneThemeData {
  return {
    base: light ? "vs" : "vs-dark",
    inherit: true,
    rules: Object.entries(TOKENS).map(([token, variable]) => ({ token, foreground: read(variable).slice(1) })),
    colors: Object.fromEntries(Object.entries(COLOURS).map(([name, variable]) => [name, longHex(read(variable))])),
  };
}

/** The editor takes colours of three, four, six or eight digits; four with transparency are spelt out. */
const longHex = (colour: string): string =>
  /^#[0-9a-f]{3,4}$/i.test(colour) ? `#${[...colour.slice(1)].map((digit) => digit + digit).join("")}` : colour;
