import { FAULT_KINDS, type Fault, type FaultKind, fault, faultProblem } from '../../shared/config/fault.ts';
import { MILLISECOND, MONEY_PER_DOLLAR, SECOND } from '../../shared/units.ts';
import type { SessionInfo } from '../../shared/wire/contract.ts';

export type FaultField =
  | 'mic'
  | 'symbol'
  | 'path'
  | 'side'
  | 'delay'
  | 'ticks'
  | 'takerFee'
  | 'makerFee'
  | 'rate'
  | 'orderQty'
  | 'chance'
  | 'messages'
  | 'duration';

/** What is typed, all of it text; each kind reads the fields that it has. */
export type FaultForm = { readonly kind: FaultKind } & Readonly<Record<FaultField, string>>;

/** The fields of each kind in the order they are filled. */
export const FAULT_FIELDS: Readonly<Record<FaultKind, readonly FaultField[]>> = {
  venueOutage: ['mic', 'duration'],
  slowVenue: ['mic', 'delay', 'duration'],
  halt: ['symbol', 'duration'],
  luldPause: ['symbol', 'duration'],
  staleSip: ['duration'],
  crossedMarket: ['symbol', 'mic', 'ticks', 'duration'],
  feeChange: ['mic', 'takerFee', 'makerFee', 'duration'],
  latencySpike: ['mic', 'delay', 'duration'],
  quoteStuffing: ['symbol', 'mic', 'rate', 'duration'],
  fatFinger: ['symbol', 'side', 'orderQty'],
  toxicVenue: ['mic', 'chance', 'duration'],
  feedGap: ['mic', 'path', 'messages'],
  feedDuplicate: ['mic', 'path', 'messages'],
  feedReorder: ['mic', 'path', 'messages'],
};

export const FIELD_WORDS: Readonly<Record<FaultField, readonly [label: string, unit: string]>> = {
  mic: ['Venue', ''],
  symbol: ['Symbol', ''],
  path: ['Feed', ''],
  side: ['Side', ''],
  delay: ['Delay', 'ms'],
  ticks: ['Through by', 'ticks'],
  takerFee: ['Taker fee', '$/share'],
  makerFee: ['Maker fee', '$/share'],
  rate: ['Rate', 'quotes a second'],
  orderQty: ['Size', 'shares'],
  chance: ['Chance', '%'],
  messages: ['Messages', ''],
  duration: ['Lasts', 's'],
};

/** May be left empty: then it has no end, or a venue's place is taken by all of them. */
export function isOptional(kind: FaultKind, field: FaultField): boolean {
  if (field === 'mic') return kind === 'latencySpike';
  return field === 'duration' && (kind === 'feeChange' || kind === 'luldPause' || kind === 'toxicVenue');
}

export function isChoice(field: FaultField): boolean {
  return field === 'mic' || field === 'symbol' || field === 'path' || field === 'side';
}

/** A form that could be sent as it stands. */
export function newForm(session: SessionInfo, focus: string): FaultForm {
  return {
    kind: FAULT_KINDS[0]!,
    mic: session.venues[0]?.mic ?? '',
    symbol: focus,
    path: 'direct',
    side: 'sell',
    delay: '5',
    ticks: '1',
    takerFee: '0.0030',
    makerFee: '-0.0020',
    rate: '20000',
    orderQty: '50000',
    chance: '60',
    messages: '20',
    duration: '15',
  };
}

const UNITS: Readonly<Partial<Record<FaultField, number>>> = {
  delay: MILLISECOND,
  duration: SECOND,
  chance: 0.01,
  takerFee: MONEY_PER_DOLLAR,
  makerFee: MONEY_PER_DOLLAR,
};

export type FaultErrors = Readonly<Partial<Record<FaultField, string>>>;
export type CheckedFault =
  | { readonly fault: Fault; readonly errors?: undefined }
  | { readonly fault?: undefined; readonly errors: FaultErrors };

/** The fault that the form says, by the same schema that the engine's door has, or what is wrong with it by field. */
export function checkFault(form: FaultForm, session: SessionInfo): CheckedFault {
  const errors: Partial<Record<FaultField, string>> = {};
  const raw: Record<string, unknown> = { kind: form.kind };
  for (const field of FAULT_FIELDS[form.kind]) {
    const text = form[field].trim().replaceAll(',', '').replace('\u2212', '-');
    if (text === '') {
      if (!isOptional(form.kind, field)) errors[field] = `${FIELD_WORDS[field][0]} is empty.`;
    } else if (isChoice(field)) raw[field] = text;
    else if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text)) errors[field] = `${form[field].trim()} is not a number.`;
    else raw[field] = Math.round(Number(text) * (UNITS[field] ?? 1) * 1e3) / 1e3;
  }
  if (Object.keys(errors).length > 0) return { errors };
  const parsed = fault.safeParse(raw);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const field = String(issue.path[0] ?? '') as FaultField;
      errors[field in FIELD_WORDS ? field : FAULT_FIELDS[form.kind][0]!] = inUnit(field, issue);
    }
    return { errors };
  }
  // What fees the session allows only its engine knows; it says so when it refuses.
  const ground = {
    market: session.market,
    symbols: session.symbols,
    venues: session.venues,
    regime: { accessFeeCap: Number.POSITIVE_INFINITY },
  };
  const problem = faultProblem(ground, parsed.data);
  return problem ? { errors: { [problem.field]: problem.text } } : { fault: parsed.data };
}

/** The schema's words with its limits in the unit of the field. */
function inUnit(
  field: FaultField,
  issue: { readonly code?: string; readonly message: string; readonly minimum?: unknown; readonly maximum?: unknown },
): string {
  const unit = FIELD_WORDS[field]?.[1] ?? '';
  const scaled = (value: unknown) => `${Number(value) / (UNITS[field] ?? 1)}${unit ? ` ${unit}` : ''}`;
  if (issue.code === 'too_small') return `Must be ${scaled(issue.minimum)} or more.`;
  if (issue.code === 'too_big') return `Must be ${scaled(issue.maximum)} or less.`;
  return `${issue.message.charAt(0).toUpperCase()}${issue.message.slice(1)}.`;
}
