// A stand-in for Electron that records what the shell asks of it. Utility processes are threads of this process, with
// real ports between them, so that the program's own processes run in them.
import { EventEmitter } from "node:events";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, type MessagePort, type TransferListItem, Worker } from "node:worker_threads";

type Listener = (...data: never[]) => unknown;

/** A port as Electron's main and utility processes have it. */
export class MessagePortMain extends EventEmitter {
  readonly own: MessagePort;
  constructor(own: MessagePort) {
    super();
    this.own = own;
    own.on("close", () => this.emit("close"));
  }
  postMessage(message: unknown, ports: readonly MessagePortMain[] = []): void {
    this.own.postMessage({ data: message, ports: ports.map((port) => port.own) }, transfer(ports));
  }
  start(): void {
    this.own.on("message", ({ data, ports }: { data: unknown; ports: MessagePort[] }) =>
      this.emit("message", { data, ports: ports.map((port) => new MessagePortMain(port)) }),
    );
  }
  close(): void {
    this.own.close();
  }
}

const transfer = (ports: readonly MessagePortMain[]): TransferListItem[] => ports.map((port) => port.own);

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}

/** Runs in the thread: the process object as Electron's utility processes have it, then the script. */
const bootstrap = `
const { parentPort, workerData } = require("node:worker_threads");
const { EventEmitter } = require("node:events");
const wrap = (own) => {
  const port = new EventEmitter();
  own.on("close", () => port.emit("close"));
  return Object.assign(port, {
    own,
    start: () => own.on("message", ({ data, ports }) => port.emit("message", { data, ports: ports.map(wrap) })),
    postMessage: (data, ports = []) =>
      own.postMessage({ data, ports: ports.map((one) => one.own) }, ports.map((one) => one.own)),
    close: () => own.close(),
  });
};
process.parentPort = wrap(parentPort);
process.argv = ["electron", workerData.script, ...workerData.args];
process.parentPort.on("newListener", (name) => {
  if (name === "message" && process.parentPort.listenerCount("message") === 0) process.parentPort.start();
});
import(workerData.url).catch((error) => { console.error(error); process.exit(1); });
`;

export interface Forked {
  readonly script: string;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

class FakeUtility extends EventEmitter {
  pid: number | undefined;
  readonly #worker: Worker;
  constructor(script: string, args: readonly string[]) {
    super();
    this.#worker = new Worker(bootstrap, {
      eval: true,
      workerData: { script, args, url: pathToFileURL(script).href },
      execArgv: [],
    });
    this.#worker.on("online", () => {
      // Of no process: nothing must be able to end a real one by it.
      this.pid = 2 ** 31 + this.#worker.threadId;
      killable.set(this.pid, this);
      this.emit("spawn");
    });
    this.#worker.on("message", ({ data }: { data: unknown }) => this.emit("message", data));
    this.#worker.on("error", () => {});
    this.#worker.on("exit", (code) => this.emit("exit", code));
  }
  postMessage(message: unknown, ports: readonly MessagePortMain[] = []): void {
    this.#worker.postMessage({ data: message, ports: ports.map((port) => port.own) }, transfer(ports));
  }
  kill(): boolean {
    void this.#worker.terminate();
    return true;
  }
}

/** Utility processes by their made-up ids, so that `process.kill` of a test can end them. */
export const killable = new Map<number, FakeUtility>();

export const utilityProcess = {
  forked: [] as Forked[],
  /** Those that do nothing. */
  started: [] as EventEmitter[],
  /** Tests that look only at the call get a process that does nothing. */
  real: false,
  fork(script: string, args: readonly string[] = [], options: Readonly<Record<string, unknown>> = {}) {
    utilityProcess.forked.push({ script, args, options });
    if (utilityProcess.real) return new FakeUtility(script, args);
    const idle = Object.assign(new EventEmitter(), { pid: undefined, postMessage() {}, kill: () => true });
    utilityProcess.started.push(idle);
    return idle;
  },
};

class FakeFrame {
  origin: string;
  url: string;
  constructor(url: string) {
    this.url = url;
    this.origin = /^[a-z]+:\/\/[^/]+/.exec(url)?.[0] ?? "null";
  }
}

export class FakeContents extends EventEmitter {
  mainFrame = new FakeFrame("about:blank");
  readonly sent: unknown[][] = [];
  readonly ports: MessagePortMain[] = [];
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  printed: unknown = null;
  send(...message: unknown[]): void {
    this.sent.push(message);
  }
  postMessage(_channel: string, _message: unknown, ports: MessagePortMain[]): void {
    this.ports.push(...ports);
  }
  setWindowOpenHandler(handler: FakeContents["openHandler"]): void {
    this.openHandler = handler;
  }
  getURL(): string {
    return this.mainFrame.url;
  }
  async printToPDF(options: unknown): Promise<Buffer> {
    this.printed = options;
    return Buffer.from("%PDF-1.7 made by a test");
  }
  /** The page goes somewhere inside itself. */
  goInPage(url: string): void {
    this.mainFrame = Object.assign(this.mainFrame, { url });
    this.emit("did-navigate-in-page", {}, url, true);
  }
}

export class BaseWindow extends EventEmitter {}

export class BrowserWindow extends BaseWindow {
  static readonly made: BrowserWindow[] = [];
  static getAllWindows = (): BrowserWindow[] => BrowserWindow.made.filter((window) => !window.destroyed);
  static fromWebContents = (contents: unknown): BrowserWindow | null =>
    BrowserWindow.made.find((window) => window.webContents === contents) ?? null;
  readonly options: Record<string, unknown> & { webPreferences: Record<string, unknown> };
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  readonly calls: string[] = [];
  destroyed = false;
  focused = false;
  maximised = false;
  bounds = { x: 0, y: 0, width: 0, height: 0 };
  constructor(options: BrowserWindow["options"]) {
    super();
    this.options = options;
    this.bounds = { ...this.bounds, ...(options as unknown as typeof this.bounds) };
    BrowserWindow.made.push(this);
    app.emit("web-contents-created", {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.webContents.emit("did-start-navigation", { isMainFrame: true, isSameDocument: false, url });
    this.webContents.mainFrame = new FakeFrame(url);
    this.webContents.emit("did-navigate", {}, url);
  }
  getNormalBounds() {
    const { x, y, width, height } = this.bounds;
    return { x, y, width, height };
  }
  isMaximized = (): boolean => this.maximised;
  isDestroyed = (): boolean => this.destroyed;
  isFocused = (): boolean => this.focused;
  isMinimized = (): boolean => false;
  maximize(): void {
    this.maximised = true;
  }
  focus(): void {
    this.calls.push("focus");
  }
  show(): void {
    this.calls.push("show");
  }
  restore(): void {
    this.calls.push("restore");
  }
  setBackgroundColor(colour: string): void {
    this.calls.push(`background ${colour}`);
  }
  close(): void {
    this.emit("close");
    this.destroy();
  }
  destroy(): void {
    this.destroyed = true;
    this.emit("closed");
  }
}

type PermissionHandler = (...data: unknown[]) => unknown;

class FakeSession extends EventEmitter {
  request: PermissionHandler | null = null;
  check: PermissionHandler | null = null;
  device: PermissionHandler | null = null;
  display: PermissionHandler | null = null;
  before: ((details: { url: string }, answer: (response: { cancel: boolean }) => void) => void) | null = null;
  spelling = true;
  readonly webRequest = {
    onBeforeRequest: (listener: FakeSession["before"]) => {
      this.before = listener;
    },
  };
  setPermissionRequestHandler(handler: PermissionHandler): void {
    this.request = handler;
  }
  setPermissionCheckHandler(handler: PermissionHandler): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: PermissionHandler): void {
    this.device = handler;
  }
  setDisplayMediaRequestHandler(handler: PermissionHandler): void {
    this.display = handler;
  }
  setSpellCheckerEnabled(on: boolean): void {
    this.spelling = on;
  }
}

export const session = { defaultSession: new FakeSession() };

class FakeApp extends EventEmitter {
  isPackaged = false;
  lock = true;
  readonly calls: unknown[][] = [];
  readonly paths: Record<string, string> = { documents: dirname(process.cwd()) };
  #ready: () => void = () => {};
  readonly #whenReady = new Promise<void>((resolve) => {
    this.#ready = resolve;
  });
  readonly commandLine = { appendSwitch: (...data: string[]) => this.calls.push(["switch", ...data]) };
  becomeReady(): void {
    this.#ready();
  }
  whenReady = (): Promise<void> => this.#whenReady;
  setName = (name: string): unknown => this.calls.push(["name", name]);
  setAboutPanelOptions = (options: unknown): unknown => this.calls.push(["about", options]);
  enableSandbox = (): unknown => this.calls.push(["enableSandbox"]);
  setPath(name: string, path: string): void {
    this.paths[name] = path;
  }
  getPath = (name: string): string => this.paths[name] ?? "";
  requestSingleInstanceLock(data: unknown): boolean {
    this.calls.push(["lock", data]);
    return this.lock;
  }
  quit(): void {
    this.calls.push(["quit"]);
  }
  exit(code: number): void {
    this.calls.push(["exit", code]);
  }
  addRecentDocument(path: string): void {
    this.calls.push(["recent", path]);
  }
  called = (name: string): unknown[][] => this.calls.filter(([first]) => first === name);
}

export const app = new FakeApp();

export const protocol = {
  schemes: [] as unknown[],
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  registerSchemesAsPrivileged(schemes: unknown[]): void {
    protocol.schemes.push(...schemes);
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void {
    protocol.handlers.set(scheme, handler);
  },
};

export const ipcMain = {
  handlers: new Map<string, Listener>(),
  listeners: new Map<string, Listener>(),
  handle: (channel: string, handler: Listener) => void ipcMain.handlers.set(channel, handler),
  on: (channel: string, listener: Listener) => void ipcMain.listeners.set(channel, listener),
};

export const dialog = {
  asked: [] as { readonly kind: string; readonly options: Record<string, unknown> }[],
  /** What the user will do. */
  open: { canceled: true, filePaths: [] as string[] },
  save: { canceled: true, filePath: "" },
  button: 1,
  async showOpenDialog(_window: unknown, options: Record<string, unknown>) {
    dialog.asked.push({ kind: "open", options });
    return dialog.open;
  },
  async showSaveDialog(_window: unknown, options: Record<string, unknown>) {
    dialog.asked.push({ kind: "save", options });
    return dialog.save;
  },
  async showMessageBox(...given: unknown[]) {
    dialog.asked.push({ kind: "message", options: given.at(-1) as Record<string, unknown> });
    return { response: dialog.button };
  },
  showErrorBox(title: string, detail: string) {
    dialog.asked.push({ kind: "error", options: { title, detail } });
  },
};

export const shell = {
  opened: [] as string[],
  async openExternal(url: string) {
    shell.opened.push(url);
  },
};

export const nativeTheme = { themeSource: "system", shouldUseDarkColors: true };

const display = (id: number, x: number) => ({ id, workArea: { x, y: 0, width: 1920, height: 1040 } });
export const screen = {
  displays: [display(1, 0)],
  display,
  getPrimaryDisplay: () => screen.displays[0],
  getAllDisplays: () => screen.displays,
};

interface Template {
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly checked?: boolean;
  readonly enabled?: boolean;
  readonly accelerator?: string;
  readonly registerAccelerator?: boolean;
  readonly submenu?: readonly Template[];
  readonly click?: (item: unknown, window: unknown) => void;
}
export const Menu = {
  shown: [] as readonly Template[],
  buildFromTemplate: (template: readonly Template[]) => template,
  setApplicationMenu(menu: readonly Template[]): void {
    Menu.shown = menu;
  },
};

/** Of preload scripts. */
export const contextBridge = {
  exposed: new Map<string, Record<string, (...data: unknown[]) => unknown>>(),
  exposeInMainWorld: (name: string, value: never) => void contextBridge.exposed.set(name, value),
};
class FakeRenderer extends EventEmitter {
  readonly sent: unknown[][] = [];
  readonly invoked: unknown[][] = [];
  send(...message: unknown[]): void {
    this.sent.push(message);
  }
  async invoke(...message: unknown[]): Promise<unknown> {
    this.invoked.push(message);
    return { ok: true, value: null };
  }
}
export const ipcRenderer = new FakeRenderer();
export const webUtils = { getPathForFile: (file: { path: string }) => file.path };
