import { bpsText, centsText, countText, decimal, delayText, percentText, qtyText } from '../../../shared/format.ts';
import type { Candidate } from '../../../shared/routing.ts';

export interface InputLine {
  readonly name: string;
  readonly value: string;
  /** What it is, and which term it makes. */
  readonly means: string;
}

/** What a candidate's terms were reckoned from, in words and units; empty for one that was not weighed. What does not arise there is left out. */
export function inputLines({ inputs, fillProbability, reputation, orderQty }: Candidate): readonly InputLine[] {
  if (!inputs) return [];
  const { qty, oneWay, hazard, staleProbability, detection, remainingQty, markoutBps, markouts, elsewhere, queueQty, overfillQty } =
    inputs;
  const lines: InputLine[] = [
    orderQty > 0 && orderQty !== qty
      ? {
          name: 'Weighed for',
          value: `${qtyText(qty)} sh, first level; sent ${qtyText(orderQty)}`,
          means: `The terms are of the ${qtyText(qty)} shares of the first level there; the leg sweeps further, and Outcome has what it is expected to cost over all its levels`,
        }
      : {
          name: 'Weighed for',
          value: `${qtyText(qty)} sh`,
          means: 'Shares that the terms are spread over: what would be sent there',
        },
    { name: 'Fill chance', value: percentText(fillProbability, 0), means: 'Expected share of what is sent that fills: miss' },
    { name: 'One way', value: delayText(oneWay), means: 'From the router to the venue, speed bump included: latency' },
    {
      name: 'Hazard',
      value: `${decimal(hazard, hazard < 10 ? 1 : 0)} /s`,
      means: 'How often a quote like this one goes, a second: latency',
    },
    {
      name: 'Gone by then',
      value: percentText(staleProbability, 1),
      means: 'Chance that the quote is gone before we are there, beyond that of a fresh one: latency',
    },
    {
      name: 'Read as intent',
      value: `${percentText(detection, 1)} of ${qtyText(remainingQty)}`,
      means: 'Chance that this leg gives the order away, and the shares that would then still be to trade: leak',
    },
    {
      name: 'Markout 1 s',
      value: markouts === 0 ? 'no fill yet' : `${bpsText(markoutBps, { sign: true })} bps, ${countText(markouts, 'fill')}`,
      means:
        'Move of the midpoint in the second after our fills there, less that after all our fills; minus is against us: adverse',
    },
    {
      name: 'Elsewhere',
      value: `${centsText(elsewhere)} ¢`,
      means: 'What a share that misses is expected to cost elsewhere, price and fee: miss',
    },
  ];
  if (queueQty !== undefined)
    lines.push({
      name: 'Queue ahead',
      value: `${qtyText(queueQty)} sh`,
      means: 'Shares that wait before ours where we would rest',
    });
  if (overfillQty !== undefined)
    lines.push({
      name: 'Over-fill',
      value: `${decimal(overfillQty, 0)} sh`,
      means: 'Shares beyond the order that a full-size send to every venue would be expected to bring',
    });
  if (reputation !== undefined)
    lines.push({
      name: 'Reputation',
      value: `${decimal(reputation, 0)} of 100`,
      means: 'By how our fills there turn out and how often its quotes fade; below 30 it gets no dark pings and no posts',
    });
  return lines;
}
