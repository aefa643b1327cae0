import { describe, expect, test } from 'vitest';
import { type Asker, LongRun, type Running } from '../../electron/host/long-run.ts';
import { UsageError } from '../../electron/host/usage.ts';
import type { Progress } from '../../shared/wire/contract.ts';

function asking() {
  const told: string[] = [];
  const asker = { open: true, push: (_: string, progress: Progress) => void told.push(`${progress.task} ${progress.text}`) };
  let wall = 0;
  const long = new LongRun('search', 'tune.run', () => wall);
  const pass = (milliseconds: number) => {
    wall += milliseconds;
  };
  return { asker: asker as Asker & { open: boolean }, told, long, pass };
}

const say = ({ tell }: Running, text: string) => tell({ done: 1, total: 2, text });
/** Work that ends when it is given up. */
const endless = ({ signal }: Running) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

describe('a long run', () => {
  test('is one at a time; the next can begin when it is done, failed or stopped', async () => {
    const { asker, long } = asking();
    expect(long.stop()).toBe(false);
    const first = long.run(asker, endless);
    await expect(long.run(asker, async () => 1)).rejects.toMatchObject({
      wire: { code: 'busy', text: 'a search is running already' },
    });
    expect(long.stop()).toBe(true);
    await expect(first).rejects.toMatchObject({ wire: { code: 'internal', text: 'the search was given up' } });
    await expect(
      long.run(asker, () => {
        throw new UsageError('seeds: 1 is fewer than 2');
      }),
    ).rejects.toMatchObject({ wire: { code: 'badRequest', text: 'seeds: 1 is fewer than 2' } });
    await expect(long.run(asker, () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
    expect(await long.run(asker, async () => 1)).toBe(1);
  });

  test('tells how far it is ten times a second at most, and its last word always', async () => {
    const { asker, told, long, pass } = asking();
    await long.run(asker, async (running) => {
      say(running, 'a');
      pass(99);
      say(running, 'b');
      pass(1);
      say(running, 'c');
      say(running, 'd');
      expect(running.elapsed()).toBe(0.1);
    });
    expect(told).toEqual(['tune.run a', 'tune.run c', 'tune.run d']);
  });

  test('is given up when whoever asked has gone', async () => {
    const { asker, long } = asking();
    const running = long.run(asker, (given) => {
      const over = endless(given);
      asker.open = false;
      say(given, 'to nobody');
      return over;
    });
    await expect(running).rejects.toThrow('the search was given up');
  });
});
