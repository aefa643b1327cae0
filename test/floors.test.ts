import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface Floor {
  /** Every path that begins so is on this floor; the first that fits is taken. */
  readonly at: string;
  /** What it may import of the project, as path beginnings. */
  readonly below: readonly string[];
  /** Packages by name; `node:` stands for all of Node's own. */
  readonly packages: readonly string[];
  /** Knows no clock, chance, machine or network. */
  readonly pure?: boolean;
}

const ENGINE = ['shared/', 'electron/engine/'];
const HOST = [...ENGINE, 'electron/store/', 'electron/host/'];

const FLOORS: readonly Floor[] = [
  { at: 'shared/wire/', below: ['shared/'], packages: ['zod'], pure: true },
  { at: 'shared/config/', below: ['shared/'], packages: ['zod'], pure: true },
  { at: 'shared/', below: ['shared/'], packages: [], pure: true },
  { at: 'electron/engine/', below: ENGINE, packages: ['seedrandom'], pure: true },
  { at: 'electron/store/', below: [...ENGINE, 'electron/store/'], packages: ['node:', 'better-sqlite3'] },
  {
    at: 'electron/host/',
    below: HOST,
    packages: ['node:', 'csv-parse', 'quickjs-emscripten-core', '@jitl/quickjs-wasmfile-release-sync'],
  },
  { at: 'electron/web/', below: ['shared/', 'electron/'], packages: ['node:', 'ws'] },
  { at: 'electron/desktop/', below: ['shared/', 'electron/'], packages: ['node:', 'electron'] },
  { at: 'electron/main.ts', below: ['shared/', 'electron/'], packages: ['node:', 'electron'] },
  { at: 'electron/preload.ts', below: ['shared/', 'electron/desktop/'], packages: ['electron'] },
  { at: 'electron/', below: ['shared/', 'electron/'], packages: ['node:'] },
  { at: 'renderer/', below: ['shared/', 'renderer/'], packages: ['svelte', 'chart.js', '@fontsource-variable'] },
];

/** Names of the world outside. `Math.random` is found by its own rule, being only half a name. */
const WORLD = new Set(
  (
    'Date performance setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame ' +
    'process fetch WebSocket XMLHttpRequest crypto Buffer console globalThis'
  ).split(' '),
);

/** What a source says that its floor does not allow; `path` is from the project's root, with `/`. */
function faults(path: string, source: string): string[] {
  const floor = FLOORS.find(({ at }) => path.startsWith(at));
  if (!floor) return [`${path}: on no floor`];
  const found: string[] = [];
  const imported = (name: string | undefined) => {
    const why = name === undefined ? 'imports by a computed name' : importFault(path, floor, name);
    if (why) found.push(`${path}: ${why}`);
  };
  if (path.endsWith('.css')) for (const [, name] of source.matchAll(/@import\s+(?:url\()?["']([^"']+)/g)) imported(name);
  else {
    const code = path.endsWith('.svelte') ? scriptsOf(source) : source;
    const visit = (node: ts.Node): void => {
      if (isImport(node)) imported(nameOf(node));
      if (floor.pure && ts.isIdentifier(node)) {
        const world = worldly(node);
        if (world) found.push(`${path}: knows ${world}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS));
  }
  return found;
}

function importFault(path: string, floor: Floor, name: string): string | undefined {
  if (name.startsWith('.')) {
    const target = posix.join(posix.dirname(path), name);
    return floor.below.some((below) => target.startsWith(below)) ? undefined : `imports ${target}`;
  }
  const allowed = floor.packages.some((one) =>
    one === 'node:' ? name.startsWith(one) : name === one || name.startsWith(`${one}/`),
  );
  return allowed ? undefined : `imports ${name}`;
}

/** All scripts of a component, markup left out. */
function scriptsOf(component: string): string {
  return [...component.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code).join('\n');
}

function isImport(node: ts.Node): boolean {
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier !== undefined;
  if (ts.isCallExpression(node))
    return node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require';
  return ts.isImportDeclaration(node) || ts.isImportTypeNode(node) || ts.isExternalModuleReference(node);
}

function nameOf(node: ts.Node): string | undefined {
  let name: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) name = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node)) name = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  else if (ts.isExternalModuleReference(node)) name = node.expression;
  else if (ts.isCallExpression(node)) name = node.arguments[0];
  return name && ts.isStringLiteralLike(name) ? name.text : undefined;
}

/** The outside name that an identifier stands for; undefined where it is a member or a label of someone's own. */
function worldly(node: ts.Identifier): string | undefined {
  const { parent, text } = node;
  if (text === 'Math') {
    const member = ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : undefined;
    return member === undefined || member === 'random' ? `Math.${member ?? 'whole'}` : undefined;
  }
  if (!WORLD.has(text)) return undefined;
  const own =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ((ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent)) && parent.name === node) ||
    ((ts.isPropertyDeclaration(parent) || ts.isPropertySignature(parent) || ts.isPropertyAssignment(parent)) &&
      parent.name === node);
  return own ? undefined : text;
}

function sources(): string[] {
  return ['electron', 'shared', 'renderer'].flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|svelte|css)$/.test(name))
      .map((name) => `${top}/${name.replaceAll('\\', '/')}`),
  );
}

describe('the scanner', () => {
  const E = 'electron/engine/route/x.ts';

  test.each([
    ['engine looks up', E, `import { host } from '../../host/host.ts';`, 'imports electron/host/host.ts'],
    ['engine looks up for a type', E, `import type { Host } from '../../host/host.ts';`, 'imports electron/host/host.ts'],
    ['engine looks up inline', E, `let a: import('../../store/open.ts').Store;`, 'imports electron/store/open.ts'],
    ['engine passes on what is above', E, `export * from '../../main.ts';`, 'imports electron/main.ts'],
    ['engine imports later', E, `const a = await import('node:fs');`, 'imports node:fs'],
    ['engine requires', E, `const a = require('fs');`, 'imports fs'],
    ['engine imports by a computed name', E, 'const a = import(name);', 'imports by a computed name'],
    ['engine parses', E, `import { z } from 'zod';`, 'imports zod'],
    ['engine on Node', E, `import 'node:os';`, 'imports node:os'],
    ['engine reads a clock', E, 'const t = Date.now();', 'knows Date'],
    ['engine reads a clock inside a text', E, `const t = \`at \${new Date()}\`;`, 'knows Date'],
    ['engine measures', E, 'performance.now()', 'knows performance'],
    ['engine rolls dice', E, 'Math.random()', 'knows Math.random'],
    ['engine rolls dice under another name', E, 'const { random } = Math;', 'knows Math.whole'],
    ['engine waits', E, 'setTimeout(f, 1)', 'knows setTimeout'],
    ['engine asks its machine', E, 'const { env } = process;', 'knows process'],
    ['engine calls out', E, `fetch('https://x')`, 'knows fetch'],
    ['engine goes round by the global', E, `globalThis['Date']`, 'knows globalThis'],
    ['shared imports a package', 'shared/x.ts', `import seedrandom from 'seedrandom';`, 'imports seedrandom'],
    ['shared parses outside its edges', 'shared/tca/x.ts', `import { z } from 'zod';`, 'imports zod'],
    ['shared looks up', 'shared/x.ts', `import { a } from '../electron/engine/engine.ts';`, 'imports electron/engine/engine.ts'],
    ['shared has a clock', 'shared/wire/x.ts', 'export const now = () => new Date();', 'knows Date'],
    ['host knows the database', 'electron/host/x.ts', `import Database from 'better-sqlite3';`, 'imports better-sqlite3'],
    ['store knows the host', 'electron/store/x.ts', `import { a } from '../host/host.ts';`, 'imports electron/host/host.ts'],
    [
      'host knows its window',
      'electron/host/x.ts',
      `import { a } from '../desktop/window.ts';`,
      'imports electron/desktop/window.ts',
    ],
    [
      'the page imports the engine',
      'renderer/X.svelte',
      `<script lang="ts">import { Engine } from '../electron/engine/engine.ts';</script>`,
      'imports electron/engine/engine.ts',
    ],
    [
      'the page on Node',
      'renderer/panels/X.svelte',
      `<script module>\nimport fs from 'node:fs'\n</script><p>it's</p>`,
      'imports node:fs',
    ],
    ['the page knows electron', 'renderer/x.ts', `import { ipcRenderer } from 'electron';`, 'imports electron'],
    ['the page parses', 'renderer/x.ts', `import { z } from 'zod';`, 'imports zod'],
    ['a command parses by itself', 'electron/command-line/x.ts', `import { z } from 'zod';`, 'imports zod'],
    ['a look-alike package', 'renderer/x.ts', `import x from 'svelte-evil';`, 'imports svelte-evil'],
    ['a style from elsewhere', 'renderer/x.css', `@import "https://fonts.example/x.css";`, 'imports https://fonts.example/x.css'],
    ['code imports a test', 'electron/cli.ts', `import { run } from '../test/support/run.ts';`, 'imports test/support/run.ts'],
    [
      'the preload requires more than it may',
      'electron/preload.ts',
      `import { host } from './host/host.ts';`,
      'imports electron/host/host.ts',
    ],
  ])('flags: %s', (_name, path, source, fault) => {
    expect(faults(path, source)).toEqual([`${path}: ${fault}`]);
  });

  test('flags a file that is on no floor', () => {
    expect(faults('scripts/x.ts', '')).toEqual(['scripts/x.ts: on no floor']);
  });

  test.each([
    ['words in comments and texts', E, `// Date.now() and fetch\nconst a = 'process' + "Math.random()" + \`setTimeout\`;`],
    ['members and methods of one’s own', E, 'class A { process() { this.process(); return this.x.Date; } }'],
    ['Math, but for chance', E, 'Math.max(1, Math.floor(2));'],
    ['the floor itself and those below', E, `import { a } from './y.ts'; import type { b } from '../../../shared/fix.ts';`],
    ['the one package', E, `import seedrandom from 'seedrandom';`],
    ['zod at the edges', 'shared/config/x.ts', `import { z } from 'zod';`],
    [
      'a page of svelte',
      'renderer/X.svelte',
      `<script lang="ts">import { tick } from 'svelte'; import A from './A.svelte';</script>`,
    ],
    ['the page’s own clock', 'renderer/x.ts', 'requestAnimationFrame(() => performance.now())'],
    ['an entry', 'electron/cli.ts', `import { host } from './host/host.ts'; import { join } from 'node:path';`],
  ])('lets pass: %s', (_name, path, source) => {
    expect(faults(path, source)).toEqual([]);
  });
});

describe('the house', () => {
  const paths = sources();

  test('imports go down only, and the lower floors know no clock, chance or machine', () => {
    expect(paths.flatMap((path) => faults(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });

  test('was read: every floor has its files', () => {
    expect(FLOORS.filter(({ at }) => !paths.some((path) => path.startsWith(at)))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(['electron/engine/engine.ts', 'renderer/App.svelte', 'shared/fix.ts']));
  });
});
