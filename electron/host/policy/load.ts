import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { POLICY_NAME, POLICY_NAME_RULE, type PolicySource } from '../../../shared/policy.ts';
import type { UserStrategy } from '../../../shared/routing.ts';
import type { PolicyFault } from '../../engine/route/user-policy.ts';
import { PolicyThread } from './thread.ts';

/** A policy file that cannot be used: the message names the file, the field and the rule. */
export class PolicyFileError extends Error {
  override readonly name = 'PolicyFileError';

  constructor(file: string, text: string) {
    super(`${file}: ${text}`);
  }
}

/** A file as it has been read and loaded once, and the thread that it stands ready in. */
export interface LoadedPolicy {
  /** Whole path, or as the command line names it. */
  readonly path: string;
  readonly name: string;
  readonly policy: PolicySource;
  readonly thread: PolicyThread;
}

const MAX_BYTES = 256 * 1024;
const MAX_VERSION = 40;

/** Reads a policy's file and loads it where it can do no harm. Throws PolicyFileError. */
export function loadPolicy(path: string): LoadedPolicy {
  const source = readText(path);
  const file = basename(path);
  const thread = new PolicyThread(source, calledInErrors(file));
  const started = thread.start();
  const fail = (text: string): never => {
    thread.stop();
    throw new PolicyFileError(path, text);
  };
  if (started.fault) return fail(faultText(started.fault));
  const { name, version } = started.head;
  if (name === undefined || version === undefined) {
    const missing = name === undefined ? 'name' : 'version';
    return fail(`${missing}: is missing: export const ${missing} = ...`);
  }
  if (typeof name !== 'string' || !POLICY_NAME.test(name)) return fail(`name: ${POLICY_NAME_RULE}`);
  if (String(version).length < 1 || String(version).length > MAX_VERSION)
    return fail(`version: must be a number, or text of 1 to ${MAX_VERSION} characters`);
  const policy: PolicySource = { strategy: `user:${name}`, version: String(version), file, source, sha256: sha256(source) };
  return { path, name, policy, thread };
}

/** A policy of a record, to be run again. Throws PolicyFileError where the text is not the one that was recorded. */
export function reloadPolicy(policy: PolicySource): LoadedPolicy {
  if (sha256(policy.source) !== policy.sha256)
    throw new PolicyFileError(
      policy.file,
      `source: is not the text that ${policy.strategy} was, whose SHA-256 is ${policy.sha256}`,
    );
  const thread = new PolicyThread(policy.source, calledInErrors(policy.file));
  return { path: policy.file, name: plainName(policy.strategy), policy, thread };
}

/** `user:mine` of `user:mine@1a2b3c4d`. */
export function plainStrategy(strategy: UserStrategy): UserStrategy {
  return strategy.split('@')[0] as UserStrategy;
}

/** Why no order can be routed by a policy of that name here, in words; undefined where it is loaded. */
export function notLoaded(strategy: UserStrategy, loaded: Iterable<UserStrategy>): string | undefined {
  const names = [...loaded];
  if (names.includes(strategy)) return undefined;
  return `${strategy} is not loaded: ${names.length === 0 ? 'no policy is' : `there is ${names.join(', ')}`}`;
}

export function faultText({ field, text }: PolicyFault): string {
  return field === undefined ? text : `${field}: ${text}`;
}

function plainName(strategy: UserStrategy): string {
  return plainStrategy(strategy).slice('user:'.length);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A file's name stands in the texts of errors, which are recorded: nothing in it that would break a line. */
function calledInErrors(file: string): string {
  return file.replaceAll(/[^A-Za-z0-9._-]/g, '_');
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES) throw new PolicyFileError(path, `is ${bytes.length} bytes long, at most ${MAX_BYTES} are read`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof PolicyFileError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new PolicyFileError(path, 'there is no such file');
    throw new PolicyFileError(
      path,
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is not UTF-8 text' : `cannot be read: ${message}`,
    );
  }
}
