import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { DESK_HELP, deskArguments } from './host/arguments.ts';
import { openDesk } from './host/desk.ts';
import { exitCode } from './host/exit-code.ts';
import { RendererFiles } from './host/renderer-files.ts';
import { serveWeb } from './web/server.ts';

/** The browser desk: `node electron/serve.ts [options]`. Ends its session cleanly on Ctrl+C. */
async function main(argv: readonly string[]): Promise<void> {
  const args = deskArguments(argv);
  if (args.help) {
    console.log(`Fairway in the browser: node electron/serve.ts [options]\n\n${DESK_HELP}`);
    return;
  }
  const files = new RendererFiles(join(import.meta.dirname, '..', 'out', 'renderer'));
  const host = await openDesk(args, { onFault: (error) => console.error(error), onReading: reading, say: console.log });
  const web = await serveWeb({ files, port: args.port, join: (line) => host.join(line) });
  host.start();
  console.log(`Fairway: ${host.session.info.title}, seed ${host.session.info.seed}, record ${args.db}`);
  console.log(`Open ${web.address}`);
  console.log('The address works once, in one browser. Ctrl+C ends the session.');
  if (args.open) openBrowser(web.address);
  await signalled();
  host.close();
  await web.close();
  console.log(`Session ${host.session.info.sessionID} closed.`);
}

/** A line that rewrites itself; on a terminal only. */
function reading(share: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\rReading the tape: ${Math.round(share * 100)} %${share >= 1 ? '\n' : ''}`);
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

/** Asks the platform; where it has no way, the printed address does. */
function openBrowser(address: string): void {
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay) return;
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : ['xdg-open', address];
  const child = spawn(command!, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`fairway: ${(error as Error).message}`);
  process.exitCode = exitCode(error);
}
