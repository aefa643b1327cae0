import { join } from 'node:path';
import { app, dialog, ipcMain, protocol, session } from 'electron';
import { APP_HOST, APP_SCHEME, APP_URL } from './desktop/channels.ts';
import { DesktopIpc } from './desktop/ipc.ts';
import { denyPermissions, openWindow } from './desktop/window.ts';
import { deskArguments } from './host/arguments.ts';
import { openDesk } from './host/desk.ts';
import { RendererFiles, securityHeaders } from './host/renderer-files.ts';

/** Electron's main process: wiring only. The desk is `host/`, the page is `renderer/`. */
const PRELOAD = join(import.meta.dirname, '../preload/preload.cjs');
const RENDERER = join(import.meta.dirname, '../renderer');
/** Set by `electron-vite dev` alone. */
const devURL = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const url = devURL ?? APP_URL;

app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  try {
    const args = deskArguments(process.argv.slice(1), { lenient: true });
    await app.whenReady();
    denyPermissions(session.defaultSession);
    servePage();
    const watchPolicy = args.watchPolicy || devURL !== undefined;
    const host = await openDesk({ ...args, watchPolicy }, { onFault: (error) => console.error(error), say: console.log });
    new DesktopIpc({ ipcMain, host, isOwn });
    const window = openWindow({ preload: PRELOAD, url, isOwn });
    app.on('second-instance', () => {
      if (window.isMinimized()) window.restore();
      window.focus();
    });
    app.on('window-all-closed', () => app.quit());
    // `will-quit` comes once, after the windows have gone: nobody can send another order.
    app.once('will-quit', () => host.close());
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => app.quit());
    host.start();
  } catch (error) {
    dialog.showErrorBox('Fairway cannot start', (error as Error).message);
    app.exit(1);
  }
}

function isOwn(address: string): boolean {
  const own = URL.parse(url);
  const other = URL.parse(address);
  return own !== null && other !== null && own.protocol === other.protocol && own.host === other.host;
}

function servePage(): void {
  if (devURL !== undefined) return;
  const files = new RendererFiles(RENDERER);
  const headers = securityHeaders();
  protocol.handle(APP_SCHEME, (request) => {
    const { host, pathname } = new URL(request.url);
    const file = request.method === 'GET' && host === APP_HOST ? files.get(pathname) : undefined;
    if (!file) return new Response('There is no such page.', { status: 404, headers });
    return new Response(file.body, { headers: { ...headers, 'Content-Type': file.type } });
  });
}
