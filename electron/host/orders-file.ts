import { readFileSync } from 'node:fs';
import { fault, faultProblem } from '../../shared/config/fault.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { Command } from '../../shared/events.ts';
import { qtyText, timeText } from '../../shared/format.ts';
import { CL_ORD_ID, CL_ORD_ID_RULE, MAX_PX, MAX_QTY, SYMBOL, SYMBOL_RULE } from '../../shared/limits.ts';
import { isStrategyName } from '../../shared/policy.ts';
import { DISPATCHES, STRATEGIES, type StrategyName, type UserStrategy } from '../../shared/routing.ts';
import { PX_PER_DOLLAR, type Px, type Qty } from '../../shared/units.ts';
import { firstIssue } from '../../shared/wire/message.ts';
import { rule, z } from '../../shared/wire/zod.ts';
import { isUserStrategy } from '../engine/route/user-strategies.ts';
import { engineTime as at } from './engine-time.ts';
import { notLoaded } from './policy/load.ts';

/** An orders file that cannot be used: the message names the file, the line, the field and the rule. */
export class OrdersFileError extends Error {
  override readonly name = 'OrdersFileError';
}

const price = z.union([z.string(), z.number()]).transform((value, context): Px => {
  const text = String(value);
  const px = Math.round(Number(text) * PX_PER_DOLLAR);
  if (/^\d{1,6}(\.\d{1,4})?$/.test(text) && px > 0 && px <= MAX_PX) return px as Px;
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(value)} is not a price in dollars above 0, up to 10,000, with at most 4 decimals`,
  });
  return z.NEVER;
});

const clOrdID = z.string(rule('must be text')).regex(CL_ORD_ID, CL_ORD_ID_RULE);
/** A word of ours, or the FIX code that stands for it; words are taken in any case. */
const coded = <Word extends string>(codes: Readonly<Record<string, Word>>) =>
  z.union([z.string(), z.number()]).transform((value, context): Word => {
    const word = String(value);
    const known = codes[word] ?? Object.values(codes).find((candidate) => candidate === word.toLowerCase());
    if (known !== undefined) return known;
    const words = [...new Set(Object.values(codes))].join(', ');
    context.addIssue({ code: 'custom', message: `${JSON.stringify(value)} is none of ${words}` });
    return z.NEVER;
  });

const line = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('NewOrderSingle'),
    at,
    clOrdID,
    symbol: z.string(rule('must be text')).regex(SYMBOL, SYMBOL_RULE),
    side: coded({ '1': 'buy', '2': 'sell' }),
    orderQty: z
      .number(rule('must be a number of shares'))
      .int('must be whole shares')
      .min(1, 'must be at least 1 share')
      .max(MAX_QTY, `must be at most ${qtyText(MAX_QTY)} shares`)
      .transform((value) => value as Qty),
    ordType: coded({ '1': 'market', '2': 'limit' }),
    price: price.optional(),
    timeInForce: coded({ '0': 'day', '3': 'ioc', '4': 'fok' }).default('day'),
    strategy: z
      .custom<StrategyName>(isStrategyName, `must be one of ${STRATEGIES.join(', ')}, or user:NAME of a policy that is loaded`)
      .default('smart'),
    dispatch: z.enum(DISPATCHES, `must be one of ${DISPATCHES.join(', ')}`).default('parallel'),
    exDestination: z.string(rule('must be text')).max(12).optional(),
  }),
  z.strictObject({ type: z.literal('OrderCancelRequest'), at, clOrdID, origClOrdID: clOrdID }),
  z.strictObject({ type: z.literal('OrderMassCancelRequest'), at, clOrdID }),
  z.strictObject({
    type: z.literal('KillSwitch'),
    at,
    engaged: z.boolean(rule('must be true or false')),
    reason: z.string(rule('must be text')).trim().min(3, 'must say why in at least 3 characters').max(200),
  }),
  z.strictObject({ type: z.literal('SetOrderProtection'), at, on: z.boolean(rule('must be true or false')) }),
  z.strictObject({ type: z.literal('InjectFault'), at, faultID: clOrdID, fault }),
  z.strictObject({ type: z.literal('ClearFault'), at, faultID: clOrdID }),
]) satisfies z.ZodType<Command>;

/**
 * Reads commands, one JSON object a line, in the words of README ("Orders file"). A line without `type` is a NewOrderSingle. Lines may
 * stand in any order: they are applied by time, equal times by line. `userStrategies` are the policies that are loaded. Throws OrdersFileError for the first line that breaks a rule.
 */
export function readOrders(file: string, config: SessionConfig, userStrategies: readonly UserStrategy[] = []): Command[] {
  return parseOrders(read(file), file, config, userStrategies);
}

export function parseOrders(
  text: string,
  file: string,
  config: SessionConfig,
  userStrategies: readonly UserStrategy[] = [],
): Command[] {
  const commands: Command[] = [];
  text.split(/\r?\n/).forEach((content, i) => {
    if (content.trim() === '') return;
    const fail = (why: string): never => {
      throw new OrdersFileError(`${file} line ${i + 1}: ${why}`);
    };
    let value: unknown;
    try {
      value = JSON.parse(i === 0 ? content.replace(/^\uFEFF/, '') : content);
    } catch (error) {
      fail(`is not JSON: ${(error as Error).message}`);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) fail('is not a JSON object');
    const parsed = line.safeParse({ type: 'NewOrderSingle', ...(value as object) });
    if (!parsed.success) fail(firstIssue(parsed.error, 'order').text);
    const command = parsed.data as Command;
    const problem = command.type === 'InjectFault' ? faultProblem(config, command.fault) : undefined;
    if (problem) fail(`fault.${problem.field}: ${problem.text}`);
    const unknown =
      command.type === 'NewOrderSingle' && isUserStrategy(command.strategy)
        ? notLoaded(command.strategy, userStrategies)
        : undefined;
    if (unknown) fail(`strategy: ${unknown}`);
    if (command.at < config.openAt) fail(`at: ${timeText(command.at)} is before the session opens at ${timeText(config.openAt)}`);
    commands.push(command);
  });
  return commands.sort((a, b) => a.at - b.at);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new OrdersFileError(`${file}: there is no such file`);
    throw new OrdersFileError(`${file} cannot be read: ${message}`);
  }
}
