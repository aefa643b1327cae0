import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface RendererFile {
  readonly type: string;
  readonly body: Buffer<ArrayBuffer>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * The built page, read once, by its path in a URL. What is not in this table does not exist to a client, so no path can lead out of it.
 * Throws when there is no build.
 */
export class RendererFiles {
  readonly #files = new Map<string, RendererFile>();

  constructor(folder: string) {
    if (!existsSync(join(folder, 'index.html'))) throw new Error(`${folder} holds no built page: run npm run build`);
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const path = `/${file.slice(folder.length + 1).replaceAll('\\', '/')}`;
      this.#files.set(path, { type: TYPES[extname(entry.name)] ?? 'application/octet-stream', body: readFileSync(file) });
    }
  }

  get(path: string): RendererFile | undefined {
    return this.#files.get(path === '/' ? '/index.html' : path);
  }
}

/** What a page of this app may load and reach: itself, and `connect` for its one line to the host. */
export function securityHeaders(connect = ''): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src ${`'self' ${connect}`.trim()}`,
    "font-src 'self'",
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}
