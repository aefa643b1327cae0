import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, type Page } from 'playwright-core';
import { electronBinary } from '../../electron/electron-binary.ts';
import { launchChromium } from '../support/chromium.ts';
import { runStandIn } from '../support/run-stand-in.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface OpenDesk {
  /** On its way to the desk's page or there already. */
  readonly page: Page;
  /** Ends the desk as an operator would; its session is closed then. */
  close(): Promise<void>;
}

/** A way to have the desk on a screen. The same specs run against each. */
export interface Desk {
  readonly name: string;
  /** Why it is left out on this machine. */
  readonly missing?: string;
  open(args: readonly string[]): Promise<OpenDesk>;
}

const standIn: Desk = {
  name: 'Electron main, preload and page on a stand-in',
  async open(args) {
    const { page, quit } = await runStandIn(args);
    return { page, close: quit };
  },
};

const browser: Desk = {
  name: 'browser host',
  async open(args) {
    const server = await serve(args);
    const chromium = await launchChromium();
    const page = await chromium.newPage({ viewport: { width: 1680, height: 1050 } });
    // Not awaited: the spec listens to the page before it loads.
    const visit = page.goto(server.address, { waitUntil: 'commit' });
    return {
      page,
      async close() {
        await visit;
        await chromium.close();
        await server.stop();
      },
    };
  },
};

const electron: Desk = {
  name: 'Electron',
  ...missing(),
  async open(args) {
    const binary = electronBinary();
    if ('missing' in binary) throw new Error(binary.missing);
    const app = await _electron.launch({ executablePath: binary.path, args: [ROOT, ...args] });
    const page = await app.firstWindow();
    return { page, close: () => app.close() };
  },
};

function missing(): { missing?: string } {
  const binary = electronBinary();
  return 'missing' in binary ? { missing: binary.missing } : {};
}

export const desks: readonly Desk[] = [standIn, browser, electron];

/** The browser host as its own program. `address` holds the one-time token. */
export async function serve(args: readonly string[]): Promise<{ address: string; child: ChildProcess; stop(): Promise<number> }> {
  const child = spawn(process.execPath, [join(ROOT, 'electron', 'serve.ts'), '--no-open', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const address = await Promise.race([
    addressIn(child),
    ended.then(([code]) => Promise.reject(new Error(`serve ended with ${code}`))),
  ]);
  return {
    address,
    child,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code ?? -1;
    },
  };
}

async function addressIn(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const address = /^Open (\S+)$/.exec(line)?.[1];
    if (address === undefined) continue;
    // Whatever it says later must not fill its pipe.
    child.stdout!.resume();
    return address;
  }
  throw new Error('the host printed no address');
}
