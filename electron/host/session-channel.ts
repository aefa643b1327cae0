import type { Parsed, Pushes, PushName, Replies, RequestName, WireError } from '../../shared/wire/contract.ts';
import { requests } from '../../shared/wire/contract.ts';
import { firstIssue, MAX_MESSAGE, requestMessage } from '../../shared/wire/message.ts';

/** The host's end of one client's line, as a WebSocket or Electron's IPC gives it. */
export interface Line {
  /** Text is an envelope of `shared/wire/message.ts`, bytes are a frame. */
  send(message: string | ArrayBuffer): void;
  /** Bytes handed over that the client has not taken yet. */
  readonly backlog: number;
  /** Code of RFC 6455 and a reason in words. */
  close(code: number, reason: string): void;
}

/** One answer for every request there is; the compiler names the missing one. */
export type Endpoints<Client> = {
  readonly [Name in RequestName]: (params: Parsed<Name>, client: Client) => Replies[Name] | Promise<Replies[Name]>;
};

/** A request that cannot be granted, as the client shall read it. */
export class Refusal extends Error {
  readonly wire: WireError;

  constructor(code: WireError['code'], text: string, field?: string) {
    super(text);
    this.name = 'Refusal';
    this.wire = { code, ...(field !== undefined && { field }), text };
  }
}

/** Unread answers beyond this are a client that only asks: it is let go. */
const MAX_BACKLOG = 32 * 1024 * 1024;
const TRY_AGAIN_LATER = 1013;
const UNSUPPORTED_DATA = 1003;

export interface SessionChannelOptions<Client> {
  readonly line: Line;
  /** Enters this channel wherever clients are kept; what it returns comes with every request. */
  readonly enter: (channel: SessionChannel<Client>) => Client;
  readonly endpoints: Endpoints<Client>;
  /** Told of a bug: an endpoint that threw something other than a `Refusal`. */
  readonly onFault: (error: unknown) => void;
}

/** One client's requests in, replies and pushes out. Nothing that a client sends can make it throw. */
export class SessionChannel<Client> {
  readonly #options: SessionChannelOptions<Client>;
  readonly client: Client;
  #open = true;

  constructor(options: SessionChannelOptions<Client>) {
    this.#options = options;
    this.client = options.enter(this);
  }

  get backlog(): number {
    return this.#options.line.backlog;
  }

  get open(): boolean {
    return this.#open;
  }

  /** The line has ended: what is still being worked out has nowhere to go. */
  closed(): void {
    this.#open = false;
  }

  close(code: number, reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#options.line.close(code, reason);
  }

  /** A message as it came. Bytes are not part of the contract in this direction. */
  receive(message: unknown): void {
    if (!this.#open) return;
    if (typeof message !== 'string') this.close(UNSUPPORTED_DATA, 'a request is text, not bytes');
    else if (this.backlog > MAX_BACKLOG) this.close(TRY_AGAIN_LATER, 'answers are not being read');
    else this.#serve(message);
  }

  push<Name extends Exclude<PushName, 'frame'>>(push: Name, data: Pushes[Name]): void {
    this.#send(JSON.stringify({ push, data }));
  }

  frame(data: ArrayBuffer): void {
    this.#send(data);
  }

  #serve(message: string): void {
    let id = 0;
    const fail = (error: unknown) => this.#send(JSON.stringify({ reply: id, error: this.#wireError(error) }));
    try {
      if (message.length > MAX_MESSAGE)
        throw new Refusal(
          'badRequest',
          `message: is ${message.length} characters long, at most ${MAX_MESSAGE} are read`,
          'message',
        );
      const value = parseJson(message);
      id = idOf(value);
      const envelope = requestMessage.safeParse(value);
      if (!envelope.success) throw refusal(firstIssue(envelope.error));
      const { name, params } = envelope.data;
      if (!Object.hasOwn(requests, name))
        throw new Refusal('unknownRequest', `name: ${JSON.stringify(name)} is not a request`, 'name');
      const answer = this.#answer(name as RequestName, params);
      // An answer that is there goes out at once: a snapshot must leave before any event that follows it.
      if (answer instanceof Promise) answer.then((data) => this.#reply(id, data)).catch(fail);
      else this.#reply(id, answer);
    } catch (error) {
      fail(error);
    }
  }

  #reply(reply: number, data: unknown): void {
    this.#send(JSON.stringify({ reply, data }));
  }

  #wireError(error: unknown): WireError {
    if (error instanceof Refusal) return error.wire;
    this.#options.onFault(error);
    return { code: 'internal', text: 'the host failed at this; its log says why' };
  }

  #answer<Name extends RequestName>(name: Name, params: unknown): Replies[Name] | Promise<Replies[Name]> {
    const parsed = requests[name].safeParse(params);
    if (!parsed.success) throw refusal(firstIssue(parsed.error, 'params'));
    const endpoint = this.#options.endpoints[name];
    return endpoint(parsed.data as Parsed<Name>, this.client);
  }

  #send(message: string | ArrayBuffer): void {
    if (this.#open) this.#options.line.send(message);
  }
}

function refusal({ code, field, text }: WireError): Refusal {
  return new Refusal(code, text, field);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal('badRequest', `message: is not JSON (${(error as Error).message})`, 'message');
  }
}

/** The id to answer to, even where the rest of the envelope is wrong; 0 when there is none. */
function idOf(value: unknown): number {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : 0;
  return Number.isSafeInteger(id) && (id as number) > 0 ? (id as number) : 0;
}
