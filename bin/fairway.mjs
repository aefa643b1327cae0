#!/usr/bin/env node
// Runs the CLI on Node 24, which understands its TypeScript: this one if it is new enough, else the one the project depends on.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const modern = Number(process.versions.node.split('.')[0]) >= 24;
const node = modern ? process.execPath : here('../node_modules/.bin/node');
// A young generation of one size from the start: V8 would double it some hours into a long run, and a smaller one sends more to the old one.
const flags = ['--min-semi-space-size=16', '--max-semi-space-size=16'];
const { status, error } = spawnSync(node, [...flags, here('../electron/cli.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
if (error) console.error(`fairway: cannot start Node 24 (${error.message}); run npm ci first`);
process.exitCode = status ?? 2;
