import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Frame, Page, Route } from 'playwright-core';
import { launchChromium } from './chromium.ts';

/**
 * Stands in for the module `electron` where its binary cannot be had: as much of it as the built main process uses, on a real Chromium.
 * A window is a page, the preload an init script in it, IPC a binding and evaluations, a custom scheme an https origin answered by route.
 * What only Electron can show (the sandbox, fuses, menus) it does not pretend to.
 */

/** A custom scheme's stand-in origin: a secure context, as a privileged scheme is. */
const ORIGIN_SUFFIX = '.scheme.localhost';

type Handler = (request: Request) => Response | Promise<Response>;
const schemes = new Map<string, Handler>();
const windows = new Set<BrowserWindow>();
let browser: Browser | undefined;
let context: BrowserContext | undefined;

class App extends EventEmitter {
  readonly isPackaged = false;
  #ready: Promise<void> | undefined;
  #quitting: Promise<void> | undefined;

  enableSandbox(): void {}

  requestSingleInstanceLock(): boolean {
    return true;
  }

  whenReady(): Promise<void> {
    this.#ready ??= (async () => {
      browser = await launchChromium();
      context = await browser.newContext({ viewport: { width: 1680, height: 1050 }, ignoreHTTPSErrors: true });
    })();
    return this.#ready;
  }

  quit(): void {
    this.#quitting ??= this.#leave();
  }

  exit(code: number): void {
    this.emit('stand-in-exit', code);
    this.quit();
  }

  async #leave(): Promise<void> {
    this.emit('before-quit', cancellable());
    for (const window of [...windows]) await window.page?.close();
    this.emit('will-quit', cancellable());
    await browser?.close();
    this.emit('quit');
  }
}

export const app = new App();

export const protocol = {
  registerSchemesAsPrivileged(): void {},
  handle(scheme: string, handler: Handler): void {
    schemes.set(scheme, handler);
  },
};

export const ipcMain = new EventEmitter();

/** Chromium asks nobody here: a fresh context grants nothing. */
export const session = {
  defaultSession: { setPermissionRequestHandler() {}, setPermissionCheckHandler() {}, setDevicePermissionHandler() {} },
};

export const dialog = {
  showErrorBox(title: string, text: string): void {
    app.emit('stand-in-error', new Error(`${title}: ${text}`));
  },
};

interface FrameLike {
  readonly url: string;
}

type Message = readonly [channel: string, text: string, binary: boolean];

class WebContents extends EventEmitter {
  #page: Page | undefined;
  #mainFrame: FrameLike = { url: '' };
  #openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  #outbox: Message[] = [];
  #sending = false;

  get mainFrame(): FrameLike {
    return this.#mainFrame;
  }

  async attach(page: Page, preload: string | undefined): Promise<void> {
    this.#page = page;
    await page.exposeBinding('__ipcSend', ({ frame }, channel: string, ...args: unknown[]) => {
      const senderFrame = frame === page.mainFrame() ? this.#frame(frame) : { url: frame.url() };
      ipcMain.emit(channel, { sender: this, senderFrame }, ...args);
    });
    if (preload !== undefined) await page.addInitScript(preloadScript(readFileSync(preload, 'utf8')));
    await page.route('**/*', (route) => this.#route(route));
    page.on('popup', (popup) => {
      if (this.#openHandler({ url: popup.url() }).action === 'deny') void popup.close();
    });
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed' }));
    page.on('close', () => this.emit('destroyed'));
  }

  isDestroyed(): boolean {
    return this.#page?.isClosed() ?? true;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  send(channel: string, message: string | ArrayBuffer): void {
    const binary = typeof message !== 'string';
    this.#outbox.push([channel, binary ? Buffer.from(message).toString('base64') : message, binary]);
    if (!this.#sending) void this.#flush();
  }

  /** In order, several at once where they have piled up. A page that is just being replaced loses them, as in Electron. */
  async #flush(): Promise<void> {
    this.#sending = true;
    while (this.#outbox.length > 0 && !this.isDestroyed())
      await this.#page?.evaluate(deliver, this.#outbox.splice(0)).catch(() => undefined);
    this.#sending = false;
  }

  #frame(frame: Frame): FrameLike {
    const url = toScheme(frame.url());
    if (url !== this.#mainFrame.url) this.#mainFrame = { url };
    return this.#mainFrame;
  }

  async #route(route: Route): Promise<void> {
    const request = route.request();
    const url = toScheme(request.url());
    if (request.isNavigationRequest() && request.frame() === this.#page?.mainFrame() && this.#mainFrame.url !== '') {
      const event = { ...cancellable(), url };
      this.emit('will-navigate', event);
      if (event.defaultPrevented) return route.abort();
    }
    const handler = schemes.get(new URL(url).protocol.slice(0, -1));
    if (!handler) return route.continue();
    const response = await handler(new Request(url, { method: request.method() }));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }
}

interface WindowOptions {
  readonly title?: string;
  readonly webPreferences?: { readonly preload?: string };
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  readonly #options: WindowOptions;
  page: Page | undefined;

  constructor(options: WindowOptions) {
    super();
    this.#options = options;
    windows.add(this);
  }

  async loadURL(url: string): Promise<void> {
    if (!context) throw new Error('a window before the app is ready');
    const page = await context.newPage();
    this.page = page;
    page.on('close', () => this.#closed());
    await this.webContents.attach(page, this.#options.webPreferences?.preload);
    app.emit('stand-in-window', page);
    await page.goto(fromScheme(url));
    this.emit('ready-to-show');
  }

  show(): void {}
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }

  #closed(): void {
    if (!windows.delete(this)) return;
    this.emit('closed');
    if (windows.size === 0) app.emit('window-all-closed');
  }
}

/** The first window's page, before it has loaded anything. */
export async function firstPage(): Promise<Page> {
  const failed = once(app, 'stand-in-error').then(([error]) => {
    throw error;
  });
  const [page] = (await Promise.race([once(app, 'stand-in-window'), failed])) as [Page];
  return page;
}

function fromScheme(url: string): string {
  const { protocol: scheme, host, pathname, search } = new URL(url);
  const name = scheme.slice(0, -1);
  return schemes.has(name) ? `https://${host}.${name}${ORIGIN_SUFFIX}${pathname}${search}` : url;
}

function toScheme(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed?.hostname.endsWith(ORIGIN_SUFFIX)) return url;
  const [host, name] = parsed.hostname.slice(0, -ORIGIN_SUFFIX.length).split('.');
  return `${name}://${host}${parsed.pathname}${parsed.search}`;
}

function cancellable() {
  return {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}

/** The preload as a page script: its `electron` speaks through the binding. Only in the top frame, as in Electron. */
function preloadScript(source: string): string {
  return `(() => {
  if (window !== window.top) return;
  const listeners = new Map();
  const electron = {
    contextBridge: { exposeInMainWorld: (key, api) => Object.defineProperty(window, key, { value: Object.freeze(api) }) },
    ipcRenderer: {
      send: (channel, ...args) => void window.__ipcSend(channel, ...args),
      on: (channel, listener) => void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    },
  };
  window.__ipcDeliver = (channel, message) => { for (const listener of listeners.get(channel) ?? []) listener({}, message); };
  const require = (name) => { if (name !== 'electron') throw new Error('a sandboxed preload cannot require ' + name); return electron; };
  const module = { exports: {} };
  ((require, module, exports) => {\n${source}\n})(require, module, module.exports);
})();`;
}

/** Runs in the page. */
function deliver(messages: readonly Message[]): void {
  const { __ipcDeliver } = globalThis as unknown as { __ipcDeliver?: (channel: string, message: unknown) => void };
  for (const [channel, text, binary] of messages)
    __ipcDeliver?.(channel, binary ? Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer : text);
}
