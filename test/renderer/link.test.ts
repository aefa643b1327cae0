import { expect, it } from 'vitest';
import type { LinkState } from '../../renderer/transport/link.ts';
import { ReconnectingLink } from '../../renderer/transport/reconnecting.ts';
import type { Channel } from '../../shared/wire/client.ts';

/** Lines that the test opens, speaks on and cuts by hand; `due` are the waits asked for. */
function workbench() {
  const lines: { sent: string[]; open(): void; say(message: string | ArrayBuffer): void; cut(reason: string): void }[] = [];
  const due: { wait: number; task: () => void }[] = [];
  const link = new ReconnectingLink(
    (opened) => {
      let hear: (message: string | ArrayBuffer) => void = () => undefined;
      let end: (reason: string) => void = () => undefined;
      const sent: string[] = [];
      lines.push({ sent, open: opened, say: (message) => hear(message), cut: (reason) => end(reason) });
      const channel: Channel = {
        send: (text) => void sent.push(text),
        onMessage: (listener) => {
          hear = listener;
        },
        onClose: (listener) => {
          end = listener;
        },
      };
      return channel;
    },
    (wait, task) => {
      const one = { wait, task };
      due.push(one);
      return () => void due.splice(due.indexOf(one), 1);
    },
  );
  return { link, lines, due };
}

it('a cut line fails what was asked, tries again ever later, and pushes reach the same listeners on the next one', async () => {
  const { link, lines, due } = workbench();
  const states: LinkState[] = [];
  const heard: unknown[] = [];
  link.subscribe('protection', (push) => heard.push(push));
  link.watch((state) => states.push(state));
  lines[0]!.open();
  lines[0]!.say(JSON.stringify({ push: 'protection', data: { on: true } }));
  const asked = link.invoke('clock.step', {});
  lines[0]!.cut('the host went away');
  await expect(asked).rejects.toMatchObject({ code: 'closed', message: 'the host went away' });
  const waits: number[] = [];
  for (const round of [1, 2, 3]) {
    const next = due.shift()!;
    waits.push(next.wait);
    next.task();
    if (round < 3) lines[round]!.cut('refused');
  }
  lines[3]!.open();
  lines[3]!.say(JSON.stringify({ push: 'protection', data: { on: false } }));
  expect(waits).toEqual([250, 500, 1000]);
  expect(heard).toEqual([{ on: true }, { on: false }]);
  expect(states).toEqual([
    { state: 'connecting' },
    { state: 'open' },
    { state: 'closed', reason: 'the host went away' },
    { state: 'closed', reason: 'refused' },
    { state: 'closed', reason: 'refused' },
    { state: 'open' },
  ]);
});

it('who stops listening hears no more', () => {
  const { link, lines } = workbench();
  const heard: unknown[] = [];
  const stop = link.subscribe('frame', (frame) => heard.push(frame.byteLength));
  lines[0]!.say(new ArrayBuffer(4));
  stop();
  lines[0]!.say(new ArrayBuffer(8));
  expect(heard).toEqual([4]);
});
