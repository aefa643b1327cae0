import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Spec } from './spec.ts';

export const specs: readonly Spec[] = [
  {
    name: 'twelve venues: started from the session menu, an outage injected, seen and cleared, a halt seen and spoken, and found again in Review',
    async run({ open }) {
      const { page, complaints, close } = await open(['--seed', '3']);
      await page.locator('[data-testid=ladder]').waitFor();
      await page.locator('[data-testid=session]').click();
      await page.locator('[data-testid=session-scenario]').selectOption('us2026');
      await page.locator('[data-testid=session-seed]').fill('21');
      await page.locator('[data-testid=session-start]').click();
      await page.waitForFunction(() => document.querySelectorAll('[data-testid=scorecard] tbody tr').length === 12);
      assert.match(await text(page, 'nbbo'), /Direct.*SIP/);
      await page.waitForFunction(() =>
        /apart [\d,]+ times? so far/.test(document.querySelector('[data-testid=dislocation]')?.textContent ?? ''),
      );
      assert.doesNotMatch((await page.locator('body').textContent()) ?? '', /NaN|undefined|Infinity|\[object/);

      // A wrong length is said at its field, and nothing happens.
      await page.keyboard.press('Control+Shift+F');
      await page.locator('[data-testid=fault-kind]').selectOption('venueOutage');
      await page.locator('[data-testid=fault-mic]').selectOption('XNAS');
      await page.locator('[data-testid=fault-duration]').fill('0');
      await page.locator('[data-testid=fault-inject]').click();
      await page.locator('[data-testid=fault-error-duration]').waitFor();
      assert.equal(await page.locator('[data-testid=trouble]').count(), 0);

      await page.locator('[data-testid=fault-duration]').fill('600');
      await page.locator('[data-testid=fault-inject]').click();
      await page.locator('[data-testid=trouble]').waitFor();
      assert.match(await text(page, 'faults'), /^FAULT ?XNAS outage ?.* left$/);
      await page.locator('[data-testid=venue-trouble]').waitFor();
      assert.match(await text(page, 'venue-trouble'), /outage/);
      assert.equal(await page.locator('[aria-label^="XNAS outage"]').getAttribute('data-health'), 'bad');

      await page.locator('[data-testid=fault-clear]').click();
      await page.locator('[data-testid=trouble]').waitFor({ state: 'detached' });
      await page.locator('[data-testid=venue-trouble]').waitFor({ state: 'detached' });
      assert.match(await text(page, 'faults'), /Faults ?none/);

      await page.locator('[data-testid=fault-kind]').selectOption('halt');
      await page.locator('[data-testid=fault-duration]').fill('600');
      await page.locator('[data-testid=fault-inject]').click();
      await page.locator('[data-testid=trading-state]').waitFor();
      assert.match(await text(page, 'trading-state'), /Halted.*left/);
      await page.locator('[data-testid=ticket-notice]').waitFor();
      assert.match(await text(page, 'assertive'), /halted/);
      await page.keyboard.press('Escape');
      await page.locator('[data-testid=faults-panel]').waitFor({ state: 'detached' });

      await page.keyboard.press('F2');
      await page.waitForFunction(() => document.querySelectorAll('[data-testid=review-trouble]').length >= 2);
      assert.deepEqual(complaints, []);
      await close();
    },
  },
  {
    name: 'is this market realistic? Two seeds of a minute give every row, failing ones shown failing, and every curve has a table',
    async run({ open }) {
      const { page, complaints, close } = await open(['--scenario', 'us2026', '--seed', '3', '--speed', '0.25']);
      await page.locator('[data-testid=ladder]').waitFor();
      await page.keyboard.press('F5');
      await page.locator('[data-testid=realism-empty]').waitFor();
      await page.locator('[data-testid=realism-seeds]').fill('0');
      await page.keyboard.press('Tab');
      await page.getByText('Whole number, 1 to 100').waitFor();
      await page.locator('[data-testid=realism-seeds]').fill('2');
      await page.keyboard.press('Tab');
      await page.locator('[data-testid=realism-minutes]').fill('1');
      await page.keyboard.press('Tab');
      await page.locator('[data-testid=realism-run]').click();
      await page.locator('[data-testid=realism-stop]').waitFor();
      await page.locator('[data-testid=realism-row]').first().waitFor();
      const states = await page
        .locator('[data-testid=realism-row]')
        .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.state));
      assert.ok(states.length > 20, `${states.length} rows`);
      const verdict = await text(page, 'realism-verdict');
      const count = (state: string) => states.filter((one) => one === state).length;
      for (const [state, words] of [
        ['fails', 'fails?'],
        ['unmeasured', 'unmeasured'],
      ] as const)
        assert.match(verdict, count(state) === 0 ? /holds?/ : new RegExp(`${count(state)} ${words}`));
      if (count('fails') + count('unmeasured') === 0) assert.match(verdict, /All \d+ targets hold/);
      assert.match(await text(page, 'realism-provenance'), /seeds 9001 and 9002, 1 min each/);
      const table = page.locator('[data-testid=realism-curve] button[aria-label$="as table"]').first();
      await table.click();
      await page.locator('[data-testid=realism-curve] tbody tr').first().waitFor();
      assert.doesNotMatch((await page.locator('main').last().textContent()) ?? '', /NaN|undefined|Infinity|\[object/);

      // Left and come back to, it stands.
      await page.keyboard.press('F1');
      await page.keyboard.press('F5');
      assert.equal(await page.locator('[data-testid=realism-row]').count(), states.length);

      // A run that is stopped keeps what was there.
      await page.locator('[data-testid=realism-minutes]').fill('60');
      await page.keyboard.press('Tab');
      await page.locator('[data-testid=realism-run]').click();
      await page.locator('[data-testid=realism-stop]').click();
      await page.getByText('Stopped: shown is what came before').waitFor();
      assert.equal(await page.locator('[data-testid=realism-row]').count(), states.length);
      assert.deepEqual(complaints, []);
      await close();
    },
  },
];

async function text(page: Page, testid: string): Promise<string> {
  return ((await page.locator(`[data-testid=${testid}]`).first().textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();
}
