import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import type { Host } from '../host/host.ts';
import { IPC } from './channels.ts';

interface PageLine {
  receive(message: unknown): void;
  closed(): void;
  taken(size: number): void;
}

export interface DesktopOptions {
  readonly ipcMain: Pick<IpcMain, 'on'>;
  readonly host: Pick<Host, 'join'>;
  /** Whether this address is the app's own page. */
  readonly isOwn: (url: string) => boolean;
}

/** Lines over Electron's IPC: one for each page that has loaded. Words from any other frame or address are not heard. */
export class DesktopIpc {
  readonly #lines = new WeakMap<WebContents, PageLine>();
  readonly #options: DesktopOptions;

  constructor(options: DesktopOptions) {
    this.#options = options;
    const { ipcMain } = options;
    ipcMain.on(IPC.open, (event) => this.#fromOwn(event) && this.#open(event.sender));
    ipcMain.on(IPC.toHost, (event, message: unknown) => this.#fromOwn(event) && this.#lines.get(event.sender)?.receive(message));
    ipcMain.on(IPC.taken, (event, size: unknown) => {
      if (this.#fromOwn(event) && Number.isSafeInteger(size)) this.#lines.get(event.sender)?.taken(size as number);
    });
  }

  #fromOwn({ senderFrame, sender }: IpcMainEvent): boolean {
    return senderFrame !== null && senderFrame === sender.mainFrame && this.#options.isOwn(senderFrame.url);
  }

  #open(page: WebContents): void {
    // A reload ends the page before it; its line goes with it.
    this.#lines.get(page)?.closed();
    let backlog = 0;
    let open = true;
    const end = () => {
      open = false;
      session.closed();
    };
    const session = this.#options.host.join({
      send: (message) => {
        if (!open || page.isDestroyed()) return;
        backlog += typeof message === 'string' ? message.length : message.byteLength;
        page.send(IPC.toPage, message);
      },
      get backlog() {
        return backlog;
      },
      // There is no connection that could be seen to end: a page that cannot go on starts again.
      close: () => {
        end();
        page.reload();
      },
    });
    this.#lines.set(page, {
      receive: (message) => session.receive(message),
      closed: end,
      taken: (size) => {
        backlog = Math.max(0, backlog - size);
      },
    });
    page.once('destroyed', end);
    page.once('render-process-gone', end);
  }
}
