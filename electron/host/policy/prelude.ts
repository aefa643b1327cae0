/**
 * What stands around a policy inside its interpreter: a script whose value is `{ say, route }`. The language's own functions are taken
 * before the policy's file is read, so a file that changes `JSON` or a prototype changes only what it says itself.
 *
 * `route(policy, json, file)`: `=` and the answer as JSON, or `!` and what was thrown. `say(error, file)`: an error in one line, with its
 * place in the file.
 */
export const PRELUDE = `(() => {
  'use strict';
  const { parse, stringify } = JSON;
  const { imul } = Math;
  const { isFinite } = Number;
  const text = String;
  const ErrorType = Error;

  Math.random = () => {
    throw new ErrorType('Math.random is not repeatable: use request.chance()');
  };

  const place = (stack, file) => {
    const from = stack.indexOf(file + ':');
    return from < 0 ? '' : ' at ' + stack.slice(from).split('\\n')[0].split(')')[0];
  };
  const say = (error, file) => {
    try {
      // All that QuickJS can throw when there is no memory even for an error.
      if (error === null) return 'InternalError: out of memory';
      if (!(error instanceof ErrorType)) return 'threw ' + text(error);
      return text(error.name) + ': ' + text(error.message) + place(text(error.stack), file);
    } catch {
      return 'threw what cannot be told';
    }
  };

  // mulberry32: 32 bits of state, good enough to choose venues by.
  const chanceFrom = (state) => () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = imul(state ^ (state >>> 15), 1 | state);
    t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  // JSON would say null of these, and nobody would know why.
  const plain = (_, value) => {
    const type = typeof value;
    if (type === 'number') return isFinite(value) ? value : text(value);
    return type === 'bigint' || type === 'symbol' || type === 'function' ? 'a ' + type : value;
  };
  const route = (policy, json, file) => {
    try {
      const request = parse(json);
      request.chance = chanceFrom(request.seed);
      const answer = policy(request);
      if (answer !== null && typeof answer === 'object' && typeof answer.then === 'function') return '=' + '"a promise"';
      return '=' + (stringify(answer, plain) ?? '"undefined"');
    } catch (error) {
      return '!' + say(error, file);
    }
  };
  return { say, route };
})()`;
