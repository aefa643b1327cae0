import { BrowserWindow, type Session } from 'electron';

export interface WindowOptions {
  /** The built preload: one CommonJS file, as the sandbox requires. */
  readonly preload: string;
  readonly url: string;
  readonly isOwn: (url: string) => boolean;
}

/** The desk's window: sandboxed, alone with its own page, unable to go or open anything else. */
export function openWindow({ preload, url, isOwn }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Fairway',
    width: 1680,
    height: 1050,
    minWidth: 1280,
    minHeight: 800,
    show: false,
    backgroundColor: '#0d1014',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => {
    if (!isOwn(event.url)) event.preventDefault();
  });
  webContents.on('will-redirect', (event) => event.preventDefault());
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  void window.loadURL(url);
  return window;
}

/** The page needs none of what a site may ask for: no camera, notification, clipboard or device. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_, __, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
