import type { Pushes, PushName } from '../../shared/wire/contract.ts';
import { Lateness } from './lateness.ts';
import { flags, pack } from './picture.ts';
import type { Session } from './session.ts';
import type { SessionChannel } from './session-channel.ts';

/** One client as the publisher knows it. */
export interface Client {
  channel: Pick<SessionChannel<Client>, 'backlog' | 'frame' | 'open' | 'push'>;
  /** False until its first hello and from a resync to the next one: nothing is pushed meanwhile. */
  live: boolean;
  /** Symbol of its ladder. */
  focus: string;
  /** Number of the next event it has not been sent. */
  nextEvent: number;
  /** Number of the next print it has not been sent. */
  nextPrint: number;
  frames: number;
}

/** What of the desk's state a frame shows and the session does not know. */
export interface Standing {
  readonly paused: boolean;
  readonly speed: number;
  readonly killed: boolean;
  readonly orderProtection: boolean;
}

/** 40 a second: a 60 Hz screen shows each at most one refresh late. */
const FRAME_MS = 25;
/** While nothing moves: enough for a screen to know that the line is alive. */
const IDLE_FRAME_MS = 200;
const SCORES_MS = 500;
const LEARNING_MS = 2_000;
/** Bytes waiting at a client above which it gets no frames, then no events either. */
const HOLD_FRAMES = 256 * 1024;
const HOLD_EVENTS = 4 * 1024 * 1024;
/** A client this many events behind is told to start again from a snapshot: that is less to send and to draw. */
const MOST_BEHIND = 5_000;

/**
 * Tells every client what has become of the session. Quotes are conflated: a frame shows the newest state only, and a slow client is
 * spared frames first. Events are not: each goes out once and in order, or the client is told to say hello again.
 */
export class Publisher {
  readonly #clients = new Set<Client>();
  readonly #wall: () => number;
  #frameAt = Number.NEGATIVE_INFINITY;
  #scoresAt = Number.NEGATIVE_INFINITY;
  #learningAt = Number.NEGATIVE_INFINITY;
  #shown = '';
  #scores = '';
  #learning = '';
  /** Of the session that frames were last made of. */
  #lateness: { readonly of: Session; readonly read: Lateness } | undefined;

  /** `wall`: monotonic milliseconds. */
  constructor(wall: () => number) {
    this.#wall = wall;
  }

  add(channel: Client['channel']): Client {
    const client = { channel, live: false, focus: '', nextEvent: 0, nextPrint: 0, frames: 0 };
    this.#clients.add(client);
    return client;
  }

  remove(client: Client): void {
    this.#clients.delete(client);
  }

  /** From here on the client, who is being sent the snapshot of this moment, gets what follows it. */
  welcome(client: Client, session: Session): void {
    if (!session.config.symbols.some(({ symbol }) => symbol === client.focus)) client.focus = session.config.symbols[0]!.symbol;
    client.nextEvent = session.committed;
    client.nextPrint = session.board.prints;
    client.live = true;
    // Its first frame shall not wait for something to move.
    this.#shown = '';
  }

  /** Small state that every client must have at once. */
  broadcast<Name extends Exclude<PushName, 'frame'>>(name: Name, data: Pushes[Name]): void {
    for (const client of this.#clients) if (client.live) client.channel.push(name, data);
  }

  resyncAll(reason: string): void {
    for (const client of this.#clients) resync(client, reason);
  }

  /** Committed events to everyone; frames and scores when their time has come. */
  publish(session: Session, standing: Standing): void {
    for (const client of this.#clients) if (client.live) this.#events(client, session);
    const wall = this.#wall();
    const slow = wall - this.#scoresAt >= SCORES_MS;
    if (slow || this.#lateness?.of !== session) this.#readLateness(session);
    if (this.#frameDue(wall, session, standing)) {
      this.#frameAt = wall;
      for (const client of this.#clients)
        if (client.live && client.channel.backlog <= HOLD_FRAMES) this.#frame(client, session, standing);
    }
    if (slow) {
      this.#scoresAt = wall;
      this.#publishScores(session);
    }
    if (wall - this.#learningAt >= LEARNING_MS) {
      this.#learningAt = wall;
      this.#publishLearning(session);
    }
  }

  #readLateness(session: Session): void {
    if (this.#lateness?.of !== session) this.#lateness = { of: session, read: new Lateness(session.config.venues.length) };
    this.#lateness.read.read(session.engine.offsets);
  }

  #events(client: Client, session: Session): void {
    if (client.nextEvent === session.committed) return;
    const events = session.log.since(client.nextEvent, session.committed);
    if (!events || session.committed - client.nextEvent > MOST_BEHIND) {
      resync(client, 'the desk fell behind its events');
      return;
    }
    if (client.channel.backlog > HOLD_EVENTS) return;
    client.nextEvent = session.committed;
    client.channel.push('events', events);
  }

  #frameDue(wall: number, session: Session, standing: Standing): boolean {
    // What was said counts too: a fault injected while the clock stands moves no time.
    const shown = `${session.info.sessionID} ${session.engine.now} ${session.committed} ${JSON.stringify(standing)}`;
    const moved = shown !== this.#shown;
    if (wall - this.#frameAt < (moved ? FRAME_MS : IDLE_FRAME_MS)) return false;
    this.#shown = shown;
    return true;
  }

  #frame(client: Client, session: Session, standing: Standing): void {
    const { engine, board, lit } = session;
    const data = pack({
      view: engine.view,
      conditions: engine.conditions,
      board,
      lateness: this.#lateness!.read,
      disorder: engine.disorder,
      now: engine.now,
      number: client.frames++,
      flags: flags({ ...standing, ended: engine.ended, sipHeld: engine.conditions.sipHeldUntil > engine.now }),
      speed: standing.speed,
      focus: session.config.symbols.findIndex(({ symbol }) => symbol === client.focus),
      printsFrom: client.nextPrint,
      events: engine.eventCount,
      lit,
    });
    client.nextPrint = board.prints;
    client.channel.frame(data.buffer);
  }

  #publishScores(session: Session): void {
    const scores = session.engine.scores();
    const text = JSON.stringify(scores);
    if (text === this.#scores) return;
    this.#scores = text;
    for (const client of this.#clients)
      if (client.live && client.channel.backlog <= HOLD_FRAMES) client.channel.push('scores', scores);
  }

  /** Only where an outcome has come: the report of a session that forecasts nothing is one and the same. */
  #publishLearning(session: Session): void {
    const learning = session.engine.learning();
    const known = `${session.info.sessionID} ${learning.models.map(({ n }) => n).join(' ')}`;
    if (known === this.#learning) return;
    this.#learning = known;
    for (const client of this.#clients)
      if (client.live && client.channel.backlog <= HOLD_FRAMES) client.channel.push('learning', learning);
  }
}

function resync(client: Client, reason: string): void {
  if (!client.live) return;
  client.live = false;
  client.channel.push('resync', { reason });
}
