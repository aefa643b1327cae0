import { pxText } from '../../shared/format.ts';
import { isFirm } from '../../shared/routing.ts';
import { isUnfilled, isWorking, type Order, type OrderBook } from '../state/orders.ts';

export type OrderFilter = 'all' | 'working' | 'unfilled';

export interface OrderRow {
  readonly order: Order;
  readonly level: 1 | 2;
  readonly open: boolean;
}

/** The blotter's lines: parents in the given order, each followed by its children while it is open. A parent stays for the sake of a matching child. */
export function orderRows(
  orders: OrderBook,
  parents: readonly string[],
  filter: OrderFilter,
  closed: ReadonlySet<string>,
): OrderRow[] {
  const rows: OrderRow[] = [];
  for (const id of parents) {
    const parent = orders.byID.get(id);
    if (!parent) continue;
    const all = parent.children.map((child) => orders.byID.get(child)).filter((child) => child !== undefined);
    const children = all.filter((child) => matches(child, filter));
    if (!matches(parent, filter) && children.length === 0) continue;
    const open = !closed.has(id);
    rows.push({ order: parent, level: 1, open });
    if (open) for (const order of children) rows.push({ order, level: 2, open: false });
  }
  return rows;
}

export function matches(order: Order, filter: OrderFilter): boolean {
  return filter === 'all' || (filter === 'working' ? isWorking(order) : isUnfilled(order));
}

export interface OrderState {
  readonly kind: 'filled' | 'partial' | 'unfilled' | 'resting' | 'flight' | 'bad';
  readonly word: string;
  readonly note: string;
}

/** What has become of an order, in one word and its reason. */
export function orderState(order: Order): OrderState {
  const note = order.text ?? '';
  switch (order.ordStatus) {
    case '2':
      return { kind: 'filled', word: 'Filled', note: '' };
    case '8':
      return { kind: 'bad', word: 'Rejected', note };
    case '4':
    case 'C':
    case '3': {
      const ended = order.ordStatus === 'C' ? 'Expired' : 'Cancelled';
      // That what an IOC did not get was cancelled goes without saying.
      if (!isFirm(order)) return { kind: 'unfilled', word: 'Ended', note };
      if (order.cumQty > 0)
        return { kind: 'partial', word: 'Partial', note: note || (order.parentID === undefined ? ended.toLowerCase() : '') };
      return { kind: 'unfilled', word: order.parentID === undefined ? ended : 'Unfilled', note };
    }
    case '6':
      return { kind: 'flight', word: 'Cancelling', note };
    case 'A':
      return { kind: 'flight', word: 'In flight', note };
    default:
      if (order.parentID === undefined)
        return {
          kind: order.cumQty > 0 ? 'partial' : 'resting',
          word: 'Working',
          note,
        };
      if (!isFirm(order)) return { kind: 'resting', word: 'Not firm', note };
      return order.action === 'post' || order.action === 'peg'
        ? { kind: 'resting', word: 'Resting', note }
        : { kind: 'flight', word: 'In flight', note };
  }
}

/** A child's own part of its id: `P-7-C3` is listed under P-7 as `C3`. */
export function childName(order: Order): string {
  const prefix = `${order.parentID}-`;
  return order.orderID.startsWith(prefix) ? order.orderID.slice(prefix.length) : order.orderID;
}

/** What was asked: `lim 100.02` (Day), `100.02 IOC` or `market FOK` of a parent, `IOC 100.01`, `IOC mid`, `ISO 100.02`, `post 99.99`, `peg mid`, `cond mid` of a child. */
export function instruction(order: Order): string {
  const force = { day: 'Day', ioc: 'IOC', fok: 'FOK' }[order.timeInForce];
  if (order.parentID === undefined) {
    const price = order.ordType === 'market' ? 'market' : pxText(order.price);
    if (order.timeInForce !== 'day') return `${price} ${force}`;
    return order.ordType === 'market' ? price : `lim ${price}`;
  }
  if (order.action === 'mid') return `${force} mid`;
  if (order.action === 'peg') return 'peg mid';
  if (order.action === 'conditional') return 'cond mid';
  if (order.action === 'post') return `post ${pxText(order.price)}`;
  // An intermarket sweep is immediate or cancel without saying so.
  return `${order.iso ? 'ISO' : force} ${pxText(order.price, 'market')}`;
}

/** The part of a long list that is in sight, with the heights above and below. */
export function windowOf(
  count: number,
  top: number,
  height: number,
  row: number,
): { from: number; to: number; above: number; below: number } {
  if (count <= 50) return { from: 0, to: count, above: 0, below: 0 };
  const from = Math.max(0, Math.min(count, Math.floor(top / row) - 8));
  const to = Math.min(count, Math.ceil((top + height) / row) + 8);
  return { from, to, above: from * row, below: (count - to) * row };
}
