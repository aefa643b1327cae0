/**
 * How the SIP's best prices differ from those of the direct feeds, as they reach the router (domain 1.4). One symbol, in [from, until) and
 * from outside: what the view counts of a whole session for the desk (`view/dislocations.ts`) a recorded day could not be held against.
 * Times in ns.
 */
export class TwoClocks {
  private directBid = 0;
  private directAsk = 0;
  private sipBid = 0;
  private sipAsk = 0;
  private readonly from: number;
  private readonly until: number;
  private since: number;
  /** The two differ now; whether that has been counted, as it is once it has lasted. */
  now = false;
  private counted = false;
  count = 0;
  time = 0;
  observed = 0;
  /** Time that the router's own direct picture was locked or crossed, which distance alone can make it. */
  directLockedOrCrossed = 0;
  trades = 0;
  tradesDuring = 0;

  constructor(from: number, until: number) {
    this.from = from;
    this.since = from;
    this.until = until;
  }

  nbbo(at: number, direct: boolean, bid: number, ask: number): void {
    this.pass(at);
    if (direct) {
      this.directBid = bid;
      this.directAsk = ask;
    } else {
      this.sipBid = bid;
      this.sipAsk = ask;
    }
    this.now = this.directBid !== this.sipBid || this.directAsk !== this.sipAsk;
    if (!this.now) this.counted = false;
  }

  trade(at: number): void {
    if (at < this.from || at >= this.until) return;
    this.trades++;
    if (this.now) this.tradesDuring++;
  }

  pass(at: number): void {
    const end = Math.min(at, this.until);
    const span = end - this.since;
    if (span <= 0) return;
    this.since = end;
    this.observed += span;
    if (this.now) {
      this.time += span;
      if (!this.counted) this.count++;
      this.counted = true;
    }
    if (this.directBid > 0 && this.directAsk > 0 && this.directBid >= this.directAsk) this.directLockedOrCrossed += span;
  }
}
