/** The key map: bindings, their legend, and what may fire when. The legend in the status bar and the full map are made from this. */
export type ActionID =
  | 'page.desk'
  | 'page.review'
  | 'page.compare'
  | 'page.realism'
  | 'page.learning'
  | 'panel.next'
  | 'panel.1'
  | 'panel.2'
  | 'panel.3'
  | 'panel.4'
  | 'panel.5'
  | 'panel.6'
  | 'panel.7'
  | 'clock.pause'
  | 'clock.step'
  | 'clock.slower'
  | 'clock.faster'
  | 'faults'
  | 'keys.map'
  | 'keys.arm'
  | 'kill'
  | 'ticket.buy'
  | 'ticket.sell'
  | 'ticket.quantity'
  | 'ticket.limit'
  | 'ticket.type'
  | 'ticket.strategy'
  | 'ticket.dispatch'
  | 'limit.up'
  | 'limit.down'
  | 'limit.upSpread'
  | 'limit.downSpread'
  | 'order.cancel'
  | 'order.cancelAll'
  | 'ladder.centre'
  | 'why.show'
  | 'why.next'
  | 'why.previous';

export interface Binding {
  readonly action: ActionID;
  /** As `keyOf` writes it. */
  readonly key: string;
  readonly text: string;
  /** Armed bindings are single keys that trade or move: they need the hotkeys on. */
  readonly armed: boolean;
  /** Shown in the status bar under this caption; absent: only in the full map. */
  readonly legend?: string;
}

export const keyMap: readonly Binding[] = [
  { action: 'page.desk', key: 'F1', text: 'Desk', armed: false },
  { action: 'page.review', key: 'F2', text: 'Review', armed: false },
  { action: 'page.compare', key: 'F3', text: 'Compare', armed: false },
  { action: 'page.realism', key: 'F5', text: 'Realism', armed: false },
  { action: 'page.learning', key: 'F7', text: 'Learning', armed: false },
  { action: 'panel.next', key: 'F6', text: 'next panel', armed: false },
  { action: 'panel.1', key: 'Ctrl 1', text: 'watchlist', armed: false },
  { action: 'panel.2', key: 'Ctrl 2', text: 'order ticket', armed: false },
  { action: 'panel.3', key: 'Ctrl 3', text: 'ladder', armed: false },
  { action: 'panel.4', key: 'Ctrl 4', text: 'why this venue', armed: false },
  { action: 'panel.5', key: 'Ctrl 5', text: 'orders', armed: false },
  { action: 'panel.6', key: 'Ctrl 6', text: 'running cost', armed: false },
  { action: 'panel.7', key: 'Ctrl 7', text: 'venues', armed: false },
  { action: 'clock.pause', key: 'Space', text: 'pause or run', armed: false },
  { action: 'clock.step', key: '.', text: 'one event (while paused)', armed: false },
  { action: 'clock.slower', key: '[', text: 'slower', armed: false },
  { action: 'clock.faster', key: ']', text: 'faster', armed: false },
  { action: 'faults', key: 'Ctrl Shift F', text: 'faults: inject and clear', armed: false },
  { action: 'keys.map', key: '?', text: 'this map', armed: false },
  { action: 'keys.arm', key: 'Ctrl Shift A', text: 'arm or disarm the hotkeys', armed: false },
  { action: 'kill', key: 'Ctrl Shift K', text: 'kill switch (twice within 1 s)', armed: false },
  { action: 'ticket.buy', key: 'B', text: 'buy', armed: true, legend: 'buy' },
  { action: 'ticket.sell', key: 'S', text: 'sell', armed: true, legend: 'sell' },
  { action: 'ticket.quantity', key: 'Q', text: 'quantity', armed: true, legend: 'quantity' },
  { action: 'ticket.limit', key: 'L', text: 'limit', armed: true, legend: 'limit' },
  { action: 'limit.up', key: '↑', text: 'limit one tick up', armed: true, legend: 'tick up' },
  { action: 'limit.down', key: '↓', text: 'limit one tick down', armed: true, legend: 'down' },
  { action: 'limit.upSpread', key: 'Shift ↑', text: 'limit one spread up', armed: true },
  { action: 'limit.downSpread', key: 'Shift ↓', text: 'limit one spread down', armed: true },
  { action: 'order.cancel', key: 'X', text: 'cancel selected', armed: true, legend: 'cancel selected' },
  { action: 'order.cancelAll', key: 'Shift X', text: 'cancel all', armed: true, legend: 'cancel all' },
  { action: 'ladder.centre', key: 'C', text: 'centre ladder', armed: true, legend: 'centre ladder' },
  { action: 'why.show', key: 'W', text: 'why this venue', armed: true, legend: 'why this venue' },
  { action: 'why.next', key: 'J', text: 'next decision', armed: true },
  { action: 'why.previous', key: 'K', text: 'decision before', armed: true },
  { action: 'ticket.type', key: 'T', text: 'order type', armed: true },
  { action: 'ticket.strategy', key: 'R', text: 'strategy', armed: true },
  { action: 'ticket.dispatch', key: 'D', text: 'dispatch', armed: true },
];

/** The keys of the ticket that work there at all times; shown in the legend and the map. */
export const ticketKeys = [
  { key: 'Enter', text: 'review, then route' },
  { key: 'Esc', text: 'clear or close' },
  { key: 'Alt + letter', text: 'to the field with that letter underlined' },
  { key: '↑ ↓', text: 'one tick or lot, with Shift ten' },
] as const;

const NAMES: Readonly<Record<string, string>> = { ' ': 'Space', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** The name of a key press: `Ctrl Shift K`, `Shift ↑`, `?` (a sign's own Shift is not named). */
export function keyOf(press: KeyPress): string {
  const name = NAMES[press.key] ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key);
  const isSign = press.key.length === 1 && press.key !== ' ' && press.key.toUpperCase() === press.key.toLowerCase();
  const shift = press.shiftKey && !isSign;
  return [press.ctrlKey ? 'Ctrl' : '', press.altKey ? 'Alt' : '', press.metaKey ? 'Meta' : '', shift ? 'Shift' : '', name]
    .filter((part) => part !== '')
    .join(' ');
}

/** What a key press means, if anything. Plain keys mean nothing while a field that takes text has the focus. */
export function actionOf(
  press: KeyPress,
  at: { readonly armed: boolean; readonly typing: boolean },
  map: readonly Binding[] = keyMap,
): ActionID | undefined {
  const key = keyOf(press);
  const binding = map.find((one) => one.key === key);
  if (!binding || (binding.armed && !at.armed)) return undefined;
  const plain = !press.ctrlKey && !/^F\d+$/.test(press.key);
  return plain && at.typing ? undefined : binding.action;
}

/** Keys that stand twice in a map. */
export function conflicts(map: readonly Binding[]): string[] {
  return map.map(({ key }) => key).filter((key, index, keys) => keys.indexOf(key) !== index);
}
