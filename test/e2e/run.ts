import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { ensureBuilt } from '../../electron/build.ts';
import { chromiumPath } from '../support/chromium.ts';
import { type Desk, desks } from './desks.ts';
import type { Spec, StagedDesk } from './spec.ts';

/**
 * End-to-end: every `*.spec.ts` here against every desk that this machine can open. `node test/e2e/run.ts [words of a spec's name]`.
 * A failed spec leaves a picture in test-results/.
 */
const SPEC_MS = 180_000;
const RESULTS = join(import.meta.dirname, '..', '..', 'test-results');

async function main(filter: string): Promise<boolean> {
  const why = missingChromium();
  if (why !== undefined) {
    // Whoever has no browser can still run the rest; continuous integration installs one and must not pass without.
    if (process.env.CI) throw new Error(why);
    console.log(`end-to-end tests left out: ${why}`);
    return true;
  }
  ensureBuilt(console.log);
  const specs = (await loadSpecs()).filter((spec) => spec.name.includes(filter));
  if (specs.length === 0) throw new Error(`no spec's name holds ${JSON.stringify(filter)}`);
  let good = true;
  for (const desk of desks) {
    if (desk.missing !== undefined) {
      console.log(`${desk.name}: left out, ${desk.missing}`);
      continue;
    }
    console.log(desk.name);
    for (const spec of specs) good = (await runSpec(desk, spec)) && good;
  }
  return good;
}

function missingChromium(): string | undefined {
  try {
    chromiumPath();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function loadSpecs(): Promise<Spec[]> {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.spec.ts'));
  const modules = files
    .sort()
    .map(async (file) => (await import(pathToFileURL(join(import.meta.dirname, file)).href)) as { specs: Spec[] });
  return (await Promise.all(modules)).flatMap((module) => module.specs);
}

async function runSpec(desk: Desk, spec: Spec): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-e2e-'));
  const db = join(folder, 'fairway.db');
  const opened: StagedDesk[] = [];
  const began = performance.now();
  const open = async (args: readonly string[] = []) => {
    const staged = await stage(desk, ['--db', db, ...args]);
    opened.push(staged);
    return staged;
  };
  try {
    await withinTime(spec.run({ open, desk, db }));
    console.log(`  ok    ${spec.name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    console.log(`  FAIL  ${spec.name}`);
    console.log(indented((error as Error).stack ?? String(error)));
    await pictures(opened, `${desk.name} ${spec.name}`);
    return false;
  } finally {
    for (const { close } of opened) await close().catch((error) => console.log(indented(`closing: ${error}`)));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function stage(desk: Desk, args: readonly string[]): Promise<StagedDesk> {
  const { page, close } = await desk.open(args);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  let closing: Promise<void> | undefined;
  return {
    page,
    complaints,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function withinTime(run: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not done in ${SPEC_MS / 1000} s`)), SPEC_MS);
    run.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

async function pictures(opened: readonly { page: Page }[], name: string): Promise<void> {
  for (const [i, { page }] of opened.entries()) {
    if (page.isClosed()) continue;
    const path = join(RESULTS, `${name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 80)}-${i + 1}.png`);
    await page.screenshot({ path }).then(
      () => console.log(`        ${path}`),
      (error: unknown) => console.log(indented(`no picture: ${error}`)),
    );
  }
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '        ');
}

try {
  const good = await main(process.argv.slice(2).join(' '));
  process.exitCode = good ? 0 : 1;
} catch (error) {
  console.error(`e2e: ${(error as Error).message}`);
  process.exitCode = 1;
}
