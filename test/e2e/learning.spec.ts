import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Spec } from './spec.ts';

export const specs: readonly Spec[] = [
  {
    name: 'what the router learns: an order is scored, and a search for better numbers is stopped, gone on with and ends',
    async run({ open }) {
      const { page, complaints, close } = await open(['--seed', '7', '--speed', '2']);
      await page.locator('[data-testid=ladder]').waitFor();
      await page.keyboard.press('F7');
      const belief = page.locator('[data-model="take/beta"]');
      await belief.waitFor();
      assert.match((await belief.textContent()) ?? '', /no outcomes yet/);
      assert.match(
        (await page.locator('[data-testid=learning-curve-session]').textContent()) ?? '',
        /No outcomes yet: route an order/,
      );

      await page.keyboard.press('F1');
      await page.locator('[data-testid=ticket-qty]').fill('2500');
      await page.locator('[data-testid=ticket-type-market]').click();
      await page.locator('[data-testid=ticket-qty]').press('Enter');
      await page.locator('[data-testid=ticket-review]').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('[data-order-id=P-1]').waitFor();
      await page.keyboard.press('F7');
      // Told by itself, without anyone asking again.
      await page.waitForFunction(
        () => !/no outcomes yet/.test(document.querySelector('[data-model="take/beta"]')?.textContent ?? ''),
      );
      await page.locator('[data-testid=learning-curve-session] button[aria-label$="as table"]').click();
      await page.locator('[data-testid=learning-curve-session] tbody tr').first().waitFor();
      await said(page);

      await page.locator('[data-testid=learning-part-tuning]').click();
      await page.locator('[data-testid=tune-seeds]').fill('1');
      await page.keyboard.press('Tab');
      assert.match((await page.locator('[data-testid=tune-error-seeds]').textContent()) ?? '', /Whole number, 2 to 1,000/);
      await page.locator('[data-testid=tune-seeds]').fill('2');
      await page.locator('[data-testid=tune-budget]').fill('3');
      await page.keyboard.press('Tab');
      for (const name of ['leakTicks', 'adverseTicks']) await page.locator(`[data-testid=tune-pick-${name}]`).click();
      await page.locator('[data-testid=tune-run]').click();
      await page.getByText(/trying the start/).waitFor();
      await page.locator('[data-testid=tune-stop]').click();
      await page.locator('[data-testid=tune-stopped]').waitFor();
      // Left and come back to, it still is to be gone on with.
      await page.keyboard.press('F1');
      await page.keyboard.press('F7');
      await page.locator('[data-testid=tune-run]', { hasText: 'Go on' }).click();
      await page.locator('[data-testid=tune-run]', { hasText: 'Run again' }).waitFor({ timeout: 120_000 });
      assert.equal(await page.locator('[data-testid=tune-try]').count(), 3);
      assert.match(
        (await page.locator('[data-testid=tune-verdict]').textContent()) ?? '',
        /Of 3 tries: .*Ended by its budget of 3 settings/,
      );
      await said(page);
      assert.deepEqual(complaints, []);
      await close();
    },
  },
];

/** Nothing that a program says and a person does not. */
async function said(page: Page): Promise<void> {
  assert.doesNotMatch((await page.locator('main').last().textContent()) ?? '', /NaN|undefined|Infinity|\[object/);
}
