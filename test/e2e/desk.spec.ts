import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Spec } from './spec.ts';

export const specs: readonly Spec[] = [
  {
    name: 'the desk opens: a moving ladder within three seconds of the page load, under a strict policy, without a complaint',
    async run({ open }) {
      const { page, complaints, close } = await open(['--seed', '11']);
      await page.waitForLoadState('load');
      const loaded = performance.now();
      await page.locator('[data-testid=ladder]').waitFor({ state: 'visible', timeout: 3000 });
      const first = await simulatedTime(page);
      await page.waitForFunction((time) => document.querySelector('[data-testid=clock]')?.textContent !== time, first, {
        timeout: 3000,
      });
      const seconds = (performance.now() - loaded) / 1000;
      assert.ok(seconds < 3, `the ladder moved only ${seconds.toFixed(1)} s after the page had loaded`);
      assert.equal(await page.title(), 'Fairway');
      assert.match(await policyOf(page), /default-src 'none'; script-src 'self'/);
      assert.deepEqual(complaints, []);
      await close();
    },
  },
  {
    name: 'the page has no way to the machine but its line',
    async run({ open }) {
      const { page, close } = await open();
      await page.locator('[data-testid=ladder]').waitFor();
      const reach = await page.evaluate(async () => {
        const blocked = async (attempt: () => unknown) => {
          try {
            await attempt();
            return false;
          } catch {
            return true;
          }
        };
        return {
          node: typeof (globalThis as Record<string, unknown>).require === 'undefined' && typeof process === 'undefined',
          elsewhere: await blocked(() => fetch('https://example.com/')),
          // In a task of its own: what a test driver evaluates is not held to the policy itself.
          evaluation: await new Promise((resolve) => {
            setTimeout(() => resolve(blocked(() => new Function('return 1')())));
          }),
        };
      });
      assert.deepEqual(reach, { node: true, elsewhere: true, evaluation: true });
      await close();
    },
  },
];

function simulatedTime(page: Page): Promise<string | null> {
  return page.locator('[data-testid=clock]').textContent();
}

/** The policy that this page was sent with. */
function policyOf(page: Page): Promise<string> {
  return page.evaluate(async () => (await fetch(location.pathname)).headers.get('content-security-policy') ?? '');
}
