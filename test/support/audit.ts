import type { SessionConfig } from '../../shared/config/session.ts';
import type { EngineEvent, ExecutionReport } from '../../shared/events.ts';
import type { RoutingDecision } from '../../shared/routing.ts';

/**
 * Reads the events of a session as an auditor would, sharing no code with the engine, and lists every broken rule of domain 3 and 5:
 * quantities, money, limits, fees, latencies, that each fill was decided, and that conditional orders hold nothing. An empty list is a clean
 * session.
 */
export function audit(events: readonly EngineEvent[], config: SessionConfig): string[] {
  const broken: string[] = [];
  const venues = new Map(config.venues.map((spec) => [spec.mic, spec]));
  const decisions = new Map<string, RoutingDecision>();
  const orders = new Map<string, Seen>();
  const execIDs = new Set<string>();
  const firmedUp = new Set<string>();
  const fees = feesOf(events, config);
  const spiked = events.some((event) => event.type === 'FaultReport' && event.fault?.kind === 'latencySpike');
  let last = 0;
  for (const event of events) {
    const rule = (holds: boolean, name: string) => {
      if (!holds) broken.push(`${name}: ${JSON.stringify(event)}`);
    };
    rule(event.at >= last, 'time never goes back');
    last = event.at;
    if (event.type === 'ProtocolError') rule(false, 'no protocol error');
    if (event.type === 'RoutingDecision') {
      decisions.set(event.decisionID, event);
      const sent = event.legs.reduce((sum, leg) => sum + (leg.action === 'conditional' ? 0 : leg.orderQty), 0);
      rule(sent <= event.leavesQty, 'a decision sends no more than the leaves');
      for (const leg of event.legs) {
        if (leg.action === 'conditional')
          rule(
            leg.minQty! >= 1 && leg.minQty! <= leg.orderQty && leg.orderQty <= event.leavesQty,
            'a pool is asked for what is left',
          );
        if (leg.invitation === undefined) continue;
        const invited = orders.get(leg.invitation);
        const ofThis = invited?.first.parentID === event.orderID && invited.first.exDestination === leg.mic;
        rule(ofThis && invited.first.action === 'conditional' && !invited.done, 'only a live conditional order is firmed up');
        rule(!firmedUp.has(leg.invitation), 'it is firmed up once');
        firmedUp.add(leg.invitation);
      }
      rule(new Set(event.candidates.map((c) => c.mic)).size === config.venues.length, 'a decision weighs every venue');
      for (const c of event.candidates) {
        const sum = c.cost ? Object.values(c.cost).reduce((a, b) => a + b, 0) : undefined;
        rule(sum === c.total, 'cost terms sum to the total');
        rule(c.text !== '', 'every candidate has its reason');
      }
    }
    // A refused order of the operator's was never there; a refused leg was.
    if (event.type !== 'ExecutionReport' || (event.ordStatus === '8' && event.parentID === undefined)) continue;
    rule(!execIDs.has(event.execID), 'execIDs are unique');
    execIDs.add(event.execID);
    const seen = orders.get(event.orderID) ?? { cumQty: 0, cumNotional: 0, cumFee: 0, done: false, leaves: 0, first: event };
    orders.set(event.orderID, seen);
    rule(!seen.done, 'nothing follows a terminal state');
    if (event.execType === 'F') {
      seen.cumQty += event.lastQty!;
      seen.cumNotional += event.lastQty! * event.lastPx! * 100;
      seen.cumFee += event.fee!;
      const spec = venues.get(event.lastMkt!)!;
      rule(
        fees(event).some((perShare) => event.fee === perShare * event.lastQty!),
        'the venue’s own fee is paid',
      );
      const known = event.transactTime! + spec.responseLatency;
      rule(spiked || spec.jitter ? event.at >= known : event.at === known, 'a fill is known one response latency later');
      const decision = decisions.get(event.decisionID!);
      rule(decision !== undefined, 'every fill has its decision');
      const better = event.side === 'buy' ? event.lastPx! <= decision!.limitPx : event.lastPx! >= decision!.limitPx;
      rule(better, 'no fill beyond the limit');
      if (event.price !== undefined)
        rule(event.side === 'buy' ? event.lastPx! <= event.price : event.lastPx! >= event.price, 'no fill beyond its own price');
      if (event.parentID !== undefined) {
        const leg = decision!.legs.find((candidate) => candidate.orderID === event.orderID);
        rule(leg?.mic === event.lastMkt && event.cumQty <= (leg?.orderQty ?? 0), 'a leg explains the fill');
        const travelled = decision!.at + decision!.processing + spec.entryLatency + spec.speedBump;
        rule(event.transactTime! >= travelled, 'no order executes before it can arrive');
      }
    }
    rule(event.cumQty === seen.cumQty, 'cumQty is the sum of lastQty');
    rule(event.cumNotional === seen.cumNotional, 'cumNotional is the sum of its fills');
    rule(event.cumFee === seen.cumFee, 'cumFee is the sum of its fees');
    rule(event.cumQty <= event.orderQty, 'no fill beyond orderQty');
    const terminal = ['2', '4', '8', 'C', '3'].includes(event.ordStatus);
    rule(
      event.leavesQty === (terminal ? 0 : event.orderQty - event.cumQty),
      'leavesQty is orderQty less cumQty while live, else 0',
    );
    rule((event.ordStatus === '2') === (event.cumQty === event.orderQty), 'filled means full');
    seen.done = terminal;
    rule(event.action !== 'conditional' || event.cumQty === 0, 'what is not firm fills nothing');
    seen.leaves = event.action === 'conditional' ? 0 : event.leavesQty;
    if (event.parentID !== undefined) {
      const parent = orders.get(event.parentID)!;
      const children = [...orders].filter(([id]) => id.startsWith(`${event.parentID}-C`)).map(([, child]) => child);
      const committed = children.reduce((sum, child) => sum + child.leaves + child.cumQty, 0);
      rule(committed <= parent.first.orderQty, 'children never hold more than the parent');
    }
  }
  for (const [id, seen] of orders) if (!seen.done) broken.push(`every order ends: ${id}`);
  for (const [id, seen] of orders) {
    if (id.includes('-C')) continue;
    const children = [...orders].filter(([child]) => child.startsWith(`${id}-C`)).map(([, child]) => child);
    const sum = (pick: (seen: Seen) => number) => children.reduce((total, child) => total + pick(child), 0);
    if (
      sum((s) => s.cumQty) !== seen.cumQty ||
      sum((s) => s.cumNotional) !== seen.cumNotional ||
      sum((s) => s.cumFee) !== seen.cumFee
    )
      broken.push(`children sum to the parent: ${id}`);
  }
  return broken;
}

/**
 * What a venue may have charged for a fill, micro-dollars a share: its own fee or the one of the newest fee change in force when it matched
 * (either, where that changed at that moment); where the resting side may have been hidden, the fee for that too.
 */
function feesOf(events: readonly EngineEvent[], config: SessionConfig): (fill: ExecutionReport) => number[] {
  type Fees = { readonly makerFee: number; readonly takerFee: number };
  const changes = new Map(config.venues.map((spec) => [spec.mic, [{ at: Number.NEGATIVE_INFINITY, fees: spec as Fees }]]));
  const standing: { readonly faultID: string; readonly mic: string; readonly fees: Fees }[] = [];
  for (const event of events) {
    if (event.type !== 'FaultReport' || event.fault?.kind !== 'feeChange' || event.state === 'refused') continue;
    const { mic } = event.fault;
    if (event.state === 'started') standing.push({ faultID: event.faultID, mic, fees: event.fault });
    else
      standing.splice(
        standing.findIndex(({ faultID }) => faultID === event.faultID),
        1,
      );
    const fees = standing.findLast((one) => one.mic === mic)?.fees ?? config.venues.find((spec) => spec.mic === mic)!;
    changes.get(mic)!.push({ at: event.at, fees });
  }
  return ({ lastMkt, transactTime, lastLiquidityInd }) => {
    const spec = config.venues.find(({ mic }) => mic === lastMkt)!;
    const known = changes.get(lastMkt!)!;
    const inForce = [known.findLast(({ at }) => at < transactTime!)!, ...known.filter(({ at }) => at === transactTime)];
    const added = lastLiquidityInd === 1;
    const hidden = added ? spec.hiddenMakerFee : spec.hiddenTakerFee;
    return [...inForce.map(({ fees }) => (added ? fees.makerFee : fees.takerFee)), ...(hidden === undefined ? [] : [hidden])];
  };
}

interface Seen {
  cumQty: number;
  cumNotional: number;
  cumFee: number;
  done: boolean;
  /** Shares that it holds. */
  leaves: number;
  readonly first: ExecutionReport;
}
