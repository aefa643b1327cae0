import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { rerun } from '../../electron/host/headless.ts';
import { open as openRecord } from '../../electron/store/open.ts';
import { commands, config, session, sessions } from '../../electron/store/queries.ts';
import type { Spec } from './spec.ts';

const CLI = join(import.meta.dirname, '..', '..', 'electron', 'cli.ts');

export const specs: readonly Spec[] = [
  {
    name: 'a session by keyboard: route, watch, cancel, kill, restart, find it again with the same numbers, and re-run it to the same digest',
    async run({ open, db }) {
      const desk = await open(['--seed', '7', '--speed', '2']);
      const { page } = desk;
      await page.locator('[data-testid=ladder]').waitFor();

      // By keyboard alone: Tab reaches the ticket, and from there each field in its order.
      await tabTo(page, 'ticket-side-buy');
      await tabTo(page, 'ticket-qty');
      await page.keyboard.type('3000');
      await tabTo(page, 'ticket-type-limit');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid=ticket-review]').waitFor();
      await page.keyboard.press('Enter');
      const parent = row(page, 'P-1');
      await parent.waitFor();
      await page.waitForFunction(() => document.querySelector('[data-order-id=P-1]')?.getAttribute('data-status') === '2');
      assert.equal(await parent.getAttribute('data-cum'), '3000');
      assert.ok((await page.locator('[data-parent-id=P-1]').count()) > 1, 'the parent has its children');
      assert.match(await text(page, 'why'), /Winner/);
      assert.match(await text(page, 'why'), /chosen/);
      await page.waitForFunction(() => /P-1/.test(document.querySelector('[data-testid=cost]')?.textContent ?? ''));
      assert.doesNotMatch(await text(page, 'cost'), /First fill draws this/);
      assert.doesNotMatch(await text(page, 'scorecard'), /NaN|undefined/);

      // An error stands beside its field, in words, and nothing is sent.
      await tabTo(page, 'ticket-qty');
      await page.keyboard.type('0');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid=ticket-error-orderQty]').waitFor();
      assert.equal(await focusedTestId(page), 'ticket-qty');
      await page.keyboard.press('Escape');

      // One that rests, and is cancelled from the blotter.
      await page.locator('[data-testid=ticket-qty]').fill('500');
      await page.locator('[data-testid=ticket-type-limit]').click();
      await page.locator('[data-testid=ticket-limit]').fill('95.00');
      await page.locator('[data-testid=ticket-limit]').press('Enter');
      await page.locator('[data-testid=ticket-review]').waitFor();
      await page.keyboard.press('Enter');
      await row(page, 'P-2').waitFor();
      await page.locator('[data-parent-id=P-2][data-status="0"]').waitFor();
      await page.locator('[data-testid=cancel-P-2]').click();
      await page.locator('[data-order-id=P-2][data-status="4"]').waitFor();
      // Rows do not move under the pointer: it goes elsewhere.
      await page.mouse.move(600, 1000);

      // The kill switch cancels what lives, refuses what comes, and is released with a reason.
      await page.locator('[data-testid=ticket-qty]').fill('700');
      await page.locator('[data-testid=ticket-limit]').fill('95.00');
      await page.locator('[data-testid=ticket-limit]').press('Enter');
      await page.locator('[data-testid=ticket-review]').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('[data-parent-id=P-3][data-status="0"]').waitFor();
      await page.keyboard.press('Control+Shift+K');
      await page.keyboard.press('Control+Shift+K');
      await page.locator('[data-testid=kill-strip]').waitFor();
      await page.locator('[data-order-id=P-3][data-status="4"]').waitFor();
      await page.locator('[data-testid=kill-reason]').fill('tested');
      await page.locator('[data-testid=kill-release]').click();
      await page.locator('[data-testid=kill-strip]').waitFor({ state: 'detached' });
      assert.deepEqual(desk.complaints, []);
      await desk.close();

      // Closed: the record is whole, and a re-run from its seed, config and commands is the same session.
      const record = openRecord(db);
      const [summary] = sessions(record);
      const { sessionID } = summary!;
      assert.equal(summary!.state, 'closed');
      assert.equal(rerun({ config: config(record, sessionID) }, commands(record, sessionID), summary!.to), summary!.digest);
      const verified = spawnSync(process.execPath, [CLI, 'verify', '--db', db, sessionID], { encoding: 'utf8' });
      assert.deepEqual([verified.status, verified.stderr], [0, '']);
      const first = session(record, sessionID).events.findLast(
        (event) => event.type === 'ExecutionReport' && event.orderID === 'P-1',
      );
      record.close();
      assert.ok(first?.type === 'ExecutionReport' && first.cumQty === 3000);

      // Restarted: Review finds it with the same numbers.
      const again = await open(['--seed', '8']);
      await again.page.locator('[data-testid=ladder]').waitFor();
      await again.page.keyboard.press('F2');
      await again.page.locator(`[data-testid=review-row-${sessionID}]`).click();
      await again.page.locator('[data-testid=review-order-P-1]').click();
      await again.page.locator('[data-testid=tca-filled]').waitFor();
      assert.match(await text(again.page, 'tca-filled'), /3,000\s+of 3,000/);
      const average = (first.cumNotional / first.cumQty / 1e6).toFixed(4).replace(/0{1,2}$/, '');
      assert.ok((await text(again.page, 'tca-avg')).startsWith(average), `${await text(again.page, 'tca-avg')} is ${average}`);
      assert.match(await text(again.page, 'review-orders'), /P-2/);
      assert.deepEqual(again.complaints, []);
      await again.close();
    },
  },
  {
    name: 'no panel shows NaN, undefined, or a clipped page, at two sizes and in both themes, on all pages',
    async run({ open }) {
      const { page, complaints, close } = await open(['--seed', '5', '--speed', '5']);
      await page.locator('[data-testid=ladder]').waitFor();
      await page.locator('[data-testid=ticket-qty]').fill('2500');
      await page.locator('[data-testid=ticket-type-market]').click();
      await page.locator('[data-testid=ticket-qty]').press('Enter');
      await page.locator('[data-testid=ticket-review]').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('[data-order-id=P-1][data-status="2"]').waitFor();
      for (const [width, height] of [
        [1680, 1050],
        [1280, 800],
      ] as const) {
        await page.setViewportSize({ width, height });
        for (const key of ['F1', 'F2', 'F3', 'F5', 'F7']) {
          await page.keyboard.press(key);
          if (key === 'F3') await page.locator('[data-testid=compare-verdict]').waitFor();
          for (let theme = 0; theme < 2; theme++) {
            await page.locator('[data-testid=theme]').click();
            const body = (await page.locator('body').textContent()) ?? '';
            assert.doesNotMatch(body, /NaN|undefined|Infinity|\[object/);
            assert.match(body, /SIMULATION/);
            const overflow = await page.evaluate(() => {
              const { scrollWidth, scrollHeight } = document.documentElement;
              return [scrollWidth - window.innerWidth, scrollHeight - window.innerHeight];
            });
            assert.ok(
              overflow.every((more) => more <= 0),
              `${key} at ${width}x${height} is larger than its window`,
            );
          }
        }
      }
      assert.deepEqual(complaints, []);
      await close();
    },
  },
];

/** Presses Tab until the control has the focus, as an operator without a mouse would. */
async function tabTo(page: Page, testid: string): Promise<void> {
  for (let i = 0; i < 120; i++) {
    if ((await focusedTestId(page)) === testid) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches ${testid}`);
}

function focusedTestId(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? null);
}

function row(page: Page, orderID: string) {
  return page.locator(`[data-order-id="${orderID}"]`);
}

async function text(page: Page, testid: string): Promise<string> {
  return ((await page.locator(`[data-testid=${testid}]`).first().textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();
}
