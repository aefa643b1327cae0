import { isAtOnce } from '../../../shared/config/fault.ts';
import type { EngineEvent } from '../../../shared/events.ts';
import { gapTitle, reportTitle, tradingWord } from '../../state/fault-words.ts';
import type { Span } from './timeline.ts';

/** How long something was wrong; a `symbol` where it concerned one alone. */
export interface TroubleSpan extends Span {
  readonly kind: 'bad' | 'warn';
  readonly text: string;
  readonly symbol?: string;
  /** The symbol that this fault halts or pauses. */
  readonly halts?: string;
  /** The symbol that this state of trading stops. */
  readonly halted?: string;
}

/** Everything that went wrong in a session, in the order it began. What had not ended lasts until `to`; what is over at once has no length. */
export function troubleSpans(events: readonly EngineEvent[], to: number): TroubleSpan[] {
  const spans: TroubleSpan[] = [];
  /** Index of the span that still lasts, by what it is of. */
  const open = new Map<string, number>();
  const begin = (key: string, span: Omit<TroubleSpan, 'to'>) => {
    end(key, span.from);
    open.set(key, spans.push({ ...span, to }) - 1);
  };
  const end = (key: string, at: number) => {
    const index = open.get(key);
    if (index !== undefined) spans[index] = { ...spans[index]!, to: at };
    open.delete(key);
  };
  for (const event of events) {
    const { at } = event;
    if (event.type === 'FaultReport') {
      const key = `fault ${event.faultID}`;
      const symbol = event.fault && 'symbol' in event.fault ? { symbol: event.fault.symbol } : {};
      const halts = event.fault?.kind === 'halt' || event.fault?.kind === 'luldPause' ? { halts: event.fault.symbol } : {};
      if (event.state === 'started') begin(key, { from: at, kind: 'bad', text: reportTitle(event), ...symbol, ...halts });
      if (event.state === 'ended' || (event.state === 'started' && event.fault && isAtOnce(event.fault))) end(key, at);
    } else if (event.type === 'TradingStatus') {
      const key = `trading ${event.symbol}`;
      const text = `${event.symbol} ${tradingWord(event.state)}`;
      const kind = event.state === 'limitState' ? 'warn' : 'bad';
      const index = open.get(key);
      if (event.state === 'trading') end(key, at);
      // Bands that move in the middle of a halt do not begin another.
      else if (index === undefined || spans[index]?.text !== text) {
        const halted = event.state === 'limitState' ? {} : { halted: event.symbol };
        begin(key, { from: at, kind, text, symbol: event.symbol, ...halted });
      }
    } else if (event.type === 'VenueStatus') {
      if (event.selfHelp) begin(`self-help ${event.mic}`, { from: at, kind: 'warn', text: `${event.mic} self-help` });
      else end(`self-help ${event.mic}`, at);
    } else if (event.type === 'FeedStatus') {
      const key = `gap ${event.mic} ${event.path}`;
      if (event.state === 'gap') begin(key, { from: at, kind: 'warn', text: gapTitle(event) });
      else end(key, at);
    }
  }
  return spans.filter((span) => !spans.some((other) => other !== span && saysTheSame(other, span)));
}

/** A halt that was injected and the state it put the symbol in are one thing: the fault stands for both while it covers the state. */
function saysTheSame(fault: TroubleSpan, state: TroubleSpan): boolean {
  return fault.halts !== undefined && fault.halts === state.halted && state.from >= fault.from - 1 && state.to <= fault.to + 1;
}
