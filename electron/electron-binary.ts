import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, '..', 'node_modules', 'electron');
/** What a download may take before the browser desk is the better answer. */
const DOWNLOAD_MS = 120_000;

export type ElectronBinary = { readonly path: string } | { readonly missing: string };

/** Where Electron can be started, or in a few words why it cannot. `fetch` downloads the binary if it is not there yet. */
export function electronBinary({ fetch = false, say = (_: string) => {} } = {}): ElectronBinary {
  const why = unusable();
  if (why) return { missing: why };
  const present = binaryOnDisk();
  if (present) return { path: present };
  if (!fetch || process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return { missing: 'its binary is not on this machine' };
  say('Fetching Electron (once) ...');
  spawnSync(process.execPath, [join(PACKAGE, 'install.js')], { stdio: 'ignore', timeout: DOWNLOAD_MS });
  const fetched = binaryOnDisk();
  return fetched ? { path: fetched } : { missing: 'its binary could not be downloaded' };
}

function unusable(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display';
  // Chromium refuses its sandbox to root, and the desk does not run without it.
  return process.getuid?.() === 0 ? 'it does not run as root' : undefined;
}

/** As the package's own index.js finds it, without its download. */
function binaryOnDisk(): string | undefined {
  const pathFile = join(PACKAGE, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(PACKAGE, 'dist');
  const path = join(folder, readFileSync(pathFile, 'utf8'));
  return existsSync(path) ? path : undefined;
}
