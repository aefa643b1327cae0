import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const at = (path: string) => resolve(import.meta.dirname, path);

// Everything in package.json's `dependencies` stays outside the main bundle; better-sqlite3 is native and must.
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // A thread is started from a file of its own.
      rolldownOptions: {
        input: {
          main: at('electron/main.ts'),
          'calibrate-worker': at('electron/host/calibrate-worker.ts'),
          'judge-worker': at('electron/host/judge-worker.ts'),
          'policy-worker': at('electron/host/policy/worker.ts'),
          'learn-worker': at('electron/host/learn-worker.ts'),
        },
      },
    },
  },
  preload: {
    // A sandboxed preload is one CommonJS file that requires nothing but electron.
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: { input: at('electron/preload.ts'), output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [svelte()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      // A strict policy allows no `data:` font or script.
      assetsInlineLimit: 0,
      rolldownOptions: { input: at('renderer/index.html') },
    },
  },
});
