// The editor's own parts: a file that is loaded when the first editor is shown. Only what writing SQL and policies needs. Some of the
// package's own lists of features name a lesser part of them; those are named here by their files.
import "monaco-editor/editor/browser/coreCommands";
import "monaco-editor/editor/contrib/find/browser/findController";
import "monaco-editor/editor/contrib/suggest/browser/suggestController";
import "monaco-editor/features/codeEditor/register";
import "monaco-editor/features/codicon/register";
import "monaco-editor/features/bracketMatching/register";
import "monaco-editor/features/caretOperations/register";
import "monaco-editor/features/clipboard/register";
import "monaco-editor/features/codeAction/register";
import "monaco-editor/features/comment/register";
import "monaco-editor/features/contextmenu/register";
import "monaco-editor/features/cursorUndo/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/features/indentation/register";
import "monaco-editor/features/lineSelection/register";
import "monaco-editor/features/linesOperations/register";
import "monaco-editor/features/multicursor/register";
import "monaco-editor/features/parameterHints/register";
import "monaco-editor/features/placeholderText/register";
import "monaco-editor/features/snippet/register";
import "monaco-editor/features/toggleTabFocusMode/register";
import "monaco-editor/features/wordHighlighter/register";
import "monaco-editor/features/wordOperations/register";
import * as monaco from "monaco-editor/editor/editor.api";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import { StandaloneServices } from "monaco-editor/editor/standalone/browser/standaloneServices";
import { InMemoryStorageService } from "monaco-editor/platform/storage/common/storage";

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

/** What the editor would remember by itself: that completion says what its words mean. */
const storageService = new InMemoryStorageService();
storageService.store("expandSuggestionDocs", true, 0, 0);
StandaloneServices.initialize({ storageService });

export { monaco };
